import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../src/json/json.ts';
import { strategicMerge } from '../../src/merge/strategic/strategic-merge.ts';
import { schemaOf } from '../../src/schema/packaged.ts';
import { deepFreeze } from '../support/deep-freeze.ts';

interface Case {
  readonly object: JsonObject;
  readonly patch: JsonObject;
  readonly want: JsonObject;
}

const FILE = new URL('strategic-merge/cases.jsonl', import.meta.url);
const cases = readFileSync(FILE, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Case);

/** As Kubernetes decodes it: without nulls, and without what is no field. */
function decoded(value: Json): Json {
  if (isJsonArray(value)) return value.filter((item) => !isJsonObject(item) || !item.$patch).map(decoded);
  if (!isJsonObject(value)) return value;
  const fields = Object.entries(value).filter(([key, item]) => item !== null && !key.startsWith('$'));
  return Object.fromEntries(fields.map(([key, item]) => [key, decoded(item ?? null)]));
}

describe('strategic merge patches, as Kubernetes applies them', () => {
  for (const [index, { object, patch, want }] of cases.entries()) {
    it(`case ${index + 1} of ${cases.length}`, () => {
      const schema = schemaOf('1.34', 'apps/v1', 'Deployment');
      const outcome = schema && strategicMerge(deepFreeze(object), deepFreeze(patch), schema);
      expect(outcome).to.deep.equal({ ok: true, object: decoded(want) });
    });
  }
});
