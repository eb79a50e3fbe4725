/** A part of a list's text: what is before its elements, with the bracket; or one element. */
export interface ListPart {
  readonly kind: 'head' | 'element';
  readonly bytes: Buffer;
}

const [QUOTE, BACKSLASH, COLON, COMMA] = [0x22, 0x5c, 0x3a, 0x2c];
const [OPEN_OBJECT, CLOSE_OBJECT, OPEN_LIST, CLOSE_LIST] = [0x7b, 0x7d, 0x5b, 0x5d];
/** The keys of a list's elements: those of a Table are rows. */
const ELEMENTS: ReadonlySet<string> = new Set(['items', 'rows']);
const MAX_KEY_BYTES = 16;

/** What a byte within an element is to its end: nothing, a bracket that opens or closes, or the beginning of a text. */
const TURNS = new Int8Array(256);
const TEXT = 2;
for (const byte of [OPEN_OBJECT, OPEN_LIST]) TURNS[byte] = 1;
for (const byte of [CLOSE_OBJECT, CLOSE_LIST]) TURNS[byte] = -1;
TURNS[QUOTE] = TEXT;
/** The depth within an object or list that is an element. */
const WITHIN = 3;

/**
 * Cuts the text of a Kubernetes list into its elements while it arrives, so that no more than one of them is in memory. A
 * text that is not JSON, or is no list, gives pieces that are not what they should be: decoding them tells.
 */
export class ListScanner {
  /** Bytes of the part that has not ended. */
  pendingBytes = 0;
  #pending: Buffer[] = [];
  #depth = 0;
  #inText = false;
  #escaped = false;
  /** The last text at the first level: a colon makes it a key. */
  #text: number[] = [];
  #key = '';
  #state: 'head' | 'elements' | 'tail' = 'head';

  /** The parts that end in a chunk; the rest is kept for the next one. */
  *scan(chunk: Buffer): Generator<ListPart> {
    let begin = 0;
    for (let at = this.#skip(chunk, 0); at < chunk.length; at = this.#skip(chunk, at + 1)) {
      const byte = chunk[at] ?? 0;
      const kind = this.#next(byte);
      if (kind === undefined) continue;
      // The bracket belongs to the head; commas belong to nobody, and the last bracket to the tail.
      const bytes = this.#take(chunk.subarray(begin, kind === 'head' ? at + 1 : at));
      if (kind === 'head' || !isBlank(bytes)) yield { kind, bytes };
      begin = byte === CLOSE_LIST ? at : at + 1;
    }
    this.#keep(chunk.subarray(begin));
  }

  /** What is after the elements; or all of it, for a text that has none. */
  rest(): Buffer {
    return this.#take(Buffer.alloc(0));
  }

  #take(last: Buffer): Buffer {
    const bytes = this.#pending.length === 0 ? last : Buffer.concat([...this.#pending, last]);
    this.#pending = [];
    this.pendingBytes = 0;
    return bytes;
  }

  #keep(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.#pending.push(bytes);
    this.pendingBytes += bytes.length;
  }

  /** The place of the next byte that is to be looked at: what is within an element is only passed over. */
  #skip(chunk: Buffer, from: number): number {
    if (this.#state !== 'elements' || this.#depth < WITHIN) return from;
    let depth = this.#depth;
    let at = this.#inText ? this.#skipText(chunk, from) + 1 : from;
    for (; at < chunk.length; at++) {
      const turn = TURNS[chunk[at] ?? 0] ?? 0;
      if (turn === 0) continue;
      if (turn === TEXT) at = this.#skipText(chunk, at + 1);
      else if (depth + turn < WITHIN) break;
      else depth += turn;
    }
    this.#depth = depth;
    return at;
  }

  /** The place of the quote that ends a text, or the end of the chunk. */
  #skipText(chunk: Buffer, from: number): number {
    let isEscaped = this.#escaped;
    let at = from;
    for (; at < chunk.length; at++) {
      if (isEscaped) isEscaped = false;
      else if (chunk[at] === QUOTE) break;
      else isEscaped = chunk[at] === BACKSLASH;
    }
    this.#inText = at === chunk.length;
    this.#escaped = isEscaped;
    return at;
  }

  #next(byte: number): ListPart['kind'] | undefined {
    if (!this.#inText) return this.#outside(byte);
    this.#within(byte);
    return undefined;
  }

  #within(byte: number): void {
    if (this.#escaped) this.#escaped = false;
    else if (byte === BACKSLASH) this.#escaped = true;
    else if (byte === QUOTE) this.#inText = false;
    if (this.#inText && this.#depth === 1 && this.#text.length < MAX_KEY_BYTES) this.#text.push(byte);
  }

  /** What ends at this byte, if anything does. */
  #outside(byte: number): ListPart['kind'] | undefined {
    if (byte === OPEN_OBJECT || byte === OPEN_LIST) return this.#opens(byte);
    if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) return this.#closes();
    if (byte === QUOTE) this.#beginText();
    if (byte === COLON && this.#depth === 1) this.#key = String.fromCharCode(...this.#text);
    return byte === COMMA && this.#isBetweenElements() ? 'element' : undefined;
  }

  #beginText(): void {
    this.#inText = true;
    if (this.#depth === 1) this.#text = [];
  }

  #opens(byte: number): ListPart['kind'] | undefined {
    this.#depth++;
    const begins = this.#state === 'head' && byte === OPEN_LIST && this.#depth === 2 && ELEMENTS.has(this.#key);
    if (!begins) return undefined;
    this.#state = 'elements';
    return 'head';
  }

  #closes(): ListPart['kind'] | undefined {
    const ends = this.#isBetweenElements();
    if (ends) this.#state = 'tail';
    this.#depth--;
    return ends ? 'element' : undefined;
  }

  #isBetweenElements(): boolean {
    return this.#state === 'elements' && this.#depth === 2;
  }
}

/** An empty list has no element, though there is something between its brackets. */
function isBlank(bytes: Buffer): boolean {
  return bytes.every((byte) => byte <= 0x20);
}
