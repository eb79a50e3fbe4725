import { existsSync, readdirSync } from 'node:fs';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadBuiltinRules } from '../../../src/registry/builtin-rules.ts';
import { KUBERNETES_1_34, KUBERNETES_1_37 } from '../../e2e/support/assets/versions.ts';
import { familyFolder } from '../corpus-names.ts';
import type { ReleaseFolder } from '../corpus.ts';
import { makeFamily } from './make-family.ts';
import { Upstream } from './upstream.ts';

/** `npm run corpus -- --seed N --count M [--release 1.34|1.37] --out DIR`: see ../data/README.md. */
const OPTIONS = {
  seed: { type: 'string' },
  count: { type: 'string' },
  release: { type: 'string', default: '1.34' },
  out: { type: 'string' },
} as const;
const USAGE = 'npm run corpus -- --seed N --count M [--release 1.34|1.37] --out DIR';
const BELOW_INTERACTIVE_WORK = 10;

interface Arguments {
  readonly seed: number;
  /** How many objects of each family, of its versions in turn. */
  readonly count: number;
  readonly release: keyof typeof UPSTREAM;
  readonly out: string;
}

const UPSTREAM = {
  '1.34': { folder: 'live', version: KUBERNETES_1_34 },
  '1.37': { folder: 'live-1.37', version: KUBERNETES_1_37 },
} as const satisfies Record<string, { folder: ReleaseFolder; version: string }>;

function readArguments(): Arguments | undefined {
  const { seed, count, release, out } = parseArgs({ options: OPTIONS }).values;
  if (!isRelease(release) || out === undefined) return undefined;
  const numbers = { seed: Number(seed), count: Number(count) };
  if (!Number.isSafeInteger(numbers.seed) || !Number.isSafeInteger(numbers.count)) return undefined;
  return { ...numbers, release, out };
}

function isRelease(text: string): text is keyof typeof UPSTREAM {
  return text in UPSTREAM;
}

async function makeCorpus({ seed, count, release, out }: Arguments): Promise<void> {
  setPriority(BELOW_INTERACTIVE_WORK);
  const { folder, version } = UPSTREAM[release];
  const upstream = await Upstream.ofRelease(version);
  for (const family of loadBuiltinRules().families) {
    const name = familyFolder(family.hub, family.kind);
    const samples = upstream.generate(family, seed, count);
    const pairs = new Set(samples.map(({ from, to }) => `${from} ${to}`)).size;
    if (pairs === 0 || (release === '1.37' && isLeftOut(out, name, pairs))) continue;
    const { random, kept, changed } = makeFamily(join(out, folder, name), samples, upstream);
    process.stdout.write(`${name}: ${random} random conversions, ${kept} kept\n`);
    for (const each of changed) process.stdout.write(`  converted otherwise now: ${each}\n`);
  }
}

/** A corpus has a family of the newer release where the older one lacks a version, or where it was put there for its fields. */
function isLeftOut(out: string, family: string, pairs: number): boolean {
  const older = join(out, UPSTREAM['1.34'].folder, family);
  if (existsSync(join(out, UPSTREAM['1.37'].folder, family)) || !existsSync(older)) return false;
  return readdirSync(older).length >= pairs;
}

const given = readArguments();
if (given) await makeCorpus(given);
else {
  process.stderr.write(`${USAGE}\n`);
  process.exitCode = 2;
}
