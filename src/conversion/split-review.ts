/** A ConversionReview, cut into pieces that can be decoded one at a time. Together they are the whole text. */
export interface SplitReview {
  /** The text without the contents of `request.objects`. */
  readonly envelope: string;
  /** Begin and end of each of the objects, in bytes. */
  readonly objects: readonly (readonly [begin: number, end: number])[];
  /** The list was there more than once, or there are more than {@link MAX_OBJECTS}. */
  readonly refused: boolean;
}

/** More objects than any list of an API server has; what is beyond is an attack. */
const MAX_OBJECTS = 200_000;
/** Bytes that are scanned at a time: well below a millisecond. */
const CHUNK_BYTES = 256 * 1024;

const [QUOTE, BACKSLASH, COLON, COMMA] = [0x22, 0x5c, 0x3a, 0x2c];
const [OPEN_OBJECT, CLOSE_OBJECT, OPEN_LIST, CLOSE_LIST] = [0x7b, 0x7d, 0x5b, 0x5d];

/**
 * Finds the objects in the text of a review, so that a large one need not be decoded in one go. Yields between pieces of work.
 * Text that is not JSON gives pieces that are not JSON either: decoding them tells what is wrong.
 */
export function* splitReview(body: Buffer): Generator<undefined, SplitReview> {
  const scanner = new ReviewScanner(body);
  for (let at = 0; at < body.length && !scanner.refused; at += CHUNK_BYTES) {
    scanner.scan(at, Math.min(at + CHUNK_BYTES, body.length));
    yield undefined;
  }
  return scanner.result();
}

class ReviewScanner {
  refused = false;
  readonly #body: Buffer;
  readonly #objects: [number, number][] = [];
  #depth = 0;
  #inText = false;
  #escaped = false;
  /** Where the last text began and ended: a colon makes it a key. */
  #text: [number, number] = [0, 0];
  /** The last key in the review, and in its request. */
  readonly #keys = ['', '', ''];
  /** Where the list begins and ends; an end of 0 while it is open. */
  #list: [number, number] | undefined;
  #element = 0;

  constructor(body: Buffer) {
    this.#body = body;
  }

  scan(begin: number, end: number): void {
    for (let at = begin; at < end; at++) {
      const byte = this.#body[at] ?? 0;
      if (this.#inText) this.#within(byte, at);
      else if (byte > 0x20) this.#outside(byte, at);
    }
  }

  result(): SplitReview {
    const [begin, end] = this.#list ?? [0, 0];
    const body = this.#body;
    const envelope = end === 0 ? body.toString('utf8') : body.toString('utf8', 0, begin) + body.toString('utf8', end);
    return { envelope, objects: end === 0 ? [] : this.#objects, refused: this.refused };
  }

  #within(byte: number, at: number): void {
    if (this.#escaped) this.#escaped = false;
    else if (byte === BACKSLASH) this.#escaped = true;
    else if (byte === QUOTE) {
      this.#inText = false;
      this.#text[1] = at;
    }
  }

  #outside(byte: number, at: number): void {
    switch (byte) {
      case QUOTE:
        this.#inText = true;
        this.#text[0] = at + 1;
        break;
      case COLON:
        if (this.#depth <= 2) this.#keys[this.#depth] = this.#body.toString('latin1', ...this.#text);
        break;
      case COMMA:
        if (this.#isBetweenObjects()) this.#endObject(at);
        break;
      case OPEN_OBJECT:
      case OPEN_LIST:
        this.#open(byte, at);
        break;
      case CLOSE_OBJECT:
      case CLOSE_LIST:
        this.#close(at);
    }
  }

  #open(byte: number, at: number): void {
    if (byte === OPEN_LIST && this.#depth === 2 && this.#keys[1] === 'request' && this.#keys[2] === 'objects') {
      this.refused ||= this.#list !== undefined;
      this.#list ??= [at + 1, 0];
      this.#element = at + 1;
    }
    this.#depth++;
    if (this.#depth <= 2) this.#keys[this.#depth] = '';
  }

  #close(at: number): void {
    if (this.#isBetweenObjects() && this.#list) {
      this.#endObject(at);
      this.#list[1] = at;
      if (this.#objects.length === 1 && this.#isBlank(this.#objects[0])) this.#objects.length = 0;
    }
    this.#depth--;
  }

  #isBetweenObjects(): boolean {
    return this.#depth === 3 && this.#list?.[1] === 0;
  }

  #endObject(at: number): void {
    this.#objects.push([this.#element, at]);
    this.#element = at + 1;
    this.refused ||= this.#objects.length > MAX_OBJECTS;
  }

  #isBlank([begin, end]: readonly [number, number] = [0, 0]): boolean {
    return this.#body.toString('utf8', begin, end).trim() === '';
  }
}
