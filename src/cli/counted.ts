/** How many of something in words: `1 rule`, `2 rules`. `others` is the plural where it is not made by an s. */
export function counted(count: number, one: string, others = `${one}s`): string {
  return `${String(count)} ${count === 1 ? one : others}`;
}
