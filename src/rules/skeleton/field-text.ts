/** The part of a path up to its last list or map; the empty text for the object itself. */
export function containerOf(path: readonly string[]): string {
  return textOf(path.slice(0, containerLength(path)));
}

/** The part of a path below its last list or map, as a step inside of `at` names it. */
export function localOf(path: readonly string[]): string {
  return quoted(textOf(path.slice(containerLength(path))));
}

function containerLength(path: readonly string[]): number {
  return path.findLastIndex((part) => part === '[*]' || part === '*') + 1;
}

/** A path of the types as rules write it. */
export function textOf(path: readonly string[]): string {
  return path.reduce((text, part) => {
    if (part === '[*]') return `${text}[*]`;
    const plain = part === '*' || /^[\w$-]+$/.test(part);
    return plain ? (text === '' ? part : `${text}.${part}`) : `${text}["${part}"]`;
  }, '');
}

/** A path as a YAML scalar that is also right in braces. */
export function quoted(path: string): string {
  return /^[\w.-]+$/.test(path) ? path : `'${path}'`;
}
