/**
 * A function of objects that are never changed, which is computed once for the same ones. What it gave is forgotten with any of them.
 */
export function remembered<Args extends readonly [object, ...object[]], Result extends object>(
  compute: (...args: Args) => Result,
): (...args: Args) => Result {
  const root = new Level<Result>();
  return (...args) => {
    let level = root;
    for (const arg of args) level = level.below(arg);
    return (level.result ??= compute(...args));
  };
}

class Level<Result> {
  result: Result | undefined;
  readonly #levels = new WeakMap<object, Level<Result>>();

  below(arg: object): Level<Result> {
    const known = this.#levels.get(arg);
    if (known) return known;
    const level = new Level<Result>();
    this.#levels.set(arg, level);
    return level;
  }
}
