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
    for (let at = 0; at < chunk.length; at++) {
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
