import { isObject } from './normalize.ts';

/** One place in which two answers are not the same. */
export interface Difference {
  /** `body.spec.rules[0].host`. */
  readonly path: string;
  /** Undefined where there is nothing. */
  readonly reference: unknown;
  readonly gateway: unknown;
}

/** Every place in which they differ, the outermost one of each. */
export function differencesOf(reference: unknown, gateway: unknown, path = ''): readonly Difference[] {
  if (Array.isArray(reference) && Array.isArray(gateway) && reference.length === gateway.length)
    return reference.flatMap((item, index) => differencesOf(item, gateway[index], `${path}[${index}]`));
  if (isObject(reference) && isObject(gateway)) {
    const keys = new Set([...Object.keys(reference), ...Object.keys(gateway)]);
    return [...keys].flatMap((key) =>
      differencesOf(reference[key], gateway[key], path === '' ? key : `${path}.${key}`),
    );
  }
  return JSON.stringify(reference) === JSON.stringify(gateway) ? [] : [{ path, reference, gateway }];
}

const LONGEST = 300;

export function differenceText({ path, reference, gateway }: Difference): string {
  return `${path}: ${short(reference)} → ${short(gateway)}`;
}

function short(value: unknown): string {
  const text = value === undefined ? '(nothing)' : JSON.stringify(value);
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`;
}
