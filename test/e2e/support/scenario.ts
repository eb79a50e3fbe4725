import { expect } from 'chai';
import type { KubeObject } from './client.ts';
import { expectCondition } from './conditions.ts';
import { eventually } from './eventually.ts';
import type { Fleet, MemberName } from './fleet.ts';
import { namespace } from './karmada-objects.ts';
import { bindingPath, collectionPath, objectPath } from './paths.ts';

/** Creates a namespace in Karmada, and waits until Karmada has made it in the members. */
export async function createNamespace(fleet: Fleet, name: string, members: readonly MemberName[]): Promise<void> {
  await fleet.karmada.client.post('/api/v1/namespaces', namespace(name));
  await Promise.all(
    members.map((member) =>
      eventually(`${member} has the namespace ${name}`, () =>
        fleet.member(member).client.get(`/api/v1/namespaces/${name}`),
      ),
    ),
  );
}

export async function create(fleet: Fleet, ...objects: readonly KubeObject[]): Promise<void> {
  for (const object of objects) {
    const path = collectionPath(object.apiVersion!, object.kind!, object.metadata.namespace!);
    await fleet.karmada.client.post(path, object);
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

/** The object as a member stores it, read directly from the member in a version that it serves. */
export async function inMember(
  fleet: Fleet,
  member: MemberName,
  template: KubeObject,
  apiVersion?: string,
): Promise<KubeObject | undefined> {
  return fleet.member(member).client.find(objectPath(template, apiVersion));
}

/** Deletes templates, and waits until no member has the first one's version of them any more. */
export async function remove(fleet: Fleet, ...objects: readonly KubeObject[]): Promise<void> {
  for (const object of objects) await fleet.karmada.client.delete(objectPath(object));
  for (const object of objects) {
    await eventually(`${object.kind ?? ''} ${object.metadata.name} is gone from Karmada`, async () =>
      expect(await fleet.karmada.client.find(objectPath(object))).to.equal(undefined),
    );
  }
}
