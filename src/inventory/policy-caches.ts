import type { z } from 'zod';
import { problem, type Problem } from '../errors.ts';
import { binding, type Binding } from '../karmada/binding.ts';
import { templateKey, type FleetSnapshot } from '../karmada/fleet-snapshot.ts';
import { overridePolicy } from '../karmada/override-policy.ts';
import { propagationPolicy } from '../karmada/propagation-policy.ts';
import type { Clock } from '../kube/clock.ts';
import type { KubeClient } from '../kube/kube-client.ts';
import { startReflector, type Reflector } from '../kube/reflector.ts';
import { ObjectTable } from './object-table.ts';

export interface PolicyCachesOptions {
  readonly client: KubeClient;
  readonly clock: Clock;
  /** Told once of each resource that cannot be read, and of objects that cannot. */
  readonly onProblem: (problem: Problem) => void;
  /** Gives the same text for a member's name each time, so that thousands of bindings share it. */
  readonly sharedName: (name: string) => string;
}

/** What decides which members templates reach, kept from the objects of a Karmada control plane. */
export interface PolicyCaches extends Pick<FleetSnapshot, 'policies' | 'overrides' | 'bindings'> {
  /** Why no template can be planned yet: undefined from the time that everything has been read once. */
  problem(): Problem | undefined;
  /** Settles when everything has been read once. */
  readonly synced: Promise<void>;
  stop(): Promise<void>;
}

/** Starts to follow propagation policies, override policies and bindings, namespaced and cluster-scoped. */
export function followPolicies(options: PolicyCachesOptions): PolicyCaches {
  const policies = { schema: propagationPolicy, groupOf: namespaceOf, api: 'policy.karmada.io/v1alpha1' };
  const overrides = { schema: overridePolicy, groupOf: namespaceOf, api: 'policy.karmada.io/v1alpha1' };
  const bindings = { schema: sharing(options.sharedName), groupOf: templateOf, api: 'work.karmada.io/v1alpha2' };
  const namespaced = {
    policies: follow({ ...policies, plural: 'propagationpolicies' }, options),
    overrides: follow({ ...overrides, plural: 'overridepolicies' }, options),
    bindings: follow({ ...bindings, plural: 'resourcebindings' }, options),
  };
  const clusterScoped = {
    policies: follow({ ...policies, plural: 'clusterpropagationpolicies' }, options),
    overrides: follow({ ...overrides, plural: 'clusteroverridepolicies' }, options),
    bindings: follow({ ...bindings, plural: 'clusterresourcebindings' }, options),
  };
  const scopeOf = (namespace: string): typeof namespaced => (namespace === '' ? clusterScoped : namespaced);
  const all = [namespaced, clusterScoped].flatMap((scope) => [scope.policies, scope.overrides, scope.bindings]);
  return {
    policies: (namespace) => scopeOf(namespace).policies.table.in(namespace),
    overrides: (namespace) => scopeOf(namespace).overrides.table.in(namespace),
    bindings: (kind, namespace, name) => scopeOf(namespace).bindings.table.in(templateKey(kind, namespace, name)),
    problem: () => all.map((each) => each.problem()).find((each) => each !== undefined),
    synced: Promise.all(all.map(({ reflector }) => reflector.synced)).then(() => undefined),
    stop: async () => {
      await Promise.all(all.map(({ reflector }) => reflector.stop()));
    },
  };
}

function namespaceOf({ metadata }: { readonly metadata: { readonly namespace: string } }): string {
  return metadata.namespace;
}

function templateOf({ resource: { kind, namespace, name } }: Binding): string {
  return templateKey(kind, namespace, name);
}

function sharing(sharedName: (name: string) => string): z.ZodType<Binding> {
  return binding.transform((each) => ({
    ...each,
    clusters: each.clusters.map(sharedName),
    evicting: each.evicting.map(sharedName),
  }));
}

interface Source<T> {
  readonly schema: z.ZodType<T>;
  readonly groupOf: (item: T) => string;
  /** Group and version. */
  readonly api: string;
  readonly plural: string;
}

interface Followed<T> {
  readonly table: ObjectTable<T>;
  readonly reflector: Reflector;
  /** Why the resource has not been read yet; undefined once it has. */
  problem(): Problem | undefined;
}

/** Says that the caller may not read. */
const [UNAUTHORIZED, FORBIDDEN] = [401, 403];

function follow<T>({ schema, groupOf, api, plural }: Source<T>, options: PolicyCachesOptions): Followed<T> {
  const { client, clock, onProblem } = options;
  const resource = `${plural}.${api.slice(0, api.indexOf('/'))}`;
  const table = new ObjectTable({ resource, schema, groupOf, onProblem });
  let cause: Problem | undefined = problem('PROPAGATION_NOT_READ', { resource, reason: 'the first list is under way' });
  let told = false;
  const reflector = startReflector({
    client,
    path: `/apis/${api}/${plural}`,
    clock,
    sink: {
      beginList: () => table.beginList(),
      put: (object) => table.put(object),
      endList: () => {
        table.endList();
        cause = undefined;
        told = false;
      },
      remove: (object) => table.remove(object),
    },
    onProblem: ({ message }, status) => {
      const found =
        status === UNAUTHORIZED || status === FORBIDDEN
          ? problem('PROPAGATION_FORBIDDEN', { resource })
          : problem('PROPAGATION_NOT_READ', { resource, reason: message });
      if (cause) cause = found;
      if (!told) onProblem(found);
      told = true;
    },
  });
  return { table, reflector, problem: () => cause };
}
