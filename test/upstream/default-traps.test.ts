import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { convert } from '../../src/engine/convert.ts';
import { literalPath, type Path } from '../../src/engine/path.ts';
import { jsonEqual } from '../../src/json/equal.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../src/json/json.ts';
import { loadBuiltinRules } from '../../src/registry/builtin-rules.ts';
import { normalize, readCorpus, type UpstreamCase } from './corpus.ts';

interface Trap {
  readonly path: string;
  readonly meant: Json;
  readonly gets: Json;
  readonly case: string;
}

interface TrappedPair {
  readonly family: string;
  readonly from: string;
  readonly to: string;
  readonly fields: readonly Trap[];
}

const DATA = join(import.meta.dirname, 'data/default-traps.json');
const pairs = JSON.parse(readFileSync(DATA, 'utf8')) as readonly TrappedPair[];
const corpus = readCorpus();
const rules = loadBuiltinRules();

/**
 * Fields with one default in both versions. Kubernetes' conversion makes a zero of such a field when it is left out, since
 * its internal types have no "not set" there; here the field stays left out, so that the other version's default counts.
 */
const SAME_DEFAULT = ['spec.replicas', 'spec.service.port', 'webhooks[*].clientConfig.service.port'].concat(
  'spec.conversion.webhook.clientConfig.service.port',
);

/** Fields that are not pinned, and why. */
const NOT_PINNED: Readonly<Record<string, string>> = {
  'DaemonSet spec.updateStrategy.rollingUpdate': 'follows from the type, which is pinned: the default is the same',
  'CertificateSigningRequest spec.signerName':
    'follows from the certificate request inside; v1 refuses the value legacy-unknown, and says so when there is none',
};

/** What the first version calls the field, and what to leave out so that nothing says it: the same path, or these. */
const LEFT_OUT: readonly (readonly [path: RegExp, paths: readonly string[]])[] = [
  [/^spec\.updateStrategy\./, ['spec.updateStrategy']],
  [/^spec\.strategy\./, ['spec.strategy']],
  [/conversionReviewVersions$/, ['spec.conversion.conversionReviewVersions']],
  [/autoscaling\.alpha/, ['spec.behavior.scaleUp.selectPolicy']],
  [/^spec\.targetCPU/, ['spec.metrics']],
  [
    /nominalConcurrencyShares$|^metadata\.annotations$/,
    ['spec.limited.nominalConcurrencyShares', 'spec.limited.assuredConcurrencyShares'],
  ],
];

describe('fields that mean something else in the other version when they are left out', () => {
  for (const { family, from, to, fields } of pairs) {
    const kind = family.slice(family.lastIndexOf('.') + 1);
    for (const trap of fields) {
      const why = NOT_PINNED[`${kind} ${trap.path}`] ?? '';
      const isNotPinned = SAME_DEFAULT.includes(trap.path) || (why !== '' && trap.meant !== null);
      it(`${kind} ${from} -> ${to}: ${trap.path}${isNotPinned ? ', not pinned' : ''}`, () => {
        const { input, meant } = showing(trap, { family, from, to });
        const typed = leftOut(trap.path).reduce((object, path) => without(object, literalPath(path)), input);
        const pinned = converted(typed, to, true);
        const bare = converted(typed, to, false);
        if (isNotPinned) expect(valuesAt(pinned, pathOf(trap.path))).to.deep.equal(valuesAt(bare, pathOf(trap.path)));
        else expect(valuesAt(pinned, pathOf(trap.path))).to.deep.equal(meant);
        if (!isNotPinned && trap.meant !== null) {
          expect(valuesAt(bare, pathOf(trap.path)), 'nobody else says it').to.not.deep.equal(meant);
        }
      });
    }
  }
});

interface Showing {
  readonly input: JsonObject;
  /** What the author means by leaving the field out, in each place where it can be. */
  readonly meant: readonly Json[];
}

/**
 * An object where the field has the value that is meant: the case that the trap names, another one of the pair, or one of
 * another version. Else any object that has the field.
 */
function showing(trap: Trap, { family, from, to }: Pick<TrappedPair, 'family' | 'from' | 'to'>): Showing {
  const path = pathOf(trap.path);
  const meant = annotationValue(trap.meant);
  const valuesIn = ({ expected = {} }: UpstreamCase) => valuesAt(normalize(expected), path);
  const shows = (one: UpstreamCase) => valuesIn(one).length > 0 && valuesIn(one).every((v) => jsonEqual(v, meant));
  const toTarget = corpus.filter((pair) => pair.family === family && pair.to === to);
  const own = toTarget.filter((pair) => pair.from === from).flatMap(({ cases }) => cases);
  const found =
    own.find((one) => one.name === trap.case && shows(one)) ??
    own.find(shows) ??
    toTarget.flatMap(({ cases }) => cases).find(shows) ??
    own.find((one) => valuesIn(one).some((value) => value !== null));
  if (!found) throw new Error(`no case of ${family} ${from} -> ${to} shows ${trap.path}`);
  const input = convert(found.input, from, rules);
  if (!input.ok) throw new Error(input.problem.message);
  return { input: input.object, meant: valuesIn(found).map((value) => (value === null ? null : meant)) };
}

/** The form in which the corpus is compared: an annotation that holds JSON is a value. */
function annotationValue(value: Json): Json {
  const wrapped = normalize({ metadata: { annotations: { value } } });
  return valuesAt(wrapped, literalPath('metadata.annotations.value'))[0] ?? null;
}

function leftOut(path: string): readonly string[] {
  return LEFT_OUT.find(([pattern]) => pattern.test(path))?.[1] ?? [path];
}

function converted(object: JsonObject, to: string, pin: boolean): Json {
  const result = convert(object, to, rules, { pin });
  if (!result.ok) throw new Error(result.problem.message);
  return normalize(result.object);
}

/** The data writes the name of an annotation without quotes. */
function pathOf(text: string): Path {
  return literalPath(text.replace(/\[([^*\]"]+)\]/, '["$1"]'));
}

/** The values that a path leads to; null where there is none. */
function valuesAt(value: Json, [segment, ...rest]: Path): readonly Json[] {
  if (!segment) return [value];
  if (segment.kind === 'items') return isJsonArray(value) ? value.flatMap((item) => valuesAt(item, rest)) : [];
  const child = isJsonObject(value) && segment.kind === 'key' ? (value[segment.key] ?? null) : null;
  return child === null ? [null] : valuesAt(child, rest);
}

function without(object: JsonObject, path: Path): JsonObject {
  return removed(object, path) as JsonObject;
}

function removed(value: Json, [segment, ...rest]: Path): Json {
  if (!segment || segment.kind === 'values') return value;
  if (segment.kind === 'items') return isJsonArray(value) ? value.map((item) => removed(item, rest)) : value;
  if (!isJsonObject(value) || value[segment.key] === undefined) return value;
  const { [segment.key]: child, ...others } = value;
  return rest.length === 0 ? others : { ...value, [segment.key]: removed(child ?? null, rest) };
}
