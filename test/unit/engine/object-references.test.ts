import { expect } from 'chai';
import type { Conversion } from '../../../src/engine/convert.ts';
import { rewriteObjectReferences, type References } from '../../../src/engine/object-references.ts';
import { fromMember, PRESERVED_ANNOTATION, represerve, toMember } from '../../../src/engine/preserve.ts';
import { encodeJson } from '../../../src/json/encode.ts';
import { valueAt, type JsonObject } from '../../../src/json/json.ts';
import { loadBuiltinRules } from '../../../src/registry/builtin-rules.ts';
import { deepFreeze } from '../../support/deep-freeze.ts';

const rules = loadBuiltinRules();
const [NEW, OLD] = ['networking.k8s.io/v1', 'networking.k8s.io/v1beta1'];

const scaler = deepFreeze({
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: {
    name: 'shop',
    ownerReferences: [{ apiVersion: NEW, kind: 'Ingress', name: 'shop', uid: 'u' }],
  },
  spec: {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'shop' },
    maxReplicas: 3,
    metrics: [
      {
        type: 'Object',
        object: {
          describedObject: { apiVersion: NEW, kind: 'Ingress', name: 'shop' },
          metric: { name: 'hits' },
          target: { type: 'Value', value: '10' },
        },
      },
    ],
  },
});

/** A member that has Ingress in v1beta1 alone, and clients that know it in v1 alone. */
const exclusive: References = {
  forMember: ({ apiVersion }) => (apiVersion === NEW ? OLD : undefined),
  forClient: ({ apiVersion }) => (apiVersion === OLD ? NEW : undefined),
};
/** Clients that know both: they are shown what is stored. */
const both: References = { ...exclusive, forClient: () => undefined };

function objectOf(result: Conversion): JsonObject {
  if (!result.ok) throw new Error(result.problem.message);
  return result.object;
}

const preservedIn = (object: JsonObject): unknown => valueAt(object, ['metadata', 'annotations', PRESERVED_ANNOTATION]);

describe('rewriteObjectReferences', () => {
  it('rewrites what the rule lists and the owners, and nothing else', () => {
    const paths: string[] = [];
    const rewritten = rewriteObjectReferences(scaler, rules, ({ apiVersion, path }) => {
      paths.push(path);
      return apiVersion === NEW ? OLD : undefined;
    });
    expect(paths).to.deep.equal([
      'spec.scaleTargetRef.apiVersion',
      'spec.metrics[0].object.describedObject.apiVersion',
      'metadata.ownerReferences[0].apiVersion',
    ]);
    const expected = encodeJson(scaler).replaceAll(`"${NEW}"`, `"${OLD}"`);
    expect(encodeJson(rewritten)).to.equal(expected);
  });

  it('rewrites the owners of a kind without a rule', () => {
    const secret = { ...scaler, apiVersion: 'v1', kind: 'Secret' };
    const rewritten = rewriteObjectReferences(secret, rules, exclusive.forMember);
    expect(valueAt(rewritten, ['metadata', 'ownerReferences'])).to.have.nested.property('[0].apiVersion', OLD);
  });

  it('leaves owners alone that are none', () => {
    for (const ownerReferences of ['x', null, [null, 'x', { kind: 'Ingress' }]]) {
      const object = { apiVersion: 'v1', kind: 'Secret', metadata: { ownerReferences } };
      expect(rewriteObjectReferences(object, rules, () => OLD)).to.equal(object);
    }
  });
});

describe('references in a member', () => {
  for (const version of ['autoscaling/v2beta2', 'autoscaling/v2beta1', 'autoscaling/v1']) {
    it(`are those that it serves, and read back as they were written: ${version}`, () => {
      const stored = objectOf(toMember(scaler, version, rules, exclusive));
      expect(encodeJson(stored)).to.include(OLD).and.not.include(`${NEW}"`).and.not.include(`${NEW}\\"`);
      expect(preservedIn(stored)).to.equal(undefined);
      expect(objectOf(fromMember(stored, 'autoscaling/v2', rules, exclusive))).to.deep.equal(scaler);
      expect(represerve(scaler, stored, rules, exclusive)).to.equal(undefined);
    });
  }

  it('are kept as they were written where clients know both versions', () => {
    const stored = objectOf(toMember(scaler, 'autoscaling/v2beta2', rules, both));
    expect(preservedIn(stored)).to.be.a('string');
    const read = objectOf(fromMember(stored, 'autoscaling/v2', rules, both));
    expect(read.spec).to.deep.equal(scaler.spec);
    expect(represerve(scaler, stored, rules, both)).to.equal(undefined);
  });
});
