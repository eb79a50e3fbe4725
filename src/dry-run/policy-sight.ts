import type { KarmadaPolicyName } from '../karmada/policy-name.ts';
import type { Sight } from './sight.ts';

const RESOURCES = {
  PropagationPolicy: 'propagationpolicies',
  ClusterPropagationPolicy: 'clusterpropagationpolicies',
  OverridePolicy: 'overridepolicies',
  ClusterOverridePolicy: 'clusteroverridepolicies',
} as const satisfies Readonly<Record<KarmadaPolicyName['kind'], string>>;
type Resource = (typeof RESOURCES)[keyof typeof RESOURCES];

/** Whether somebody may list these policies: in a namespace, or everywhere without one. */
export type MayList = (resource: Resource, namespace?: string) => Promise<boolean>;

/** Which policies somebody may read, as far as these namespaces go. Fails as {@link MayList} does. */
export type PoliciesOf = (namespaces: readonly string[]) => Promise<Sight['reads']>;

/** Namespaces that one caller is asked about until its decision is forgotten; nothing is shown of more. */
const MAX_NAMESPACES = 10;

/** Asks what is allowed everywhere, at once, and what is not in the namespaces that templates are in, when these are known. */
export async function policySight(mayList: MayList): Promise<PoliciesOf> {
  const everywhere = await allowed(Object.values(RESOURCES), (resource) => mayList(resource));
  const local = [RESOURCES.PropagationPolicy, RESOURCES.OverridePolicy].filter((each) => !everywhere.has(each));
  const asked = new Map<string, Promise<ReadonlySet<Resource>>>();

  const within = (namespace: string): Promise<ReadonlySet<Resource>> => {
    const known = asked.get(namespace);
    if (known) return known;
    if (local.length === 0 || asked.size >= MAX_NAMESPACES) return Promise.resolve(new Set());
    const asking = allowed(local, (resource) => mayList(resource, namespace));
    asked.set(namespace, asking);
    asking.catch(() => asked.delete(namespace));
    return asking;
  };

  return async (namespaces) => {
    const found = await Promise.all(namespaces.map(async (each) => [each, await within(each)] as const));
    const byNamespace = new Map(found);
    return ({ kind, namespace }) => {
      const resource = RESOURCES[kind];
      return everywhere.has(resource) || byNamespace.get(namespace)?.has(resource) === true;
    };
  };
}

async function allowed(
  resources: readonly Resource[],
  ask: (resource: Resource) => Promise<boolean>,
): Promise<ReadonlySet<Resource>> {
  const answers = await Promise.all(resources.map(async (each) => ((await ask(each)) ? [each] : [])));
  return new Set(answers.flat());
}
