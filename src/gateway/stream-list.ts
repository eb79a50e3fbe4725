import type { OutgoingHttpHeaders } from 'node:http';
import { problem, ProblemError, type Problem } from '../errors.ts';
import { decodeJson } from '../json/decode.ts';
import { encodeJson } from '../json/encode.ts';
import { isJsonObject, type Json, type JsonObject } from '../json/json.ts';
import { listConversion, type ListConversion } from './convert-answer.ts';
import type { ConvertedRequest } from './exchange.ts';
import { answerHeaders } from './headers.ts';
import { ListOutput } from './list-output.ts';
import { ListScanner } from './list-scanner.ts';
import { decodedAnswer, invalidAnswer, type MemberAnswer } from './member-answer.ts';
import { brokenBody } from './member-body.ts';
import type { MemberMessage } from './member-message.ts';
import { createPacer } from './pacer.ts';
import { reportUnconverted, unconvertedWarning, type Unconverted } from './unconverted.ts';
import { withWarnings } from './warning-header.ts';

/**
 * Converts a list while it arrives, element by element, so that its size costs no memory, and everybody else has a turn in
 * between. Gives the whole answer where it is no list after all. Rejects as reading an answer does, and with
 * `MEMBER_ANSWER_INVALID`; once a mebibyte has been converted the client has a part of it, and only a broken connection tells.
 */
export async function streamList(request: ConvertedRequest, message: MemberMessage): Promise<MemberAnswer | undefined> {
  const { context, member } = request.exchange;
  const { answerBytes, eventBytes } = context.limits;
  const stream = new ListStream(request, message);
  try {
    for await (const chunk of message as AsyncIterable<Buffer>) {
      await stream.add(chunk);
      const limit = stream.isList ? eventBytes : answerBytes;
      if (stream.heldBytes > limit)
        throw new ProblemError(problem('MEMBER_ANSWER_TOO_LARGE', { member: member.name, limit }));
    }
  } catch (error) {
    // Whatever else is thrown is a problem of what was read, or a mistake in Karmorph.
    throw message.errored ? brokenBody(member.name, error) : error;
  }
  return stream.end();
}

class ListStream {
  readonly #request: ConvertedRequest;
  readonly #message: MemberMessage;
  readonly #scanner = new ListScanner();
  readonly #pace: () => Promise<void> | undefined;
  /** All of it, as long as it may be something else than a list. */
  #read: Buffer[] = [];
  #readBytes = 0;
  #isOther = false;
  #conversion: ListConversion | undefined;
  readonly #headers: OutgoingHttpHeaders;
  readonly #output: ListOutput;
  #separator = '';
  #unconverted: Unconverted | undefined;

  constructor(request: ConvertedRequest, message: MemberMessage) {
    const { exchange, translation } = request;
    this.#request = request;
    this.#message = message;
    this.#pace = createPacer(exchange.signal);
    this.#headers = { 'content-type': 'application/json', ...answerHeaders(message, translation.served) };
    this.#output = new ListOutput(exchange.response, this.#headers, exchange.signal);
  }

  get isList(): boolean {
    return this.#conversion !== undefined;
  }

  /** Bytes that are in memory since they cannot be converted yet. */
  get heldBytes(): number {
    return this.isList ? this.#scanner.pendingBytes : this.#readBytes;
  }

  async add(chunk: Buffer): Promise<void> {
    if (!this.#conversion) {
      this.#read.push(chunk);
      this.#readBytes += chunk.length;
    }
    if (this.#isOther) return;
    for (const { kind, bytes } of this.#scanner.scan(chunk)) {
      if (kind === 'element') await this.#element(bytes);
      else if (!this.#begin(bytes)) return;
    }
  }

  end(): MemberAnswer | undefined {
    if (!this.#conversion) return decodedAnswer(this.#request.exchange, this.#message, Buffer.concat(this.#read));
    const tail = this.#scanner.rest().toString('utf8');
    this.#checkTail(tail);
    void this.#output.write(tail);
    this.#output.end();
    const { exchange, translation } = this.#request;
    if (this.#unconverted) reportUnconverted(exchange, translation, this.#unconverted);
    return undefined;
  }

  /** False for what is no list that is converted: then all of it is read first. */
  #begin(bytes: Buffer): boolean {
    const head = decodeJson(`${bytes.toString('utf8')}]}`);
    const isObject = head.ok && isJsonObject(head.value);
    this.#conversion = isObject ? listConversion(head.value, this.#request.translation) : undefined;
    this.#isOther = !this.#conversion;
    if (!this.#conversion) return false;
    this.#read = [];
    // The elements' key is the last one: the text ends in `[]}`.
    void this.#output.write(encodeJson(this.#conversion.head).slice(0, -2));
    return true;
  }

  async #element(bytes: Buffer): Promise<void> {
    const turn = this.#pace();
    if (turn) await turn;
    const text = encodeJson(this.#converted(this.#decoded(bytes.toString('utf8'))));
    const room = this.#output.write(this.#separator + text);
    this.#separator = ',';
    if (room) await room;
  }

  #converted(element: Json): Json {
    const { exchange } = this.#request;
    if (!isJsonObject(element) || !this.#conversion) return element;
    const result = this.#conversion.convert(element, exchange.context.rules());
    if (!result.ok) throw invalidAnswer(exchange.member.name, result.problem.message);
    for (const problem of result.unconverted ?? []) this.#note(problem);
    return result.value;
  }

  /** The headers can say so as long as they are not on their way. */
  #note(problem: Problem): void {
    const { count, first } = this.#unconverted ?? { count: 0, first: problem };
    if (count === 0) withWarnings(this.#headers, [unconvertedWarning(problem)]);
    this.#unconverted = { count: count + 1, first };
  }

  #decoded(text: string): Json {
    const decoded = decodeJson(text);
    if (decoded.ok) return decoded.value;
    throw invalidAnswer(this.#request.exchange.member.name, decoded.problem.message);
  }

  /** What says which list it is has been read before its elements, and cannot be said again. */
  #checkTail(text: string): void {
    const { member } = this.#request.exchange;
    const tail = this.#decoded(`{"elements":[${text}`) as JsonObject;
    const again = ['apiVersion', 'kind', 'items', 'rows'].find((key) => tail[key] !== undefined);
    if (again !== undefined) throw invalidAnswer(member.name, `its list has ${again} after its elements`);
  }
}
