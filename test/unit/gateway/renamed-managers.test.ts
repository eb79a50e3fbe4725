import { expect } from 'chai';
import { convertAnswer } from '../../../src/gateway/convert-answer.ts';
import { renamedManagers } from '../../../src/gateway/renamed-managers.ts';
import type { Translation } from '../../../src/gateway/exchange.ts';
import type { Json, JsonObject } from '../../../src/json/json.ts';
import { loadBuiltinRules } from '../../../src/registry/builtin-rules.ts';

const RULES = loadBuiltinRules();

function translationOf(kind: string, served: string, wanted: string): Translation {
  const family = RULES.familyOf(wanted, kind);
  if (!family) throw new Error(`no rule for ${kind}`);
  return { family, wanted, served };
}

const JOBS = translationOf('CronJob', 'batch/v1beta1', 'batch/v1');
const INGRESSES = translationOf('Ingress', 'networking.k8s.io/v1beta1', 'networking.k8s.io/v1');
const entry = (apiVersion: string, fieldsV1: JsonObject = { 'f:spec': { '.': {} } }): JsonObject => ({
  ...{ manager: 'm', operation: 'Update', apiVersion, fieldsV1 },
});
const PRESERVED = { 'f:metadata': { 'f:annotations': { 'f:karmorph.io/preserved': {} } } };

describe('renamedManagers', () => {
  const cases: { name: string; translation?: Translation; entries: Json[]; want: Json[] | undefined }[] = [
    {
      name: 'are the same in the version that the client sees, where fields are the same',
      entries: [entry('batch/v1beta1'), entry('batch/v2alpha1')],
      want: [entry('batch/v1'), entry('batch/v1')],
    },
    {
      name: 'are not told where fields are others',
      translation: INGRESSES,
      entries: [entry('networking.k8s.io/v1beta1')],
      want: undefined,
    },
    { name: 'are not told of a version that nobody knows', entries: [entry('batch/v7')], want: undefined },
    {
      name: 'are not told where somebody manages what is preserved',
      entries: [entry('batch/v1beta1'), entry('batch/v1beta1', PRESERVED)],
      want: undefined,
    },
    { name: 'are not told where there are none', entries: [], want: undefined },
    { name: 'are not told where one is no entry', entries: ['m'], want: undefined },
  ];
  for (const { name, translation = JOBS, entries, want } of cases) {
    it(name, () => {
      expect(renamedManagers({ metadata: { managedFields: entries } }, translation)).to.deep.equal(want);
    });
  }

  const managed = (managedFields?: Json): JsonObject => ({
    metadata: { name: 'a', ...(managedFields && { managedFields }) },
  });
  const PARTIAL = { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1' };
  const table = (object: JsonObject): JsonObject => ({
    kind: 'Table',
    rows: [{ cells: [], object: { ...PARTIAL, ...object } }],
  });
  const answers: { name: string; of: (object: JsonObject, served: boolean) => JsonObject }[] = [
    {
      name: 'lists',
      of: (object, served) => ({
        kind: 'CronJobList',
        apiVersion: served ? 'batch/v1beta1' : 'batch/v1',
        items: [object],
      }),
    },
    { name: 'tables', of: table },
    { name: 'metadata alone', of: (object) => ({ ...PARTIAL, ...object }) },
  ];
  for (const { name, of } of answers) {
    it(`are in ${name}`, () => {
      const answer = convertAnswer(of(managed([entry('batch/v1beta1')]), true), JOBS, RULES);
      expect(answer).to.deep.equal({ ok: true, value: of(managed([entry('batch/v1')]), false) });
    });
  }

  it('are not in metadata alone of another shape', () => {
    const answer = convertAnswer({ ...PARTIAL, ...managed([entry('networking.k8s.io/v1beta1')]) }, INGRESSES, RULES);
    expect(answer).to.deep.equal({ ok: true, value: { ...PARTIAL, ...managed() } });
  });
});
