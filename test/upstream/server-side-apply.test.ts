import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../src/json/json.ts';
import { applyConfig } from '../../src/merge/apply/apply-config.ts';
import { SERVER_FIELDS } from '../../src/merge/apply/server-fields.ts';
import { difference, type FieldSet } from '../../src/merge/fields/field-set.ts';
import { formatFieldsV1, formatPath, parseFieldsV1 } from '../../src/merge/fields/fields-v1.ts';
import { schemaOf } from '../../src/schema/packaged.ts';
import { deepFreeze } from '../support/deep-freeze.ts';

interface Case {
  readonly live: JsonObject;
  readonly config: JsonObject;
  readonly last: JsonObject;
  readonly others: readonly { readonly who: string; readonly fields: JsonObject }[];
  readonly want: { readonly object: JsonObject; readonly fields: JsonObject; readonly conflicts: readonly string[] };
}

const FILE = new URL('server-side-apply/cases.jsonl', import.meta.url);
const cases = readFileSync(FILE, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Case);

const setOf = (fields: JsonObject): FieldSet => difference(parseFieldsV1(fields), SERVER_FIELDS);

/** Without nulls, and without objects that are empty then: what structured-merge-diff leaves where it removes everything inside. */
function decoded(value: Json): Json {
  if (isJsonArray(value)) return value.map(decoded);
  if (!isJsonObject(value)) return value;
  const fields = Object.entries(value).filter(([, item]) => item !== null);
  return Object.fromEntries(fields.map(([key, item]) => [key, decoded(item ?? null)]));
}

describe('server-side apply, as Kubernetes does it', () => {
  for (const [index, { live, config, last, others, want }] of cases.entries()) {
    it(`case ${index + 1} of ${cases.length}, with ${want.conflicts.length} conflicts`, () => {
      const schema = schemaOf('1.34', 'apps/v1', 'Deployment');
      if (!schema) throw new Error('Deployments have no schema');
      const outcome = applyConfig({
        ...deepFreeze({ live, config }),
        schema,
        last: setOf(last),
        others: others.map(({ who, fields }) => ({ who, fields: setOf(fields) })),
      });
      expect(decoded(outcome.object)).to.deep.equal(decoded(want.object));
      expect(formatFieldsV1(outcome.fields)).to.deep.equal(formatFieldsV1(setOf(want.fields)));
      const conflicts = outcome.conflicts.map(({ who, path }) => `${who} ${formatPath(path)}`);
      expect(conflicts).to.have.members(
        want.conflicts.filter((text) => !/ \.(apiVersion|kind|metadata\.name)$/.test(text)),
      );
    });
  }
});
