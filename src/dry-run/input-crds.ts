import { objectAt, objectsAt, stringAt, type JsonObject } from '../json/json.ts';
import type { FleetSnapshot } from '../karmada/fleet-snapshot.ts';
import { capabilitiesOf, serves, type Capabilities } from '../kubernetes/capabilities.ts';
import { gvkOf, parseGroupVersion } from '../kubernetes/group-version.ts';

const GROUP = 'apiextensions.k8s.io';
const CRD = 'CustomResourceDefinition';

/** A CustomResourceDefinition of the input. */
interface InputCrd {
  readonly name: string;
  /** Every kind that it serves, as {@link gvkOf} writes it. */
  readonly served: readonly string[];
  readonly namespaced: boolean;
}

/** The CustomResourceDefinitions of one input: they are applied with it, so their kinds are no unknown ones. */
export interface InputCrds {
  /** The definition that serves the version and kind of a template. */
  definitionOf(template: JsonObject): InputCrd | undefined;
}

/** Finds the definitions, in apiextensions.k8s.io/v1 and v1beta1, among the objects of an input; of two with the same kind, the last one. */
export function inputCrds(objects: Iterable<JsonObject>): InputCrds {
  const byKind = new Map<string, InputCrd>();
  for (const object of objects) {
    const crd = crdOf(object);
    for (const gvk of crd?.served ?? []) if (crd) byKind.set(gvk, crd);
  }
  return {
    definitionOf: (template) =>
      byKind.get(gvkOf(stringAt(template, 'apiVersion') ?? '', stringAt(template, 'kind') ?? '')),
  };
}

/** A fleet as it is once the definition of the template's kind is installed: where members serve CustomResourceDefinitions. */
export function fleetWithCrds(template: JsonObject, fleet: FleetSnapshot, crds: InputCrds): FleetSnapshot {
  const crd = crds.definitionOf(template);
  if (!crd) return fleet;
  const installed = new Map<string, Capabilities>();
  const members = fleet.members().map((member) => {
    const { capabilities } = member;
    const known = installed.get(capabilities.fingerprint) ?? withCrd(capabilities, crd);
    installed.set(capabilities.fingerprint, known);
    // What the member has said of itself is of before.
    return { ...member, capabilities: known, schemas: undefined };
  });
  const byName = new Map(members.map((member) => [member.name, member]));
  return { ...fleet, members: () => members, member: (name) => byName.get(name) };
}

function withCrd(capabilities: Capabilities, { served }: InputCrd): Capabilities {
  const takesCrds = ['v1', 'v1beta1'].some((version) => serves(capabilities, `${GROUP}/${version}`, CRD));
  return takesCrds ? capabilitiesOf(capabilities.kubernetesVersion, [...capabilities.served, ...served]) : capabilities;
}

function crdOf(object: JsonObject): InputCrd | undefined {
  if (stringAt(object, 'kind') !== CRD) return undefined;
  if (parseGroupVersion(stringAt(object, 'apiVersion') ?? '').group !== GROUP) return undefined;
  const spec = objectAt(object, 'spec');
  const kind = stringAt(objectAt(spec, 'names'), 'kind');
  const group = stringAt(spec, 'group');
  if (group === undefined || kind === undefined) return undefined;
  const served = servedVersions(spec).map((version) => gvkOf(`${group}/${version}`, kind));
  const name = stringAt(objectAt(object, 'metadata'), 'name') ?? `${kind} in ${group}`;
  return { name, served, namespaced: stringAt(spec, 'scope') !== 'Cluster' };
}

/** A definition of v1beta1 may name its only version alone. */
function servedVersions(spec: JsonObject | undefined): readonly string[] {
  const listed = objectsAt(spec, 'versions').filter(({ served }) => served === true);
  const names = listed.map((version) => stringAt(version, 'name'));
  const all = spec?.versions === undefined ? [stringAt(spec, 'version')] : names;
  return all.filter((name) => name !== undefined);
}
