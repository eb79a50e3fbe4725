import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { problem, ProblemError } from '../errors.ts';
import { reasonOf } from '../json/decode.ts';

/** What is looked for in a folder. */
export interface Wanted {
  /** Takes the path of a file below the folder, with `/`. */
  readonly isWanted: (name: string) => boolean;
  /** Why a folder without such a file is refused. */
  readonly none: string;
}

/** The files that a path names, sorted: itself, or what is wanted in the folder. Throws ProblemError with `INPUT_UNREADABLE`. */
export function filesAt(path: string, { isWanted, none }: Wanted): readonly string[] {
  if (!reading(path, () => statSync(path).isDirectory())) return [path];
  const names = reading(path, () => readdirSync(path, { recursive: true, encoding: 'utf8' }));
  const files = names.map((name) => name.replaceAll('\\', '/')).filter(isWanted);
  if (files.length === 0) throw unreadable(path, none);
  return files.sort().map((name) => join(path, name));
}

/** The text of a file. Throws ProblemError with `INPUT_UNREADABLE`. */
export function textOf(file: string): string {
  return reading(file, () => readFileSync(file, 'utf8'));
}

function reading<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw unreadable(file, reasonOf(error));
  }
}

function unreadable(file: string, reason: string): ProblemError {
  return new ProblemError(problem('INPUT_UNREADABLE', { file, reason }));
}
