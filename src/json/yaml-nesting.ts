import { Lexer } from 'yaml';

/**
 * Whether YAML text nests deeper than about `limit` levels. Asked before parsing: the parser is recursive, and a text that
 * exhausts its stack can end the whole process (V8 does not survive compiling a regular expression there).
 */
export function yamlNestsDeeper(text: string, limit: number): boolean {
  const nesting = new Nesting();
  for (const token of new Lexer().lex(text)) {
    nesting.add(token);
    if (nesting.depth > limit) return true;
  }
  return false;
}

/** What the lexer puts before the text of a scalar, which says nothing about nesting (yaml, `CST.SCALAR`). */
const SCALAR = '\u001f';

/** Follows the lexer's tokens: flow collections by their brackets, block collections by indentation and indicators. */
class Nesting {
  /** The total of open levels, at least. */
  depth = 0;
  #flow = 0;
  /** The block levels that are open: where their line begins, and how many levels that line opens. */
  readonly #lines: { readonly column: number; levels: number }[] = [];
  #column = 0;
  #atLineStart = true;
  #previous = '';

  add(token: string): void {
    if (this.#previous !== SCALAR) this.#addSyntax(token);
    this.#previous = token;
  }

  #addSyntax(token: string): void {
    if (token === '[' || token === '{') this.#open();
    else if (token === ']' || token === '}') this.#close();
    else if (this.#flow === 0) this.#addBlock(token);
  }

  #addBlock(token: string): void {
    if (/^\r?\n/.test(token)) this.#startLine();
    else if (/^[ \t]/.test(token)) this.#column += this.#atLineStart ? token.length : 0;
    else if (/^[-?:]$/.test(token)) this.#indicator(token);
    else if (!token.startsWith('#')) this.#content();
  }

  #open(): void {
    this.#content();
    this.#flow++;
    this.depth++;
  }

  #close(): void {
    if (this.#flow === 0) return;
    this.#flow--;
    this.depth--;
  }

  #startLine(): void {
    this.#column = 0;
    this.#atLineStart = true;
  }

  /** A colon opens a level only where it has no key before it. */
  #indicator(token: string): void {
    const opens = this.#atLineStart || token !== ':' || /^[-?: ]/.test(this.#previous);
    this.#content();
    const line = this.#lines.at(-1);
    if (!opens || !line) return;
    line.levels++;
    this.depth++;
  }

  /** The first content of a line: ends the blocks that are not around it. */
  #content(): void {
    if (!this.#atLineStart || this.#flow > 0) return;
    this.#atLineStart = false;
    for (let last = this.#lines.at(-1); last && last.column >= this.#column; last = this.#lines.at(-1)) {
      this.depth -= last.levels;
      this.#lines.pop();
    }
    this.#lines.push({ column: this.#column, levels: 1 });
    this.depth++;
  }
}
