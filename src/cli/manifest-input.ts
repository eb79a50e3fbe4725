import { constants, createReadStream } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { problem, ProblemError, type Problem } from '../errors.ts';
import { fileReason } from './file-reason.ts';
import type { JsonObject } from '../json/json.ts';
import { documentsOf, type ManifestDocument } from '../manifest/documents.ts';
import { linesOf } from '../manifest/lines.ts';
import { checkMetadataTexts } from '../manifest/metadata-texts.ts';
import { objectsOf } from '../manifest/objects.ts';

/** One object of the input, or what stands in its place; `where` names the place for messages. */
export type InputObject =
  | { readonly ok: true; readonly where: string; readonly object: JsonObject }
  | { readonly ok: false; readonly where: string; readonly object: JsonObject | undefined; readonly problem: Problem };

/** Throws `INPUT_UNREADABLE` when one of the files is missing or cannot be read, before any of them is. */
export async function checkReadable(files: readonly string[]): Promise<void> {
  for (const file of files) {
    if (file === '-') continue;
    try {
      await access(file, constants.R_OK);
    } catch (error) {
      throw unreadable(file, fileReason(error));
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
    for await (const document of documentsOf(lines)) yield* inputsOf(document, name);
  }
}

function* inputsOf({ line, column, yaml, decoded }: ManifestDocument, file: string): Generator<InputObject> {
  const where = [file, line, ...(column === undefined ? [] : [column])].join(':');
  if (!decoded.ok) {
    yield { ok: false, where, object: undefined, problem: decoded.problem };
    return;
  }
  for (const item of objectsOf(decoded.value)) {
    const problem = item.ok ? (yaml ? checkMetadataTexts(item.object) : undefined) : item.problem;
    if (problem) yield { ok: false, where, object: item.ok ? item.object : undefined, problem };
    else if (item.ok) yield { ...item, where };
  }
}

function open(file: string): AsyncIterable<Buffer | string> {
  return createReadStream(file, { highWaterMark: 256 * 1024 });
}

async function* guarded(name: string, chunks: AsyncIterable<Buffer | string>): AsyncGenerator<Buffer | string> {
  try {
    yield* chunks;
  } catch (error) {
    throw unreadable(name, fileReason(error));
  }
}

function unreadable(file: string, reason: string): ProblemError {
  return new ProblemError(problem('INPUT_UNREADABLE', { file, reason }));
}
