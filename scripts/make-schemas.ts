/**
 * Makes src/schema/data/kubernetes-openapi.json.gz and its manifest: what API servers of each Kubernetes minor know of every kind.
 *
 *   npx tsx scripts/make-schemas.ts SOURCES_DIR
 *
 * SOURCES_DIR holds `api/openapi-spec/swagger.json` of k8s.io/kubernetes releases, as `v1.34.4.json` and so on. What is missing is
 * taken from the Go module of the release (`go mod download`, about 100 MB each) and left there for the next time.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { isJsonObject, objectAt, stringAt, type JsonObject } from '../src/json/json.ts';
import { kindsOf } from '../src/schema/openapi.ts';
import type { PackagedSchemas } from '../src/schema/packaged.ts';
import { prepareDefinition } from '../src/schema/prepare.ts';
import { OBJECT_META, type PreparedType } from '../src/schema/prepared.ts';

/** The newest patch of each minor when the data was made. */
const RELEASES = [
  ...['v1.16.15', 'v1.17.17', 'v1.18.20', 'v1.19.16', 'v1.20.15', 'v1.21.14', 'v1.22.17', 'v1.23.17'],
  ...['v1.24.17', 'v1.25.16', 'v1.26.15', 'v1.27.16', 'v1.28.15', 'v1.29.15', 'v1.30.14', 'v1.31.14'],
  ...['v1.32.13', 'v1.33.13', 'v1.34.4', 'v1.35.4', 'v1.36.3', 'v1.37.2'],
];
const MODULE = 'k8s.io/kubernetes';
const PATH = 'api/openapi-spec/swagger.json';
const DATA = new URL('../src/schema/data/', import.meta.url);

const [sources] = process.argv.slice(2);
if (sources === undefined) throw new Error('usage: npx tsx scripts/make-schemas.ts SOURCES_DIR');
mkdirSync(sources, { recursive: true });

function sourceFile(directory: string, release: string): string {
  const file = join(directory, `${release}.json`);
  if (existsSync(file)) return file;
  const answer = execFileSync('go', ['mod', 'download', '-json', `${MODULE}@${release}`], { encoding: 'utf8' });
  copyFileSync(join((JSON.parse(answer) as { Dir: string }).Dir, PATH), file);
  return file;
}

function sha256(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

interface Release {
  readonly minor: number;
  readonly kinds: ReadonlyMap<string, string>;
  readonly definitions: ReadonlyMap<string, PreparedType>;
}

/** The kinds that are objects with metadata, and every definition that these lead to. */
function releaseOf(minor: number, document: JsonObject): Release {
  const published = objectAt(document, 'definitions') ?? {};
  const kinds = new Map<string, string>();
  const definitions = new Map<string, PreparedType>();
  const keep = (name: string): void => {
    const definition = published[name];
    if (definitions.has(name) || !isJsonObject(definition)) return;
    const prepared = prepareDefinition(name, definition);
    definitions.set(name, prepared);
    for (const [, referred = ''] of JSON.stringify(prepared).matchAll(/"#([^"]+)"/g)) keep(referred);
  };
  for (const [name, definition] of Object.entries(published)) {
    if (!isJsonObject(definition) || !hasObjectMeta(definition)) continue;
    for (const gvk of kindsOf(definition)) kinds.set(gvk, name);
    if (kindsOf(definition).length > 0) keep(name);
  }
  return { minor, kinds, definitions };
}

function hasObjectMeta(definition: JsonObject): boolean {
  const metadata = objectAt(objectAt(definition, 'properties'), 'metadata');
  return stringAt(metadata, '$ref') === `#/definitions/${OBJECT_META}`;
}

type Runs = Record<string, [from: number, to: number, type: PreparedType][]>;

/** One table for all releases: a definition that stays the same from one to the next is in it once. */
function shared(releases: readonly Release[]): PackagedSchemas {
  const kinds: Record<string, string> = {};
  const runs: Runs = {};
  for (const release of releases) {
    for (const [gvk, name] of release.kinds) {
      if ((kinds[gvk] ??= name) !== name) throw new Error(`${gvk} has two definitions, ${kinds[gvk]} and ${name}`);
    }
    for (const [name, type] of release.definitions) extend((runs[name] ??= []), release.minor, type);
  }
  const minors = releases.map(({ minor }) => minor);
  return { first: Math.min(...minors), last: Math.max(...minors), kinds: sorted(kinds), definitions: sorted(runs) };
}

function extend(runs: Runs[string], minor: number, type: PreparedType): void {
  const last = runs.at(-1);
  const continues = last?.[1] === minor - 1 && JSON.stringify(last[2]) === JSON.stringify(type);
  if (last && continues) last[1] = minor;
  else runs.push([minor, minor, type]);
}

function sorted<Value>(table: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(Object.entries(table).sort(([a], [b]) => (a < b ? -1 : 1)));
}

const inputs = RELEASES.map((release) => {
  const content = readFileSync(sourceFile(sources, release));
  return { release, minor: Number(release.split('.')[1]), content };
});
const table = shared(
  inputs.map(({ minor, content }) => releaseOf(minor, JSON.parse(content.toString()) as JsonObject)),
);
const packed = gzipSync(JSON.stringify(table), { level: 9 });
const file = 'kubernetes-openapi.json.gz';
const manifest = {
  file: { name: file, sha256: sha256(packed) },
  module: MODULE,
  path: PATH,
  licence: 'Apache-2.0',
  sources: inputs.map(({ release, minor, content }) => ({ minor, version: release, sha256: sha256(content) })),
};
writeFileSync(new URL(file, DATA), packed);
writeFileSync(new URL('manifest.json', DATA), `${JSON.stringify(manifest, undefined, 2)}\n`);
process.stderr.write(`${String(Object.keys(table.kinds).length)} kinds, ${String(packed.length)} bytes\n`);
