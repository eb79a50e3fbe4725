/** The cost of one evaluation. A unit is about one node evaluated, or the work for one nested value or 16 characters. */
export class Meter {
  #left = 0;
  #sizes = new WeakMap<object, number>();
  /** Made once: capturing a stack for each refusal would cost more than the work that is refused. */
  readonly #spent = new Error('the budget is spent');

  /** Begins an evaluation that may cost this much. */
  start(budget: number): void {
    this.#left = budget;
    this.#sizes = new WeakMap();
  }

  /** Whether more was asked for than there was: whatever came out of the evaluation is then worth nothing. */
  get isSpent(): boolean {
    return this.#left < 0;
  }

  /** Counts a cost. Throws when the budget is spent; CEL's `all`, `exists`, `&&` and `||` may hide that: see `isSpent`. */
  spend(cost: number): void {
    this.#left -= cost;
    if (this.#left < 0) throw this.#spent;
  }

  /** Counts the cost of reading a whole value, as a comparison does. */
  read(value: unknown): void {
    this.spend(this.#sizeOf(value, 0));
  }

  #sizeOf(value: unknown, depth: number): number {
    if (typeof value === 'string') return charactersCost(value.length);
    if (typeof value !== 'object' || value === null) return 1;
    const known = this.#sizes.get(value);
    if (known !== undefined) return known;
    if (depth > MAX_VALUE_DEPTH) return Infinity;
    let size = 1;
    for (const part of partsOf(value)) size += this.#sizeOf(part, depth + 1);
    this.#sizes.set(value, size);
    return size;
  }
}

/** Deeper values than this, which no expression and no object has, count as too expensive. */
const MAX_VALUE_DEPTH = 500;

/** The cost of reading or making that many characters. */
export function charactersCost(count: number): number {
  return 1 + count / 16;
}

function partsOf(value: object): Iterable<unknown> {
  if (value instanceof Map) return value.values() as Iterable<unknown>;
  return Array.isArray(value) ? (value as readonly unknown[]) : Object.values(value);
}
