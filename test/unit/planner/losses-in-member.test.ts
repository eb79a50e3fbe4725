import { expect } from 'chai';
import { servedBy } from '../../../src/inventory/served-versions.ts';
import type { JsonObject } from '../../../src/json/json.ts';
import { capabilitiesOf } from '../../../src/kubernetes/capabilities.ts';
import type { PlannedMember } from '../../../src/planner/capability-sets.ts';
import { plan, type Plan } from '../../../src/planner/plan.ts';
import type { OwnSchemas } from '../../../src/schema/node.ts';
import { schemasFromOpenApi } from '../../../src/schema/openapi.ts';
import { loadBuiltinRules } from '../../../src/registry/builtin-rules.ts';
import { PACKAGED_SCHEMAS } from '../../../src/schema/packaged.ts';
import { deepFreeze } from '../../support/deep-freeze.ts';

const rules = loadBuiltinRules();
const schemas = PACKAGED_SCHEMAS;

function planIn(minor: string, template: JsonObject): Plan {
  const served = servedBy(minor);
  if (!served.ok) throw new Error(served.problem.message);
  const [result] = plan(template, [{ name: 'm', capabilities: served.capabilities }], rules, { schemas });
  if (!result) throw new Error('no plan');
  return result;
}

const metadata = { name: 'a', namespace: 'default' };
const paths = [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'a', port: { number: 80 } } } }];
const template = (apiVersion: string, kind: string, spec: JsonObject): JsonObject =>
  deepFreeze({ apiVersion, kind, metadata, spec });

const ingress = template('networking.k8s.io/v1', 'Ingress', {
  ingressClassName: 'nginx',
  rules: [{ http: { paths } }],
});
const cronJob = template('batch/v1', 'CronJob', {
  timeZone: 'UTC',
  jobTemplate: { spec: { podFailurePolicy: { rules: [] } } },
});
const autoscaler = template('autoscaling/v2', 'HorizontalPodAutoscaler', {
  maxReplicas: 3,
  behavior: { scaleUp: { tolerance: '0.05' } },
});
const deployment = template('apps/v1', 'Deployment', {
  replcas: 3,
  template: { spec: { containers: [{ name: 'a' }], schedulingGates: [{ name: 'b' }] } },
});
const webhook = deepFreeze({
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'ValidatingWebhookConfiguration',
  metadata: { name: 'a' },
  webhooks: [{ name: 'a', matchConditions: [{ name: 'b', expression: 'true' }] }],
});

const unknownIn = (minor: string, what: string): string =>
  `Kubernetes ${minor} does not know this field of ${what} and drops it`;
const UNHEARD_OF = 'no Kubernetes release from 1.16 to 1.37 knows this field';

describe('a plan with schemas', () => {
  const cases = [
    {
      name: 'fields that came after the version that the member gets',
      minor: '1.17',
      object: ingress,
      target: 'networking.k8s.io/v1beta1',
      want: [
        ['spec.ingressClassName', unknownIn('1.17', 'networking.k8s.io/v1beta1 Ingress')],
        ['spec.rules[0].http.paths[0].pathType', unknownIn('1.17', 'networking.k8s.io/v1beta1 Ingress')],
      ],
    },
    {
      name: "fields that came after the template's own version",
      minor: '1.21',
      object: cronJob,
      target: 'batch/v1',
      want: [
        ['spec.timeZone', unknownIn('1.21', 'batch/v1 CronJob')],
        ['spec.jobTemplate.spec.podFailurePolicy', unknownIn('1.21', 'batch/v1 CronJob')],
      ],
    },
    {
      name: 'a field that is behind a gate',
      minor: '1.24',
      object: cronJob,
      target: 'batch/v1',
      want: [
        [
          'spec.timeZone',
          'this field of batch/v1 CronJob is behind the feature gate CronJobTimeZone in Kubernetes 1.24, off by default',
        ],
        ['spec.jobTemplate.spec.podFailurePolicy', unknownIn('1.24', 'batch/v1 CronJob')],
      ],
    },
    {
      name: 'a field inside the behaviour of an autoscaler',
      minor: '1.24',
      object: autoscaler,
      target: 'autoscaling/v2',
      want: [['spec.behavior.scaleUp.tolerance', unknownIn('1.24', 'autoscaling/v2 HorizontalPodAutoscaler')]],
    },
    {
      name: 'a field inside a list at the root',
      minor: '1.26',
      object: webhook,
      target: 'admissionregistration.k8s.io/v1',
      want: [
        [
          'webhooks[0].matchConditions',
          unknownIn('1.26', 'admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration'),
        ],
      ],
    },
    {
      name: 'a field of a pod template, and a mistyped one',
      minor: '1.21',
      object: deployment,
      target: 'apps/v1',
      want: [
        ['spec.replcas', UNHEARD_OF],
        ['spec.template.spec.schedulingGates', unknownIn('1.21', 'apps/v1 Deployment')],
      ],
    },
    {
      name: 'a mistyped field that a conversion carries along',
      minor: '1.18',
      object: template('policy/v1', 'PodDisruptionBudget', { minAvailible: 1 }),
      target: 'policy/v1beta1',
      want: [['spec.minAvailible', UNHEARD_OF]],
    },
  ];
  for (const { name, minor, object, target, want } of cases) {
    it(`tells the loss of ${name}`, () => {
      const result = planIn(minor, object);
      expect(result.verdict).to.equal('lossy');
      expect(result.target).to.equal(target);
      expect(result.losses.map(({ path, reason }) => [path, reason])).to.deep.equal(want);
    });
  }

  it('tells the value, and shows the object as the member stores it', () => {
    const { losses, object, hops } = planIn('1.21', cronJob);
    expect(losses[0]?.value).to.equal('UTC');
    expect(object).to.deep.equal({ ...cronJob, spec: { jobTemplate: { spec: {} } } });
    expect(hops).to.deep.equal(['batch/v1']);
  });

  const whole = [
    { name: 'all of it is known', minor: '1.34', object: ingress, verdict: 'native' },
    {
      name: 'all of it is known in the version that the member gets',
      minor: '1.18',
      object: ingress,
      verdict: 'lossless',
    },
    {
      name: 'what is unknown is what servers write',
      minor: '1.21',
      object: deepFreeze({
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { ...metadata, managedFields: [{ manager: 'kubectl', subresource: 'status' }] },
        spec: { replicas: 1 },
        status: { terminatingReplicas: 1 },
      }),
      verdict: 'native',
    },
    {
      name: 'what is unknown is what the member does anyway',
      minor: '1.18',
      object: template('v1', 'Service', {
        internalTrafficPolicy: 'Cluster',
        ipFamilies: ['IPv4'],
        clusterIPs: ['10.0.0.1'],
      }),
      verdict: 'native',
    },
  ];
  for (const { name, minor, object, verdict } of whole) {
    it(`loses nothing where ${name}`, () => {
      const result = planIn(minor, object);
      expect(result.verdict).to.equal(verdict);
      expect(result.losses).to.deep.equal([]);
    });
  }

  const served = ['batch/v1/CronJob', 'example.com/v1/Widget'];
  const widget = template('example.com/v1', 'Widget', { a: 1 });
  const unchecked = [
    { name: 'whose version nobody knows', minor: undefined, object: cronJob },
    { name: 'whose version is newer than the schemas', minor: '1.99', object: cronJob },
    { name: 'that has a kind of its own', minor: '1.21', object: widget },
  ];
  for (const { name, minor, object } of unchecked) {
    it(`does not guess about a member ${name}`, () => {
      const members = [{ name: 'm', capabilities: capabilitiesOf(minor, served) }];
      expect(plan(object, members, rules, { schemas })[0]?.verdict).to.equal('native');
    });
  }

  it('tells nothing of members without schemas', () => {
    const members = [{ name: 'm', capabilities: capabilitiesOf('1.21', served) }];
    expect(plan(cronJob, members, rules)[0]?.verdict).to.equal('native');
  });

  describe("of a member's own", () => {
    const own = (gvk: string, fields: JsonObject): OwnSchemas => {
      const [group = '', version = '', kind = ''] = gvk.split('/');
      const spec = { type: 'object', properties: fields };
      const definition = {
        type: 'object',
        properties: { apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata: { type: 'object' }, spec },
        'x-kubernetes-group-version-kind': [{ group, version, kind }],
      };
      const document = { swagger: '2.0', definitions: { own: definition } };
      const found = schemasFromOpenApi(document, { kubernetesVersion: '1.21' });
      if (!found.ok) throw new Error(found.reason);
      return found.schemas;
    };
    const any = { type: 'object' };
    const backport = own('batch/v1/CronJob', { timeZone: { type: 'string' }, jobTemplate: any });
    const ownWidget = own('example.com/v1/Widget', { b: any });
    const member = (name: string, of: OwnSchemas | undefined): PlannedMember => ({
      name,
      capabilities: capabilitiesOf('1.21', served),
      schemas: of,
    });
    const lost = (object: JsonObject, ...members: readonly PlannedMember[]) =>
      plan(object, members, rules, { schemas }).map((each) => [
        each.members.join(' '),
        each.verdict,
        ...each.losses.map(({ path }) => path),
      ]);

    const cases: { name: string; object: JsonObject; members: PlannedMember[]; want: string[][] }[] = [
      {
        name: 'win over those of its minor',
        object: cronJob,
        members: [member('a', backport)],
        want: [['a', 'native']],
      },
      {
        name: 'make a plan of their own for a member that serves the same as others',
        object: cronJob,
        members: [member('c', undefined), member('b', backport), member('a', undefined), member('d', backport)],
        want: [
          ['a c', 'lossy', 'spec.timeZone', 'spec.jobTemplate.spec.podFailurePolicy'],
          ['b d', 'native'],
        ],
      },
      {
        name: 'leave kinds that they do not have to those of its minor',
        object: cronJob,
        members: [member('a', ownWidget)],
        want: [['a', 'lossy', 'spec.timeZone', 'spec.jobTemplate.spec.podFailurePolicy']],
      },
      {
        name: 'know its custom resources',
        object: widget,
        members: [member('a', ownWidget), member('b', undefined)],
        want: [
          ['a', 'lossy', 'spec.a'],
          ['b', 'native'],
        ],
      },
      {
        name: 'count where its version is not known',
        object: widget,
        members: [{ ...member('a', ownWidget), capabilities: capabilitiesOf(undefined, served) }],
        want: [['a', 'lossy', 'spec.a']],
      },
    ];
    for (const { name, object, members, want } of cases) {
      it(name, () => expect(lost(object, ...members)).to.deep.equal(want));
    }

    it('are named in the reason', () => {
      const [result] = plan(widget, [member('a', ownWidget)], rules, { schemas });
      expect(result?.losses[0]?.reason).to.equal(
        'by its own OpenAPI, the member does not know this field of example.com/v1 Widget and drops it',
      );
    });
  });
});
