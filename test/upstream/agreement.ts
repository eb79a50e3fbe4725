import { convert, type ConvertOptions } from '../../src/engine/convert.ts';
import type { RuleSet } from '../../src/engine/rule-set.ts';
import { jsonEqual } from '../../src/json/equal.ts';
import type { Json, JsonObject } from '../../src/json/json.ts';
import { normalize, type UpstreamCase, type UpstreamPair } from './corpus.ts';
import { UPSTREAM_EXCEPTIONS, type UpstreamException } from './exceptions.ts';

/** How the rules convert the cases of one pair, beside how Kubernetes did. */
export interface Agreement {
  readonly agree: number;
  /** The names of the cases that differ because of a defect upstream, by the name of the exception. */
  readonly exceptions: ReadonlyMap<string, readonly string[]>;
  /** Everything else: rules that are wrong, or exceptions that are not named yet. */
  readonly differences: readonly UpstreamCase[];
}

type Outcome = 'agrees' | 'differs' | UpstreamException;

/** Converts every case of a pair and compares it with what Kubernetes made of it. */
export function agreementOf(pair: UpstreamPair, rules: RuleSet, options: ConvertOptions = {}): Agreement {
  const exceptions = new Map<string, readonly string[]>();
  const differences: UpstreamCase[] = [];
  for (const one of pair.cases) {
    const outcome = outcomeOf(one, pair, rules, options);
    if (outcome === 'agrees') continue;
    if (outcome === 'differs') differences.push(one);
    else exceptions.set(outcome.name, [...(exceptions.get(outcome.name) ?? []), one.name]);
  }
  const excused = [...exceptions.values()].flat().length;
  return { agree: pair.cases.length - differences.length - excused, exceptions, differences };
}

function outcomeOf(one: UpstreamCase, pair: UpstreamPair, rules: RuleSet, options: ConvertOptions): Outcome {
  const result = convert(one.input, pair.to, rules, options);
  if (!result.ok || !one.expected) return result.ok === (one.expected !== undefined) ? 'agrees' : 'differs';
  const [ours, theirs] = [normalize(result.object), normalize(one.expected)];
  if (jsonEqual(ours, theirs)) return 'agrees';
  const isExcused = (by: UpstreamException) => by.concerns(pair) && jsonEqual(by.settle(ours), by.settle(theirs));
  return UPSTREAM_EXCEPTIONS.find(isExcused) ?? 'differs';
}

/** The cases that differ without an exception, each with where, plain and pinned: an API server has written the defaults already. */
export function differencesOf(pair: UpstreamPair, rules: RuleSet): readonly string[] {
  return [false, true].flatMap((pin) =>
    agreementOf(pair, rules, { pin }).differences.map((one) => {
      const result = convert(one.input, pair.to, rules, { pin });
      const where = result.ok ? firstDifference(normalize(result.object), normalize(one.expected ?? {})) : undefined;
      const what = result.ok ? `${where ?? ''}${one.error ?? ''}` : result.problem.message;
      return `${pair.family} ${pair.from} -> ${pair.to}${pin ? ', pinned' : ''}: ${one.name}: ${what}`;
    }),
  );
}

function firstDifference(ours: Json, theirs: Json, path = ''): string | undefined {
  if (jsonEqual(ours, theirs)) return undefined;
  if (!isContainer(ours) || !isContainer(theirs))
    return `${path}: ${JSON.stringify(ours)}, upstream ${JSON.stringify(theirs)}`;
  const [left, right] = [new Map(Object.entries(ours)), new Map(Object.entries(theirs))];
  for (const key of new Set([...left.keys(), ...right.keys()])) {
    const found = firstDifference(left.get(key) ?? null, right.get(key) ?? null, `${path}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isContainer(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null;
}
