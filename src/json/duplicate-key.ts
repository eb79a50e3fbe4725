import { isJsonArray, type Json } from './json.ts';
import type { TextPlace } from './decode.ts';

/** A key that one object has twice: where the text has it for the second time. */
export interface DuplicateKey {
  readonly key: string;
  readonly at: TextPlace;
}

/**
 * Finds a key that an object of the text has twice; `value` is what the text was decoded to. JSON.parse takes the last of the two
 * and forgets the other. Only a text that has more keys than its value is looked at a second time.
 */
export function duplicateKeyIn(text: string, value: Json): DuplicateKey | undefined {
  return hasDuplicateKey(text, value) ? firstDuplicate(text) : undefined;
}

/** Whether a text has more keys than the value that it was decoded to. */
export function hasDuplicateKey(text: string, value: Json): boolean {
  let found = 0;
  for (const token of stringsIn(text)) if (token.isKey) found++;
  return found !== keysOf(value);
}

function keysOf(value: Json | undefined): number {
  if (typeof value !== 'object' || value === null) return 0;
  let keys = 0;
  if (isJsonArray(value)) for (const item of value) keys += keysOf(item);
  else for (const key in value) keys += 1 + keysOf(value[key]);
  return keys;
}

/** Follows the brackets between strings: what is inside of one object is in the set at the end of the stack. */
function firstDuplicate(text: string): DuplicateKey | undefined {
  const open: Set<string>[] = [];
  let from = 0;
  for (const { start, end, isKey } of stringsIn(text)) {
    follow(text.slice(from, start), open);
    from = end;
    if (!isKey) continue;
    const key = JSON.parse(text.slice(start, end)) as string;
    const keys = open.at(-1);
    if (keys?.has(key)) return { key, at: placeOf(text, start) };
    keys?.add(key);
  }
  return undefined;
}

/** Opens and closes what the brackets of a text without strings open and close. */
function follow(text: string, open: Set<string>[]): void {
  for (const character of text) {
    if (character === '{' || character === '[') open.push(new Set());
    else if (character === '}' || character === ']') open.pop();
  }
}

interface StringToken {
  readonly start: number;
  /** Behind the closing quote. */
  readonly end: number;
  readonly isKey: boolean;
}

/** Every string of a well-formed text. */
export function* stringsIn(text: string): Generator<StringToken> {
  const colon = /\s*:/y;
  for (let start = text.indexOf('"'); start >= 0;) {
    const end = endOfString(text, start);
    colon.lastIndex = end;
    yield { start, end, isKey: colon.test(text) };
    start = text.indexOf('"', end);
  }
}

function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (text[end - 1 - backslashes] === '\\') backslashes++;
    if (backslashes % 2 === 0) return end + 1;
  }
  return text.length;
}

function placeOf(text: string, offset: number): TextPlace {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
