/** What was answered, and whether it would be answered again. */
export interface Remembered<T> {
  readonly answer: T;
  readonly unchanged: () => boolean;
}

/** Of a question that was asked once, nothing is kept but that it was: most come once. */
type Kept<T> = Remembered<T> | 'asked';

/**
 * Answers by what was asked, as long as they hold. Bounded: when as many questions have been asked as the limit says, those are forgotten that
 * were asked only before.
 */
export class AnswerMemory<T> {
  readonly #limit: number;
  #recent = new Map<string, Kept<T>>();
  /** Nothing is ever taken out of it, but all at once: a map that is emptied from its front grows slow. */
  #older: ReadonlyMap<string, Kept<T>> = new Map();
  #era: readonly unknown[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** How many questions are known. */
  get size(): number {
    return this.#recent.size + this.#older.size;
  }

  /** Says on what all answers depend. Those of another era are forgotten, and with them what they refer to. */
  begin(era: readonly unknown[]): void {
    if (era.length === this.#era.length && era.every((each, index) => each === this.#era[index])) return;
    this.#era = era;
    this.#recent = new Map();
    this.#older = new Map();
  }

  /** The answer, if it still holds; `again` for a question that was asked before and has none, `new` for any other. */
  recall(question: string): Remembered<T> | 'again' | 'new' {
    const kept = this.#recent.get(question) ?? this.#older.get(question);
    const holds = kept !== undefined && kept !== 'asked' && kept.unchanged();
    this.#keep(question, holds ? kept : 'asked');
    if (holds) return kept;
    return kept === undefined ? 'new' : 'again';
  }

  remember(question: string, remembered: Remembered<T>): void {
    this.#keep(question, remembered);
  }

  #keep(question: string, kept: Kept<T>): void {
    if (this.#recent.size >= this.#limit) {
      this.#older = this.#recent;
      this.#recent = new Map();
    }
    this.#recent.set(question, kept);
  }
}
