import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeJson } from '../../src/json/decode.ts';
import type { Json, JsonObject } from '../../src/json/json.ts';
import { apiVersionOf } from './corpus-names.ts';

/** One conversion done by Kubernetes: see data/README.md. */
export interface UpstreamCase {
  readonly name: string;
  /** `fuzz` cases are random. The others are kept when the corpus is made anew. */
  readonly source: 'handwritten' | 'derived' | 'fuzz';
  readonly input: JsonObject;
  readonly expected?: JsonObject;
  readonly error?: string;
}

/** The folders of a corpus, by the release of Kubernetes that converted. */
export const RELEASES = { live: '1.34', 'live-1.37': '1.37' } as const;
export type ReleaseFolder = keyof typeof RELEASES;

/** All cases from one version of a family to another. */
export interface UpstreamPair {
  /** The folder of data/ that it is in: which release of Kubernetes converted. */
  readonly release: ReleaseFolder;
  readonly family: string;
  readonly from: string;
  readonly to: string;
  readonly cases: readonly UpstreamCase[];
}

const DATA = join(import.meta.dirname, 'data');

/** Reads the packaged corpus or another one, ordered by release, family and pair. */
export function readCorpus(corpus = DATA): readonly UpstreamPair[] {
  return (Object.keys(RELEASES) as ReleaseFolder[])
    .filter((release) => existsSync(join(corpus, release)))
    .flatMap((release) =>
      readdirSync(join(corpus, release))
        .sort()
        .flatMap((family) => readFamily(corpus, release, family)),
    );
}

function readFamily(corpus: string, release: ReleaseFolder, family: string): readonly UpstreamPair[] {
  const folder = join(corpus, release, family);
  return readdirSync(folder)
    .sort()
    .map((file) => {
      const [from = '', to = ''] = file.replace(/\.jsonl$/, '').split('-to-');
      const lines = readFileSync(join(folder, file), 'utf8').split('\n').filter(Boolean);
      const [fromVersion, toVersion] = [apiVersionOf(family, from), apiVersionOf(family, to)];
      return { release, family, from: fromVersion, to: toVersion, cases: lines.map(parseCase) };
    });
}

/** One line of the corpus. */
export function parseCase(line: string): UpstreamCase {
  const decoded = decodeJson(line);
  if (!decoded.ok) throw new Error(decoded.problem.message);
  return decoded.value as unknown as UpstreamCase;
}

/**
 * The form in which two objects are compared: null is absent, a status of zero values only is absent, and annotations
 * that hold JSON are compared as JSON. These are differences of encoding, not of meaning.
 */
export function normalize(object: JsonObject): Json {
  const copy = withoutNulls(object) as Record<string, Json>;
  if (isZero(copy.status)) delete copy.status;
  const metadata = copy.metadata as Record<string, Json> | undefined;
  const annotations = metadata?.annotations as Record<string, Json> | undefined;
  if (metadata && annotations) metadata.annotations = Object.fromEntries(Object.entries(annotations).map(parsed));
  return copy;
}

function parsed([key, value]: [string, Json]): [string, Json] {
  if (typeof value !== 'string' || !/^[[{]/.test(value)) return [key, value];
  const decoded = decodeJson(value);
  return [key, decoded.ok ? withoutNulls(decoded.value) : value];
}

function withoutNulls(value: Json): Json {
  if (Array.isArray(value)) return value.map((item) => withoutNulls(item as Json));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value as JsonObject).filter(([, item]) => item !== null && item !== undefined);
  return Object.fromEntries(entries.map(([key, item]) => [key, withoutNulls(item as Json)]));
}

function isZero(value: Json | undefined): boolean {
  if (value === undefined || value === null || value === 0 || value === '' || value === false) return true;
  if (typeof value !== 'object') return false;
  return (Array.isArray(value) ? value : Object.values(value)).every((item) => isZero(item as Json));
}
