import { expect } from 'chai';
import { templatePlanner } from '../../../src/dry-run/planned-template.ts';
import type { JsonObject } from '../../../src/json/json.ts';
import { loadBuiltinRules } from '../../../src/registry/builtin-rules.ts';
import { fleetOf, memberOf, memberServing } from '../../support/fleet.ts';

const rules = loadBuiltinRules();
const members = [memberOf('new', '1.34'), memberOf('old', '1.16'), memberServing('bare', undefined, ['v1/Pod'])];
const widget = (version: string): JsonObject => ({ apiVersion: `example.com/${version}`, kind: 'Widget' });

function crd(apiVersion: string, versions: JsonObject): JsonObject {
  const spec = { group: 'example.com', names: { kind: 'Widget', plural: 'widgets' }, ...versions };
  return { apiVersion, kind: 'CustomResourceDefinition', metadata: { name: 'widgets.example.com' }, spec };
}

const V1 = crd('apiextensions.k8s.io/v1', {
  versions: [
    { name: 'v1', served: true, storage: true },
    { name: 'v1alpha1', served: false, storage: false },
  ],
});

describe('a kind whose CustomResourceDefinition is in the input', () => {
  const cases: readonly { name: string; crd: JsonObject; version: string; definedBy?: string; verdicts: string[] }[] = [
    {
      name: 'is native in a served version, where CustomResourceDefinitions are served',
      crd: V1,
      version: 'v1',
      definedBy: 'widgets.example.com',
      verdicts: ['impossible', 'native', 'native'],
    },
    { name: 'stays unknown in a version that is not served', crd: V1, version: 'v1alpha1', verdicts: unknown() },
    {
      name: 'is found in the single version of v1beta1',
      crd: crd('apiextensions.k8s.io/v1beta1', { version: 'v1' }),
      version: 'v1',
      definedBy: 'widgets.example.com',
      verdicts: ['impossible', 'native', 'native'],
    },
    {
      name: 'stays unknown by a definition of another group',
      crd: crd('example.com/v1', { version: 'v1' }),
      version: 'v1',
      verdicts: unknown(),
    },
    { name: 'stays unknown by a broken definition', crd: { ...V1, spec: 7 }, version: 'v1', verdicts: unknown() },
    {
      name: 'stays unknown by versions of another shape',
      crd: crd('apiextensions.k8s.io/v1', { versions: [7, { served: true }] }),
      version: 'v1',
      verdicts: unknown(),
    },
  ];
  for (const { name, crd: definition, version, definedBy, verdicts } of cases) {
    it(name, () => {
      const plan = templatePlanner([definition], { fleet: fleetOf(members), rules, namespace: 'default' });
      const planned = plan(widget(version));
      expect(planned.definedBy).to.equal(definedBy);
      expect(planned.plans.map(({ verdict }) => verdict)).to.deep.equal(verdicts);
    });
  }
});

function unknown(): string[] {
  return ['unknown', 'unknown', 'unknown'];
}
