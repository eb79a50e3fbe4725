import { expect } from 'chai';
import type { Family } from '../../../src/engine/rule-set.ts';
import { ruleSetOf } from '../../../src/engine/rule-set.ts';
import type { JsonObject } from '../../../src/json/json.ts';
import type { StrictScope } from '../../../src/policies/strict-scopes.ts';
import { webhookConfigurations } from '../../../src/webhooks/webhook-configurations.ts';
import { listAt, textsAt } from '../../support/manifests.ts';

function family(kind: string, ...versions: string[]): Family {
  const [hub = ''] = versions;
  return {
    rule: kind,
    kind,
    hub,
    versions,
    lenses: new Map(),
    omitEmpty: [],
    defaults: new Map(),
    references: new Map(),
    normalize: undefined,
  };
}

const INGRESS = family('Ingress', 'networking.k8s.io/v1', 'networking.k8s.io/v1beta1', 'extensions/v1beta1');
const SCALER = family('HorizontalPodAutoscaler', 'autoscaling/v2', 'autoscaling/v1');
const LEASE = family('Lease', 'coordination.k8s.io/v1', 'coordination.k8s.io/v1beta1');
const WIDGET = family('Widget', 'example.com/v1', 'example.com/v1beta1');

const SERVED = new Map([
  ['networking.k8s.io/v1/Ingress', 'ingresses'],
  ['autoscaling/v2/HorizontalPodAutoscaler', 'horizontalpodautoscalers'],
  ['autoscaling/v1/HorizontalPodAutoscaler', 'horizontalpodautoscalers'],
  ['coordination.k8s.io/v1/Lease', 'leases'],
  ['policy.karmada.io/v1alpha1/PropagationPolicy', 'propagationpolicies'],
  ['karmorph.io/v1alpha1/ConversionPolicy', 'conversionpolicies'],
  ['karmorph.io/v1alpha1/ConversionRule', 'conversionrules'],
]);

function scope(changes: Partial<StrictScope> = {}): StrictScope {
  return {
    policy: 'p',
    resources: [{ apiVersion: undefined, kind: undefined }],
    namespaces: undefined,
    excludeNamespaces: [],
    ...changes,
  };
}

const only = (kind: string, apiVersion?: string): Pick<StrictScope, 'resources'> => ({
  resources: [{ apiVersion, kind }],
});

interface Input {
  readonly families?: readonly Family[];
  readonly resources?: ReadonlyMap<string, string>;
  readonly strict?: readonly StrictScope[];
}

function made({ families = [INGRESS, SCALER, LEASE, WIDGET], resources = SERVED, strict = [] }: Input = {}) {
  const url = 'https://karmorph.example';
  const [mutating, validating] = webhookConfigurations({
    rules: ruleSetOf(families),
    resources,
    strict,
    url,
    caBundle: 'Q0E=',
  });
  return { mutating, validating, all: [...listAt(mutating, 'webhooks'), ...listAt(validating, 'webhooks')] };
}

/** Such as `autoscaling/v2,v1/horizontalpodautoscalers`. */
function rulesIn(webhook: JsonObject | undefined): string[] {
  return listAt(webhook!, 'rules').map((rule) =>
    ['apiGroups', 'apiVersions', 'resources'].map((field) => textsAt(rule, field).join()).join('/'),
  );
}

function named(configuration: JsonObject, name: string): JsonObject | undefined {
  return listAt(configuration, 'webhooks').find((webhook) => webhook.name === `${name}.karmorph.io`);
}

function conditionsOf(webhook: JsonObject | undefined): Record<string, string> {
  const conditions = listAt(webhook!, 'matchConditions') as readonly { name: string; expression: string }[];
  return Object.fromEntries(conditions.map(({ name, expression }) => [name, expression]));
}

describe('webhookConfigurations', () => {
  it('registers the kinds that have rules, are served and are templates, in every version that is served', () => {
    const { mutating, validating } = made();
    const templates = ['autoscaling/v2,v1/horizontalpodautoscalers', 'networking.k8s.io/v1/ingresses'];
    expect(rulesIn(named(validating, 'validate'))).to.deep.equal(templates);
    expect(rulesIn(named(mutating, 'mutate'))).to.deep.equal([
      ...templates,
      'policy.karmada.io/v1alpha1/propagationpolicies',
    ]);
    expect(rulesIn(named(validating, 'rules'))).to.deep.equal([
      'karmorph.io/v1alpha1/conversionpolicies',
      'karmorph.io/v1alpha1/conversionrules',
    ]);
  });

  it('registers a CRD when it is served and has a rule, and no longer when either is gone', () => {
    const resources = new Map([...SERVED, ['example.com/v1/Widget', 'widgets']]);
    const has = (input: Input): boolean =>
      rulesIn(named(made(input).validating, 'validate')).includes('example.com/v1/widgets');
    expect(has({ resources })).to.equal(true);
    expect(has({})).to.equal(false);
    expect(has({ resources, families: [INGRESS] })).to.equal(false);
  });

  it('has no webhook without rules, and none at all where nothing is served', () => {
    expect(made({ resources: new Map() }).all).to.deep.equal([]);
  });

  it('advises within three seconds, without side effects, at the URL given', () => {
    for (const webhook of made().all) {
      expect(webhook).to.deep.include({
        failurePolicy: 'Ignore',
        matchPolicy: 'Equivalent',
        sideEffects: 'None',
        timeoutSeconds: 3,
        admissionReviewVersions: ['v1'],
      });
      expect(webhook.clientConfig).to.deep.include({ caBundle: 'Q0E=' });
    }
    expect(made().all.map(({ clientConfig }) => (clientConfig as JsonObject).url)).to.deep.equal([
      'https://karmorph.example/admission/mutate',
      'https://karmorph.example/admission/validate',
      'https://karmorph.example/admission/rules',
    ]);
  });

  it('is the same for the same, in whatever order rules come', () => {
    const { mutating, validating } = made({ families: [WIDGET, LEASE, SCALER, INGRESS] });
    expect([mutating, validating]).to.deep.equal([made().mutating, made().validating]);
  });

  const strict: readonly {
    name: string;
    scopes: readonly StrictScope[];
    want: readonly { readonly rules: readonly string[]; readonly scope: string | undefined }[];
  }[] = [
    { name: 'nothing', scopes: [], want: [] },
    {
      name: 'everything',
      scopes: [scope()],
      want: [{ rules: ['horizontalpodautoscalers', 'ingresses'], scope: undefined }],
    },
    {
      name: 'a kind in a namespace',
      scopes: [scope({ ...only('Ingress', 'networking.k8s.io/v1'), namespaces: ['shop'] })],
      want: [{ rules: ['ingresses'], scope: "has(request.namespace) && request.namespace in ['shop']" }],
    },
    {
      name: 'a kind by a version that is not served',
      scopes: [scope({ ...only('Ingress', 'extensions/v1beta1'), namespaces: ['shop'] })],
      want: [{ rules: ['ingresses'], scope: "has(request.namespace) && request.namespace in ['shop']" }],
    },
    { name: 'a kind by a version that it has not', scopes: [scope(only('Ingress', 'apps/v1'))], want: [] },
    { name: 'a kind without a rule', scopes: [scope(only('Pod'))], want: [] },
    {
      name: 'two policies, for a kind each',
      scopes: [scope({ ...only('Ingress'), namespaces: ['b', 'a'] }), scope(only('HorizontalPodAutoscaler'))],
      want: [
        { rules: ['horizontalpodautoscalers'], scope: undefined },
        { rules: ['ingresses'], scope: "has(request.namespace) && request.namespace in ['a', 'b']" },
      ],
    },
    {
      name: 'two policies, for the same kinds in other namespaces',
      scopes: [scope({ namespaces: ['b'] }), scope({ namespaces: ['a', 'c'], excludeNamespaces: ['c'] })],
      want: [
        {
          rules: ['horizontalpodautoscalers', 'ingresses'],
          scope: "has(request.namespace) && request.namespace in ['a', 'b']",
        },
      ],
    },
    {
      name: 'all namespaces but some, of which another policy names one',
      scopes: [scope({ excludeNamespaces: ['a', 'b'] }), scope({ namespaces: ['b'] })],
      want: [
        {
          rules: ['horizontalpodautoscalers', 'ingresses'],
          scope: "!has(request.namespace) || !(request.namespace in ['a'])",
        },
      ],
    },
    {
      name: 'the same in the other order',
      scopes: [scope({ namespaces: ['b'] }), scope({ excludeNamespaces: ['a', 'b'] })],
      want: [
        {
          rules: ['horizontalpodautoscalers', 'ingresses'],
          scope: "!has(request.namespace) || !(request.namespace in ['a'])",
        },
      ],
    },
    {
      name: 'two that leave out other namespaces',
      scopes: [scope({ excludeNamespaces: ['a', 'b'] }), scope({ excludeNamespaces: ['b', 'c'] })],
      want: [
        {
          rules: ['horizontalpodautoscalers', 'ingresses'],
          scope: "!has(request.namespace) || !(request.namespace in ['b'])",
        },
      ],
    },
    { name: 'no namespace', scopes: [scope({ namespaces: [] })], want: [] },
  ];
  for (const { name, scopes, want } of strict) {
    it(`fails closed for ${name}, and for nothing else`, () => {
      const { validating, all } = made({ strict: scopes });
      const closed = all.filter(({ failurePolicy }) => failurePolicy === 'Fail');
      const got = closed.map((webhook) => ({
        rules: rulesIn(webhook).map((rule) => rule.slice(rule.lastIndexOf('/') + 1)),
        scope: conditionsOf(webhook)['in-strict-scope'],
      }));
      expect(got).to.deep.equal(want);
      expect(closed.map((webhook) => webhook.name)).to.deep.equal(
        want.map((_, i) => `strict-${String(i + 1)}.karmorph.io`),
      );
      for (const { clientConfig } of closed)
        expect(clientConfig)
          .to.have.property('url')
          .that.matches(/\/validate\/strict$/);
      expect('not-in-a-strict-scope' in conditionsOf(named(validating, 'validate'))).to.equal(want.length > 0);
    });
  }

  it('leaves to the strict webhook what it is called for', () => {
    const { validating } = made({
      strict: [scope({ ...only('Ingress'), namespaces: ['shop'] }), scope(only('HorizontalPodAutoscaler'))],
    });
    const resource = "(request.resource.group + '/' + request.resource.resource)";
    expect(conditionsOf(named(validating, 'validate'))['not-in-a-strict-scope']).to.equal(
      `!(${resource} in ['autoscaling/horizontalpodautoscalers'])` +
        ` && !(${resource} in ['networking.k8s.io/ingresses'] && (has(request.namespace) && request.namespace in ['shop']))`,
    );
  });

  it('has no more webhooks than kinds, however many policies there are', () => {
    const many = Array.from({ length: 500 }, (_, i) =>
      scope({ namespaces: [`n${String(i)}`], ...only(i % 2 ? 'Ingress' : 'HorizontalPodAutoscaler') }),
    );
    const { all } = made({ strict: many });
    expect(all.filter(({ failurePolicy }) => failurePolicy === 'Fail')).to.have.length(2);
  });

  it('leaves the system alone, also where it is strict', () => {
    for (const webhook of made({ strict: [scope({ namespaces: ['a'] })] }).all) {
      if (webhook.name === 'rules.karmorph.io') continue;
      const conditions = conditionsOf(webhook);
      expect(conditions['not-in-a-system-namespace'])
        .to.include("startsWith('kube-')")
        .and.to.include("'karmada-system'");
      expect(conditions['not-written-by-the-system']).to.include("'system:apiserver'");
    }
  });

  it('writes names into expressions as texts', () => {
    const { validating } = made({ strict: [scope({ namespaces: ["a'] || true || ['"] })] });
    expect(conditionsOf(named(validating, 'strict-1'))['in-strict-scope']).to.equal(
      String.raw`has(request.namespace) && request.namespace in ['a\'] || true || [\'']`,
    );
  });
});
