import { expect } from 'chai';
import fc from 'fast-check';
import './seed.ts';
import { convert } from '../../src/engine/convert.ts';
import { fromMember, toMember } from '../../src/engine/preserve.ts';
import { encodeJson } from '../../src/json/encode.ts';
import { jsonEqual } from '../../src/json/equal.ts';
import { stringAt, type JsonObject } from '../../src/json/json.ts';
import { loadBuiltinRules } from '../../src/registry/builtin-rules.ts';
import { packagedMinors, schemaOf } from '../../src/schema/packaged.ts';
import type { SchemaNode } from '../../src/schema/node.ts';
import { deepFreeze } from '../support/deep-freeze.ts';
import { holesIn } from './holes.ts';
import { silentlyGone } from './honesty.ts';
import { objectsOf } from './schema-objects.ts';

const rules = loadBuiltinRules();
/** Objects for each pair of versions; `KARMORPH_PROPERTY_RUNS=2000` for thousands. */
const RUNS = Number(process.env['KARMORPH_PROPERTY_RUNS'] ?? 150);

/** The schema of a version in the newest release that has it. */
function newestSchema(apiVersion: string, kind: string): SchemaNode | undefined {
  return packagedMinors()
    .map((minor) => schemaOf(minor, apiVersion, kind))
    .findLast((schema) => schema !== undefined);
}

describe('the laws of conversion, for objects made from the schemas of Kubernetes', () => {
  for (const { kind, rule, versions } of rules.families) {
    for (const from of versions) {
      const schema = newestSchema(from, kind);
      if (!schema) continue;
      it(`${rule}: from ${from}`, () => {
        fc.assert(
          fc.property(objectsOf(schema, from, kind), fc.constantFrom(...versions), (object, to) =>
            checkLaws(deepFreeze(object), to),
          ),
          { numRuns: RUNS * (versions.length - 1) },
        );
      });
    }
  }
});

function checkLaws(object: JsonObject, to: string): void {
  const from = stringAt(object, 'apiVersion') ?? '';
  const once = convert(object, to, rules);
  if (!once.ok) {
    expect(once.problem.code).to.equal('FIELD_TYPE');
    return;
  }
  expect(silentlyGone(object, once)).to.deep.equal([]);
  expect(holesIn(once.object)).to.deep.equal([]);
  const twice = convert(object, to, rules);
  expect(twice.ok && encodeJson(twice.object)).to.equal(encodeJson(once.object));
  if (from === to) {
    expect(once.object).to.equal(object);
    return;
  }
  const back = convert(once.object, from, rules);
  const member = toMember(object, to, rules);
  if (!back.ok || !member.ok) return;
  const read = fromMember(member.object, from, rules);
  if (!read.ok || !jsonEqual(withoutStatus(read.object), withoutStatus(object))) {
    expect(read.ok && withoutStatus(read.object)).to.deep.equal(withoutStatus(object));
  }
}

function withoutStatus({ status: _status, ...object }: JsonObject): JsonObject {
  return object;
}
