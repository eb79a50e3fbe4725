import { hasDuplicateKey, stringsIn } from './duplicate-key.ts';
import type { Json } from './json.ts';

/**
 * Every field that an object of the text has twice, as the decoder of API servers names it: `spec.rules[0].host`. `value` is what the text
 * was decoded to.
 */
export function duplicateFieldsIn(text: string, value: Json): readonly string[] {
  return hasDuplicateKey(text, value) ? [...new Set(allIn(text))] : [];
}

/** An object or a list that has begun. */
interface Open {
  readonly text: string;
  /** Undefined for a list. */
  readonly keys: Set<string> | undefined;
  key: string;
  index: number;
}

function allIn(text: string): readonly string[] {
  const open: Open[] = [];
  const found: string[] = [];
  let from = 0;
  for (const { start, end, isKey } of stringsIn(text)) {
    follow(text.slice(from, start), open);
    from = end;
    const around = open.at(-1);
    if (!isKey || !around) continue;
    around.key = JSON.parse(text.slice(start, end)) as string;
    if (around.keys?.has(around.key)) found.push(placeIn(around));
    around.keys?.add(around.key);
  }
  return found;
}

/** What the brackets and commas of a text without strings do. */
function follow(text: string, open: Open[]): void {
  for (const character of text) {
    const around = open.at(-1);
    if (character === '{' || character === '[') {
      const keys = character === '{' ? new Set<string>() : undefined;
      open.push({ text: around ? placeIn(around) : '', keys, key: '', index: 0 });
    } else if (character === '}' || character === ']') open.pop();
    else if (character === ',' && around) around.index++;
  }
}

function placeIn({ text, keys, key, index }: Open): string {
  if (!keys) return `${text}[${index}]`;
  return text === '' ? key : `${text}.${key}`;
}
