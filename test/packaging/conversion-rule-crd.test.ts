import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { CRD_FILE, renderCrd } from '../../scripts/conversion-rule-crd.ts';
import { STEPS } from '../../src/engine/steps/index.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../src/json/json.ts';
import { listAt, within, yamlDocuments } from '../support/manifests.ts';

describe('manifests/karmada/conversion-rule-crd.yaml', () => {
  const [crd] = yamlDocuments('manifests/karmada/conversion-rule-crd.yaml');
  const [version] = listAt(crd!, 'spec', 'versions');
  const schema = within(version!, ['schema', 'openAPIV3Schema']);

  it('is what `npm run crd` writes', async () => {
    expect(readFileSync(CRD_FILE, 'utf8')).to.equal(await renderCrd());
  });

  it('describes every step', () => {
    const [spoke] = [within(schema, ['properties', 'spec', 'properties', 'spokes', 'items', 'properties'])];
    const steps = within(spoke, ['lens', 'items', 'properties']);
    expect(steps).to.include.keys(STEPS.map(({ name }) => name));
    for (const { name, summary } of STEPS) expect(steps[name]).to.include({ description: summary });
  });

  it('is structural: every schema has a type, or keeps everything', () => {
    const schemas = schemasIn(schema);
    expect(schemas.length).to.be.greaterThan(20);
    for (const one of schemas) {
      expect(one.type !== undefined || one['x-kubernetes-preserve-unknown-fields'] === true).to.equal(true);
      expect(Object.keys(one)).not.to.include.members(['$ref']);
      for (const key of ['$ref', '$schema', 'anyOf', 'const', 'propertyNames']) expect(one).not.to.have.property(key);
    }
  });

  it('has a status of its own, which says what was accepted', () => {
    expect(version!.subresources).to.deep.equal({ status: {} });
    const columns = listAt(version!, 'additionalPrinterColumns').map(({ name }) => name);
    expect(columns).to.deep.equal(['Kind', 'Hub', 'Accepted', 'Reason', 'Age']);
  });
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
