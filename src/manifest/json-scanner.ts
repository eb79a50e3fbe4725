/** What is known after a line: the document goes on, ends here, or cannot be one document. */
export type Scan = 'more' | 'done' | 'broken';

const NESTING: Readonly<Record<string, number>> = { '{': 1, '[': 1, '}': -1, ']': -1 };

/**
 * Follows brackets and strings from line to line, to find where a JSON document that spans lines ends. It does not
 * check the syntax; decoding does.
 */
export class JsonScanner {
  #depth = 0;
  /** The last character that is not a space, outside strings. */
  #last = '';

  feed(line: string): Scan {
    if (this.#beginsNextObject(line)) return 'broken';
    for (let i = 0; i < line.length; i++) {
      const character = line.charAt(i);
      if (character === ' ' || character === '\t') continue;
      this.#last = character;
      this.#depth += NESTING[character] ?? 0;
      if (character === '"') i = endOfString(line, i);
      if (i < 0) return 'broken';
    }
    return this.#depth > 0 ? 'more' : 'done';
  }

  /** A line that begins with a brace right after a finished value cannot be a part of this document. */
  #beginsNextObject(line: string): boolean {
    return line.startsWith('{') && this.#last !== '' && !'{[,:'.includes(this.#last);
  }
}

/** The position of the quote that ends the string beginning at `start`; -1 when the line ends first. */
function endOfString(line: string, start: number): number {
  for (let i = start + 1; i < line.length; i++) {
    const character = line.charAt(i);
    if (character === '\\') i++;
    else if (character === '"') return i;
  }
  return -1;
}
