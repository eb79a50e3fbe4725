import { readdirSync, readFileSync } from 'node:fs';
import type { RuleText } from './rule-texts.ts';

const ROOT = new URL('../../', import.meta.url);

/**
 * The READMEs and cases beside the built-in rules, sorted by file name. Reads the disk; the build replaces this module by one
 * that holds the texts.
 */
export function builtinCompanionTexts(): readonly RuleText[] {
  return readdirSync(new URL('conversions/', ROOT), { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => !name.startsWith('_') && /\/(README\.md|cases\/[^/]+\.yaml)$/.test(name))
    .sort()
    .map((name) => `conversions/${name}`)
    .map((file) => ({ file, text: readFileSync(new URL(file, ROOT), 'utf8') }));
}
