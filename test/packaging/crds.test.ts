import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { renderCrds } from '../../scripts/crds.ts';
import { STEPS } from '../../src/engine/steps/index.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../src/json/json.ts';
import { clusterConversionPolicy, conversionPolicy } from '../../src/policies/model.ts';
import { listAt, within, yamlDocuments } from '../support/manifests.ts';

function versionIn(name: string): JsonObject {
  const [crd] = yamlDocuments(`manifests/karmada/${name}-crd.yaml`);
  return listAt(crd!, 'spec', 'versions')[0]!;
}

function schemaIn(name: string): JsonObject {
  return within(versionIn(name), ['schema', 'openAPIV3Schema']);
}

const KINDS: readonly { name: string; columns: readonly string[]; schemas: number }[] = [
  { name: 'conversion-rule', columns: ['Kind', 'Hub'], schemas: 100 },
  { name: 'conversion-policy', columns: ['On Loss', 'On Impossible'], schemas: 30 },
  { name: 'cluster-conversion-policy', columns: ['On Loss', 'On Impossible'], schemas: 30 },
];

describe('the CustomResourceDefinitions in manifests/karmada', () => {
  it('are what `npm run crd` writes', async () => {
    const texts = await renderCrds();
    expect(texts.size).to.equal(KINDS.length);
    for (const [file, text] of texts) expect(readFileSync(file, 'utf8'), file).to.equal(text);
  });

  for (const { name, columns, schemas } of KINDS) {
    it(`are structural: every schema of ${name} has a type, or keeps everything`, () => {
      const all = schemasIn(schemaIn(name));
      expect(all.length).to.be.greaterThan(schemas);
      for (const one of all) {
        expect(one.type !== undefined || one['x-kubernetes-preserve-unknown-fields'] === true).to.equal(true);
        for (const key of ['$ref', '$schema', 'anyOf', 'const', 'propertyNames']) expect(one).not.to.have.property(key);
      }
    });

    it(`have a status of its own for ${name}, and columns that say what became of it`, () => {
      const version = versionIn(name);
      expect(version.subresources).to.deep.equal({ status: {} });
      const titles = listAt(version, 'additionalPrinterColumns').map((column) => column.name);
      expect(titles).to.deep.equal([...columns, 'Accepted', 'Reason', 'Age']);
    });
  }

  it('describe every step of a rule', () => {
    const path = ['properties', 'spec', 'properties', 'spokes', 'items', 'properties', 'lens', 'items', 'properties'];
    const steps = within(schemaIn('conversion-rule'), path);
    expect(steps).to.include.keys(STEPS.map(({ name }) => name));
    for (const { name, summary } of STEPS) expect(steps[name]).to.include({ description: summary });
  });

  const specs = { 'conversion-policy': conversionPolicy, 'cluster-conversion-policy': clusterConversionPolicy };
  for (const [name, { shape }] of Object.entries(specs)) {
    it(`have every field of a ${name}, and keep a misspelt one for Karmorph to refuse`, () => {
      const spec = within(schemaIn(name), ['properties', 'spec']);
      expect(within(spec, ['properties'])).to.have.all.keys(Object.keys(shape.spec.shape));
      expect(spec['x-kubernetes-preserve-unknown-fields']).to.equal(true);
    });
  }
});

/** The schema and all schemas in it. */
function schemasIn(schema: JsonObject): readonly JsonObject[] {
  const { properties = {}, items, additionalProperties } = schema;
  const inner: readonly (Json | undefined)[] = [...Object.values(isJsonObject(properties) ? properties : {}), items];
  return [schema, ...[...inner, additionalProperties].filter(isSchema).flatMap(schemasIn)];
}

function isSchema(value: Json | undefined): value is JsonObject {
  return isJsonObject(value) && !isJsonArray(value);
}
