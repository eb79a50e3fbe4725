import type { Json } from '../../src/json/json.ts';

/** Freezes a value and everything in it, so that a change in place throws. */
export function deepFreeze<T extends Json>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    Object.freeze(value);
    for (const item of Object.values(value)) deepFreeze(item as Json);
  }
  return value;
}
