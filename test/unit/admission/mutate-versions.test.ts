import { expect } from 'chai';
import fastJsonPatch from 'fast-json-patch';
import { mutate } from '../../../src/admission/mutate.ts';
import type { JsonObject } from '../../../src/json/json.ts';
import { capabilitiesOf, type Capabilities } from '../../../src/kubernetes/capabilities.ts';
import { loadBuiltinRules } from '../../../src/registry/builtin-rules.ts';
import { reviewOf } from '../../support/review.ts';

const rules = loadBuiltinRules();
const [HPA, INGRESS] = ['HorizontalPodAutoscaler', 'Ingress'];

/** A control plane of Kubernetes 1.34, as far as the cases need it. */
const NEW = controlPlane(
  ['networking.k8s.io/v1/Ingress', 'autoscaling/v2/HorizontalPodAutoscaler', 'apps/v1/Deployment'],
  ['autoscaling/v1/HorizontalPodAutoscaler'],
);
/** One of 1.18: Ingress has two groups, and Karmada watches both. */
const OLD = controlPlane(['networking.k8s.io/v1beta1/Ingress', 'extensions/v1beta1/Ingress'], []);

function controlPlane(preferred: readonly string[], others: readonly string[]): Capabilities {
  return { ...capabilitiesOf('1.34', [...preferred, ...others]), preferred: new Set(preferred) };
}

function policy(kind: string, selectors: readonly JsonObject[], more: JsonObject = {}): JsonObject {
  const apiVersion = 'policy.karmada.io/v1alpha1';
  return { apiVersion, kind, metadata: { name: 'a' }, spec: { resourceSelectors: selectors, ...more } };
}

function scaler(kind: string, apiVersion: string): JsonObject {
  const scaleTargetRef = { apiVersion, kind: 'Deployment', name: 'web' };
  return { apiVersion: 'autoscaling.karmada.io/v1alpha1', kind, spec: { scaleTargetRef, maxReplicas: 3 } };
}

const named = (apiVersion: string, kind: string) => ({ apiVersion, kind, name: 'web' });
const rebalancer = (...workloads: readonly JsonObject[]) => ({
  apiVersion: 'apps.karmada.io/v1alpha1',
  kind: 'WorkloadRebalancer',
  spec: { workloads },
});
const override = (plaintext: readonly JsonObject[], selector: JsonObject, more: JsonObject = {}) =>
  policy('OverridePolicy', [selector], { overrideRules: [{ overriders: { plaintext, ...more } }] });
const replace = (path: string, value: string | number) => ({ path, operator: 'replace', value });

interface Case {
  readonly name: string;
  readonly object: JsonObject;
  readonly on?: Capabilities;
  /** By JSON pointer, the apiVersions that are written. */
  readonly want: Readonly<Record<string, string>>;
  readonly warnings: readonly (string | RegExp)[];
}

const at = (index: number) => `/spec/resourceSelectors/${String(index)}/apiVersion`;
const TARGET = '/spec/scaleTargetRef/apiVersion';

const cases: readonly Case[] = [
  {
    name: 'a selector of a version that is not served, and no other one',
    object: policy('PropagationPolicy', [
      named('apps/v1', 'Deployment'),
      named('networking.k8s.io/v1beta1', INGRESS),
      named('v1', 'ConfigMap'),
    ]),
    want: { [at(1)]: 'networking.k8s.io/v1' },
    warnings: [
      'karmorph: spec.resourceSelectors[1].apiVersion is now networking.k8s.io/v1 (networking.k8s.io/v1beta1 is not served)',
    ],
  },
  {
    name: 'a selector of another group',
    object: policy('ClusterPropagationPolicy', [named('extensions/v1beta1', INGRESS)]),
    want: { [at(0)]: 'networking.k8s.io/v1' },
    warnings: [/extensions\/v1beta1 is not served/],
  },
  {
    name: 'a selector of a version that is served, but that Karmada does not watch',
    object: policy('PropagationPolicy', [named('autoscaling/v1', HPA)]),
    want: { [at(0)]: 'autoscaling/v2' },
    warnings: [
      'karmorph: spec.resourceSelectors[0].apiVersion is now autoscaling/v2 (autoscaling/v1 is not watched by Karmada)',
    ],
  },
  {
    name: 'nothing on a control plane that serves the version in each of two groups',
    object: policy('PropagationPolicy', [
      named('extensions/v1beta1', INGRESS),
      named('networking.k8s.io/v1beta1', INGRESS),
    ]),
    on: OLD,
    want: {},
    warnings: [],
  },
  {
    name: 'a newer version to the one of its own group',
    object: policy('PropagationPolicy', [named('networking.k8s.io/v1', INGRESS)]),
    on: OLD,
    want: { [at(0)]: 'networking.k8s.io/v1beta1' },
    warnings: [/is now networking\.k8s\.io\/v1beta1 \(networking\.k8s\.io\/v1 is not served\)$/],
  },
  {
    name: 'nothing where no version is watched, and says so',
    object: policy('PropagationPolicy', [named('batch/v1beta1', 'CronJob')]),
    want: {},
    warnings: ['karmorph: spec.resourceSelectors[0].apiVersion: no version of CronJob is watched by Karmada'],
  },
  {
    name: 'nothing for kinds without a rule, and for what is no reference',
    object: policy('PropagationPolicy', [
      named('example.com/v1', 'Thing'),
      { kind: INGRESS },
      { apiVersion: 'extensions/v1beta1' },
    ]),
    want: {},
    warnings: [],
  },
  {
    name: 'nothing in selectors that are no list',
    object: policy('PropagationPolicy', [], { resourceSelectors: 'x' }),
    want: {},
    warnings: [],
  },
  {
    name: 'nothing in a spec that is null',
    object: { ...policy('PropagationPolicy', []), spec: null },
    want: {},
    warnings: [],
  },
  {
    name: 'the target of a FederatedHPA',
    object: scaler('FederatedHPA', 'apps/v1beta1'),
    want: { [TARGET]: 'apps/v1' },
    warnings: [/spec\.scaleTargetRef\.apiVersion is now apps\/v1 /],
  },
  {
    name: 'the target of a CronFederatedHPA',
    object: scaler('CronFederatedHPA', 'extensions/v1beta1'),
    want: { [TARGET]: 'apps/v1' },
    warnings: [/extensions\/v1beta1 is not served/],
  },
  {
    name: 'the workloads of a WorkloadRebalancer that are not served; Karmada finds the others',
    object: rebalancer(named('apps/v1beta2', 'Deployment'), named('autoscaling/v1', HPA)),
    want: { '/spec/workloads/0/apiVersion': 'apps/v1' },
    warnings: [/^karmorph: spec\.workloads\[0\]\.apiVersion is now apps\/v1 /],
  },
  {
    name: 'an OverridePolicy without paths',
    object: policy('ClusterOverridePolicy', [named('extensions/v1beta1', INGRESS)], {
      overrideRules: [{ overriders: { labelsOverrider: [{ operator: 'add', value: { a: 'b' } }] } }],
    }),
    want: { [at(0)]: 'networking.k8s.io/v1' },
    warnings: [/is now/],
  },
  {
    name: 'an OverridePolicy whose paths are the same fields in both versions',
    object: override(
      [
        replace('/spec/maxReplicas', 5),
        replace('/metadata/labels/a', 'b'),
        replace('/spec/scaleTargetRef/name', 'api'),
      ],
      named('autoscaling/v1', HPA),
    ),
    want: { [at(0)]: 'autoscaling/v2' },
    warnings: [/is now/],
  },
  {
    name: 'an OverridePolicy with any path, where the versions have one shape',
    object: override([replace('/spec/jobTemplate/spec/parallelism', 5)], named('batch/v1beta1', 'CronJob')),
    on: controlPlane(['batch/v1/CronJob'], []),
    want: { [at(0)]: 'batch/v1' },
    warnings: [/is now/],
  },
  {
    name: 'no OverridePolicy with a path that is another field',
    object: override(
      [replace('/spec/rules/0/http/paths/1/backend/serviceName', 'b')],
      named('extensions/v1beta1', INGRESS),
    ),
    want: {},
    warnings: [
      /^karmorph: spec\.resourceSelectors\[0\]\.apiVersion matches nothing: for networking\.k8s\.io\/v1, change \/spec/,
    ],
  },
  {
    name: 'no OverridePolicy with an object of another shape',
    object: override([replace('/spec/rules/0/http/paths/1/backend', 'b')], named('extensions/v1beta1', INGRESS)),
    want: {},
    warnings: [/matches nothing: for networking/],
  },
  {
    name: 'no OverridePolicy with such a path in a list, an image or a text',
    object: override([], named('autoscaling/v1', HPA), {
      imageOverrider: [
        { predicate: { path: '/spec/targetCPUUtilizationPercentage' }, component: 'Tag', operator: 'replace' },
      ],
      fieldOverrider: [{ fieldPath: '/spec/maxReplicas', json: [] }],
    }),
    want: {},
    warnings: [/for autoscaling\/v2, change \/spec\/targetCPU/],
  },
  {
    name: 'no OverridePolicy with more paths than can be compared',
    object: override(
      Array.from({ length: 65 }, (_, i) => replace(`/spec/a${String(i)}`, 1)),
      named('autoscaling/v1', HPA),
    ),
    want: {},
    warnings: [/change \/spec\/a0 too$/],
  },
  {
    name: 'the deprecated overriders of an OverridePolicy count too',
    object: policy('OverridePolicy', [named('autoscaling/v1', HPA)], {
      overriders: { plaintext: [replace('/spec/targetCPUUtilizationPercentage', 5)] },
    }),
    want: {},
    warnings: [/matches nothing/],
  },
  ...['autoscaling/v2', 'autoscaling/v1'].map((apiVersion) => ({
    name: `the scale target in a template of ${apiVersion}`,
    object: {
      apiVersion,
      kind: HPA,
      spec: { scaleTargetRef: named('extensions/v1beta1', 'Deployment'), maxReplicas: 2 },
    },
    want: { [TARGET]: 'apps/v1' },
    warnings: ['karmorph: spec.scaleTargetRef.apiVersion is now apps/v1 (extensions/v1beta1 is not served)'],
  })),
  {
    name: 'what a metric is of, where each version has it',
    object: {
      apiVersion: 'autoscaling/v2beta1',
      kind: HPA,
      spec: {
        metrics: [{ type: 'Object', object: { target: named('extensions/v1beta1', INGRESS), describedObject: 1 } }],
      },
    },
    want: { '/spec/metrics/0/object/target/apiVersion': 'networking.k8s.io/v1' },
    warnings: [/is now networking/],
  },
  {
    name: 'no reference in a template that is served, preferred or not',
    object: { apiVersion: 'autoscaling/v2', kind: HPA, spec: { scaleTargetRef: named('autoscaling/v1', HPA) } },
    want: {},
    warnings: [],
  },
  {
    name: 'no reference in a template that a member alone may know, and no owner',
    object: {
      apiVersion: 'autoscaling/v2',
      kind: HPA,
      metadata: { ownerReferences: [named('extensions/v1beta1', 'Deployment')] },
      spec: { scaleTargetRef: named('extensions/v1beta1', 'NetworkPolicy') },
    },
    want: {},
    warnings: [],
  },
];

describe('mutate rewrites', () => {
  for (const { name, object, on = NEW, want, warnings } of cases) {
    it(name, () => {
      const advice = mutate(reviewOf(object), { rules, controlPlane: on });
      expect(advice.patch).to.deep.equal(Object.entries(want).map(([path, value]) => ({ op: 'replace', path, value })));
      expect(advice.warnings).to.have.length(warnings.length);
      warnings.forEach((warning, index) =>
        typeof warning === 'string'
          ? expect(advice.warnings[index]).to.equal(warning)
          : expect(advice.warnings[index]).to.match(warning),
      );
      const copy = structuredClone(object);
      fastJsonPatch.applyPatch(copy, advice.patch as unknown as fastJsonPatch.Operation[]);
      const again = mutate(reviewOf(copy, { operation: 'UPDATE' }), { rules, controlPlane: on });
      expect(again.patch).to.deep.equal([]);
    });
  }

  it('nothing before it is known what the control plane serves, and says so for a policy', () => {
    const unread = { rules, controlPlane: undefined };
    const selected = policy('PropagationPolicy', [named('extensions/v1beta1', INGRESS)]);
    expect(mutate(reviewOf(selected), unread)).to.deep.equal({
      patch: [],
      warnings: [
        'karmorph: what the control plane serves is not known yet, so no apiVersion in this PropagationPolicy was checked',
      ],
    });
    const template = {
      apiVersion: 'autoscaling/v2',
      kind: HPA,
      spec: { scaleTargetRef: named('apps/v1beta1', 'Deployment') },
    };
    expect(mutate(reviewOf(template), unread)).to.deep.equal({ patch: [], warnings: [] });
  });

  it('as many selectors as there are, and tells a bounded number', () => {
    const many = policy('PropagationPolicy', Array(5_000).fill(named('extensions/v1beta1', INGRESS)) as JsonObject[]);
    const { patch, warnings } = mutate(reviewOf(many), { rules, controlPlane: NEW });
    expect(patch).to.have.length(5_000);
    expect(warnings).to.have.length(15);
    expect(warnings.at(-1)).to.equal('karmorph: and 4986 more');
  });
});
