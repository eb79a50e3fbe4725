import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Loaded into a gateway before the program: names resolve as a file says that the variable {@link NAMES_VARIABLE} names. */
export const RESOLVER = fileURLToPath(new URL('resolver.mjs', import.meta.url));
export const NAMES_VARIABLE = 'CHAOS_NAMES';

/** What a name resolves to: an address, or a failure by its code, perhaps late. */
export interface Resolution {
  readonly address?: string;
  readonly error?: 'ENOTFOUND' | 'EAI_AGAIN';
  readonly afterMs?: number;
}

export function writeNames(file: string, names: Readonly<Record<string, Resolution>>): void {
  writeFileSync(file, JSON.stringify(names));
}
