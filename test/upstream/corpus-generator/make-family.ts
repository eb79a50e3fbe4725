import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { encodeJson } from '../../../src/json/encode.ts';
import { jsonEqual } from '../../../src/json/equal.ts';
import type { Json, JsonObject } from '../../../src/json/json.ts';
import { normalize, parseCase, type UpstreamCase } from '../corpus.ts';
import { pairFile } from '../corpus-names.ts';
import type { Answer, Sample, Upstream } from './upstream.ts';

/** What came of the cases of one family. */
export interface MadeFamily {
  readonly random: number;
  readonly kept: number;
  /** Kept cases that the release converts otherwise than the corpus had it, by file and name. */
  readonly changed: readonly string[];
}

interface KeptLines {
  readonly lines: readonly string[];
  readonly changed: readonly string[];
}

/** Writes one file for each pair of versions: the cases that are kept, then the random ones. */
export function makeFamily(folder: string, samples: readonly Sample[], upstream: Upstream): MadeFamily {
  const byFile = samplesByFile(basename(folder), samples);
  mkdirSync(folder, { recursive: true });
  const changed: string[] = [];
  let kept = 0;
  for (const [file, random] of byFile) {
    const before = keptLines(join(folder, file), random[0]?.to ?? '', upstream);
    const text = [...before.lines, ...random.map(lineOf)].map((line) => `${line}\n`).join('');
    writeFileSync(join(folder, file), text);
    changed.push(...before.changed.map((name) => `${file}: ${name}`));
    kept += before.lines.length;
  }
  return { random: samples.length, kept, changed };
}

function samplesByFile(family: string, samples: readonly Sample[]): ReadonlyMap<string, readonly Sample[]> {
  const byFile = new Map<string, Sample[]>();
  for (const sample of samples) {
    const file = pairFile(family, sample.from, sample.to);
    const others = byFile.get(file);
    if (others) others.push(sample);
    else byFile.set(file, [sample]);
  }
  return byFile;
}

/** The cases that are not random, converted once more: a line that is right stays as it is, to the byte. */
function keptLines(file: string, to: string, upstream: Upstream): KeptLines {
  if (!existsSync(file)) return { lines: [], changed: [] };
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  const kept = lines.map((line) => ({ line, was: parseCase(line) })).filter(({ was }) => was.source !== 'fuzz');
  const answers = upstream.convert(kept.map(({ was }) => ({ input: was.input, to })));
  const checked = kept.map(({ line, was }, index) => {
    const answer = answers[index] ?? {};
    return { name: was.name, line: isSame(was, answer) ? line : encodeJson(replaced(was, answer)) };
  });
  const changed = checked.filter(({ line }, index) => line !== kept[index]?.line).map(({ name }) => name);
  return { lines: checked.map(({ line }) => line), changed };
}

function isSame(was: Answer, { expected, error }: Answer): boolean {
  if (!was.expected || !expected) return was.error === error;
  return jsonEqual(normalize(was.expected), normalize(expected));
}

function replaced(was: UpstreamCase, answer: Answer): JsonObject {
  const others = Object.entries(was).filter(([key]) => key !== 'expected' && key !== 'error');
  return { ...Object.fromEntries<Json>(others), ...answer };
}

function lineOf({ name, input, expected, error }: Sample): string {
  return encodeJson({ name, source: 'fuzz', input, ...(expected ? { expected } : { error: error ?? '' }) });
}
