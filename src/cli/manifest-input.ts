import { constants, createReadStream } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { problem, ProblemError, type Problem } from '../errors.ts';
import { reasonOf } from '../json/decode.ts';
import type { JsonObject } from '../json/json.ts';
import { documentsOf } from '../manifest/documents.ts';
import { linesOf } from '../manifest/lines.ts';
import { objectsOf } from '../manifest/objects.ts';

/** One object of the input, or what stands in its place; `where` names the place for messages. */
export type InputObject =
  | { readonly ok: true; readonly where: string; readonly object: JsonObject }
  | { readonly ok: false; readonly where: string; readonly problem: Problem };

/** Throws `INPUT_UNREADABLE` when one of the files is missing or cannot be read, before any of them is. */
export async function checkReadable(files: readonly string[]): Promise<void> {
  for (const file of files) {
    if (file === '-') continue;
    try {
      await access(file, constants.R_OK);
    } catch (error) {
      throw unreadable(file, reasonOf(error));
    }
    if ((await stat(file)).isDirectory()) throw unreadable(file, 'it is a directory');
  }
}

/** The objects of all files, in order, read as they are asked for. `-` is `stdin`. Throws `INPUT_UNREADABLE`. */
export async function* readManifests(
  files: readonly string[],
  stdin: AsyncIterable<Buffer | string>,
): AsyncGenerator<InputObject> {
  for (const file of files) {
    const name = file === '-' ? 'stdin' : file;
    const lines = linesOf(guarded(name, file === '-' ? stdin : open(file)));
    for await (const { line, decoded } of documentsOf(lines)) {
      const where = `${name}:${String(line)}`;
      if (decoded.ok) yield* [...objectsOf(decoded.value)].map((object) => ({ ...object, where }));
      else yield { ...decoded, where };
    }
  }
}

function open(file: string): AsyncIterable<Buffer | string> {
  return createReadStream(file, { highWaterMark: 256 * 1024 });
}

async function* guarded(name: string, chunks: AsyncIterable<Buffer | string>): AsyncGenerator<Buffer | string> {
  try {
    yield* chunks;
  } catch (error) {
    throw unreadable(name, reasonOf(error));
  }
}

function unreadable(file: string, reason: string): ProblemError {
  return new ProblemError(problem('INPUT_UNREADABLE', { file, reason }));
}
