import { Transform, type TransformCallback } from 'node:stream';
import type { RuleSet } from '../engine/rule-set.ts';
import { problem, type Problem } from '../errors.ts';
import { decodeJson } from '../json/decode.ts';
import { encodeJson } from '../json/encode.ts';
import { isJsonObject, objectAt, stringAt, type Json, type JsonObject } from '../json/json.ts';
import { convertEventObject, renameBookmark, type ConvertedAnswer } from './convert-answer.ts';
import type { Translation } from './exchange.ts';
import { statusObject } from '../kubernetes/status.ts';
import type { Unconverted } from './unconverted.ts';

export interface WatchStreamOptions {
  readonly member: string;
  readonly translation: Translation;
  /** Asked for every event: rules may change while a watch is open. */
  readonly rules: () => RuleSet;
  /** The largest event in bytes. */
  readonly limit: number;
  /** Told why the watch was ended, when it was; with what was thrown when that is a mistake in Karmorph. */
  readonly onProblem: (cause: Problem, bug?: unknown) => void;
  /** Told of objects that are shown by their metadata alone. */
  readonly onUnconverted: (unconverted: Unconverted) => void;
}

const NEWLINE = 0x0a;

/**
 * Converts a member's watch, one JSON event a line. Bytes are cut at newlines before they become text, so an event may be
 * split anywhere, within a character too. An object that cannot be converted is shown by its metadata alone. What is no event becomes an
 * `ERROR` event with the reason, and the watch ends: the client lists again, as it does for every error event.
 */
export class WatchStream extends Transform {
  readonly #options: WatchStreamOptions;
  #pending: Buffer[] = [];
  #pendingLength = 0;
  #ended = false;

  constructor(options: WatchStreamOptions) {
    super();
    this.#options = options;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0 && !this.#ended; end = chunk.indexOf(NEWLINE, start)) {
      this.#keep(chunk.subarray(start, end));
      this.#event();
      start = end + 1;
    }
    if (!this.#ended) this.#keep(chunk.subarray(start));
    done();
  }

  /** Ends the watch after the last whole event, as a member does when its time is over. */
  finish(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#pending = [];
    this.push(null);
  }

  /** What follows the last newline is an event that the member did not finish. */
  override _flush(done: TransformCallback): void {
    done();
  }

  #keep(part: Buffer): void {
    if (part.length === 0) return;
    this.#pendingLength += part.length;
    if (this.#pendingLength <= this.#options.limit) this.#pending.push(part);
    else {
      const { member, limit } = this.#options;
      this.#end(problem('MEMBER_ANSWER_TOO_LARGE', { member, limit }));
    }
  }

  #event(): void {
    if (this.#ended || this.#pendingLength === 0) return;
    const line = Buffer.concat(this.#pending);
    this.#pending = [];
    this.#pendingLength = 0;
    const decoded = decodeJson(line.toString('utf8'));
    if (!decoded.ok) this.#unconvertible(decoded.problem.message);
    else this.#sendOrEnd(line, decoded.value);
  }

  /** What is thrown while the stream is fed would end the process, and with it the watches of every other member. */
  #sendOrEnd(line: Buffer, event: Json): void {
    try {
      this.#send(line, event);
    } catch (error) {
      this.#unconvertible('the conversion failed', error);
    }
  }

  #send(line: Buffer, event: Json): void {
    const { translation, rules } = this.#options;
    const result = convertEvent(event, translation, rules());
    if (!result.ok) this.#unconvertible(result.problem.message);
    else {
      const { unconverted = [] } = result;
      const [first] = unconverted;
      if (first) this.#options.onUnconverted({ count: unconverted.length, first });
      this.push(result.value === event ? Buffer.concat([line, Buffer.of(NEWLINE)]) : `${encodeJson(result.value)}\n`);
    }
  }

  #unconvertible(reason: string, bug?: unknown): void {
    this.#end(problem('MEMBER_ANSWER_INVALID', { member: this.#options.member, reason }), bug);
  }

  #end(cause: Problem, bug?: unknown): void {
    this.#ended = true;
    this.#pending = [];
    this.push(`${encodeJson({ type: 'ERROR', object: statusObject(cause) })}\n`);
    this.push(null);
    this.#options.onProblem(cause, bug);
  }
}

/** Converts one watch event. Bookmarks are renamed only, and errors stay as they are. */
export function convertEvent(event: Json, translation: Translation, rules: RuleSet): ConvertedAnswer {
  const object = isJsonObject(event) ? objectAt(event, 'object') : undefined;
  if (!isJsonObject(event) || !object) return { ok: true, value: event };
  switch (stringAt(event, 'type')) {
    case 'ADDED':
    case 'MODIFIED':
    case 'DELETED': {
      const result = convertEventObject(object, translation, rules);
      return result.ok ? { ...result, ...withObject(event, object, result.value) } : result;
    }
    case 'BOOKMARK':
      return withObject(event, object, renameBookmark(object, translation));
    default:
      return { ok: true, value: event };
  }
}

function withObject(event: JsonObject, before: JsonObject, after: Json): ConvertedAnswer {
  return { ok: true, value: before === after ? event : { ...event, object: after } };
}
