import { expect } from 'chai';
import { after, before } from 'mocha';
import type { KubeObject } from './client.ts';
import { expectCondition } from './conditions.ts';
import { eventually, type EventuallyOptions } from './eventually.ts';
import type { Fleet } from './fleet.ts';
import { MEMBER_NAMES, type MemberName } from './members.ts';
import { namespace } from './karmada-objects.ts';
import { bindingPath, collectionPath, objectPath } from './paths.ts';
import { autoscaler, ingress, propagation } from './templates.ts';

/** An Ingress and a HorizontalPodAutoscaler for all members, in a namespace of their own. */
export function useTemplatesEverywhere(fleet: () => Fleet, name: string): { web: KubeObject; scaler: KubeObject } {
  const web = ingress(name);
  const scaler = autoscaler(name);
  useScenario(fleet, { namespace: name, objects: [propagation(name, MEMBER_NAMES, [web, scaler]), web, scaler] });
  return { web, scaler };
}

export interface Scenario {
  readonly namespace: string;
  /** Everything to create in Karmada, policies first. */
  readonly objects: readonly KubeObject[];
}

/**
 * Creates a scenario's namespace and objects before the tests of the enclosing suite, and deletes the objects after them.
 * Every suite has a namespace of its own; it stays, since members without a namespace controller could not delete it.
 */
export function useScenario(fleet: () => Fleet, scenario: Scenario): void {
  let created = false;
  before(`objects of the namespace ${scenario.namespace}`, async () => {
    await createNamespace(fleet(), scenario.namespace);
    created = true;
    for (const object of scenario.objects) await fleet().karmada.client.post(collectionOf(object), object);
  });
  after(`no objects in the namespace ${scenario.namespace}`, async () => {
    if (created) await remove(fleet(), scenario.objects);
  });
}

function collectionOf({ apiVersion, kind, metadata }: KubeObject): string {
  return collectionPath(apiVersion!, kind!, metadata.namespace!);
}

/** Creates a namespace in Karmada, and waits until Karmada has made it in the members. */
async function createNamespace(fleet: Fleet, name: string): Promise<void> {
  await fleet.karmada.client.post('/api/v1/namespaces', namespace(name));
  await Promise.all(
    MEMBER_NAMES.map((member) =>
      eventually(`${member} has the namespace ${name}`, () =>
        fleet.member(member).client.get(`/api/v1/namespaces/${name}`),
      ),
    ),
  );
}

/** Deletes those objects that are still there, and waits until Karmada has let go of them. */
async function remove(fleet: Fleet, objects: readonly KubeObject[]): Promise<void> {
  const { client } = fleet.karmada;
  for (const object of objects) {
    const path = objectPath(object);
    if (await client.find(path)) await client.delete(path);
  }
  for (const object of objects) {
    await eventually(`${object.kind ?? ''} ${object.metadata.name} is gone from Karmada`, async () =>
      expect(await client.find(objectPath(object))).to.equal(undefined),
    );
  }
}

/** The template's binding, once Karmada has scheduled it and applied it to every member that it chose. */
export async function appliedBinding(fleet: Fleet, template: KubeObject): Promise<KubeObject> {
  return eventually(`${template.kind ?? ''} ${template.metadata.name} is scheduled and applied`, async () => {
    const binding = await fleet.karmada.client.get(bindingPath(template));
    expectCondition(binding, 'Scheduled');
    expectCondition(binding, 'FullyApplied');
    return binding;
  });
}

/** The names of the members that a binding is bound to, sorted. */
export function boundTo(binding: KubeObject): string[] {
  return ((binding.spec?.['clusters'] ?? []) as { name: string }[]).map((cluster) => cluster.name).sort();
}

/** An object that a member stores, in a version that this member serves. */
export interface Stored {
  readonly member: MemberName;
  readonly template: KubeObject;
  readonly apiVersion: string;
}

/** The newest versions that the old member serves. */
const OLD_VERSIONS: Readonly<Record<string, string>> = {
  Ingress: 'networking.k8s.io/v1beta1',
  HorizontalPodAutoscaler: 'autoscaling/v1',
};

export function storedIn(member: MemberName, template: KubeObject): Stored {
  const apiVersion = member === 'm121' ? OLD_VERSIONS[template.kind!] : undefined;
  return { member, template, apiVersion: apiVersion ?? template.apiVersion! };
}

/** Reads what a member stores directly from the member. */
export async function read(fleet: Fleet, { member, template, apiVersion }: Stored): Promise<KubeObject | undefined> {
  return fleet.member(member).client.find(objectPath(template, apiVersion));
}

/** Waits until what a member stores has, at least, the expected content. */
export async function expectStored(fleet: Fleet, stored: Stored, expected: object, options?: EventuallyOptions) {
  const what = `${stored.apiVersion} ${stored.template.kind!} in ${stored.member}`;
  return eventually(
    what,
    async () => {
      const object = await read(fleet, stored);
      expect(object, what).to.containSubset(expected);
      return object!;
    },
    options,
  );
}
