import { Transform, type TransformCallback } from 'node:stream';

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const OPENING = new Set([0x7b, 0x5b]);
const CLOSING = new Set([0x7d, 0x5d]);
const SPACE = new Set([0x20, 0x09, 0x0a, 0x0d]);

/**
 * Inserts members into an object that is the value of one key of a JSON document, at its beginning, while the document passes by: an
 * OpenAPI document of some megabytes is neither kept nor parsed. A document without the key passes unchanged.
 */
export class InsertStream extends Transform {
  readonly #key: string;
  readonly #members: Buffer;
  #depth = 0;
  #isEscaped = false;
  /** The bytes of the string that is being read, of those that may be the key. */
  #string: number[] | undefined;
  #last = '';
  #state: 'before' | 'inside' | 'after' = 'before';

  /** `members` is JSON text without braces; empty means that nothing is inserted. */
  constructor(key: string, members: Buffer) {
    super();
    this.#key = key;
    this.#members = members;
    if (members.length === 0) this.#state = 'after';
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    let start = 0;
    for (let at = 0; at < chunk.length && this.#state !== 'after'; at++) {
      const byte = chunk[at] ?? 0;
      if (this.#state === 'before') this.#read(byte);
      else if (!SPACE.has(byte)) {
        this.push(chunk.subarray(start, at));
        this.push(CLOSING.has(byte) ? this.#members : Buffer.concat([this.#members, Buffer.of(COMMA)]));
        start = at;
        this.#state = 'after';
      }
    }
    done(null, chunk.subarray(start));
  }

  #read(byte: number): void {
    if (this.#string) this.#readString(byte, this.#string);
    else if (byte === QUOTE) this.#string = [];
    else if (OPENING.has(byte)) {
      if (this.#depth === 1 && this.#last === this.#key) this.#state = 'inside';
      this.#depth++;
    } else if (CLOSING.has(byte)) this.#depth--;
    // What follows a comma is another key: the value before it was no object.
    else if (byte === COMMA) this.#last = '';
  }

  #readString(byte: number, read: number[]): void {
    if (this.#isEscaped) this.#isEscaped = false;
    else if (byte === BACKSLASH) this.#isEscaped = true;
    else if (byte === QUOTE) {
      if (this.#depth === 1) this.#last = String.fromCharCode(...read);
      this.#string = undefined;
      return;
    }
    if (this.#depth === 1 && read.length <= this.#key.length) read.push(byte);
  }
}

/** Passes a document on and appends to it, which is how messages in protobuf are merged. */
export class AppendStream extends Transform {
  readonly #more: Buffer;

  constructor(more: Buffer) {
    super();
    this.#more = more;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    done(null, chunk);
  }

  override _flush(done: TransformCallback): void {
    done(null, this.#more);
  }
}
