import type { Family, RuleSet } from '../engine/rule-set.ts';
import { serves, type Capabilities } from '../kubernetes/capabilities.ts';
import { compareVersions, parseGroupVersion } from '../kubernetes/group-version.ts';
import { targetVersion } from '../planner/plan.ts';
import type { MemberDiscovery } from './member-discovery.ts';
import type { AddedKind } from './served-resource.ts';

/**
 * The versions that the gateway adds to a member: those that the control plane serves and the member lacks, of kinds that
 * the member serves in another version. Sorted by group, stability and kind; a version that the member serves itself, or
 * about which its discovery said nothing certain, is never among them.
 */
export function addedKinds(
  rules: RuleSet,
  controlPlane: Capabilities,
  discovery: MemberDiscovery,
): readonly AddedKind[] {
  return rules.families
    .flatMap((family) => family.versions.flatMap((version) => addedKind({ family, version }, controlPlane, discovery)))
    .sort(compareAdded);
}

/** The added kind that a path to `resource` in `apiVersion` means; undefined when the member itself answers there. */
export function addedResource(
  added: readonly AddedKind[],
  apiVersion: string,
  resource: string,
): AddedKind | undefined {
  return added.find((kind) => kind.apiVersion === apiVersion && kind.served.name === resource);
}

/** The apiVersions in which a path can be one that the gateway adds to some member. */
export function addableVersions(rules: RuleSet, controlPlane: Capabilities): ReadonlySet<string> {
  const wanted = rules.families.flatMap(({ versions, kind }) =>
    versions.filter((apiVersion) => serves(controlPlane, apiVersion, kind)),
  );
  return new Set(wanted);
}

interface Candidate {
  readonly family: Family;
  readonly version: string;
}

function addedKind(
  { family, version }: Candidate,
  controlPlane: Capabilities,
  { capabilities, resources, uncertain }: MemberDiscovery,
): readonly AddedKind[] {
  const wanted = serves(controlPlane, version, family.kind);
  if (!wanted || serves(capabilities, version, family.kind) || uncertain.has(version)) return [];
  const target = targetVersion(family, capabilities);
  const served = resources.find((resource) => resource.apiVersion === target && resource.kind === family.kind);
  return served ? [{ family, apiVersion: version, served }] : [];
}

function compareAdded(a: AddedKind, b: AddedKind): number {
  const left = parseGroupVersion(a.apiVersion);
  const right = parseGroupVersion(b.apiVersion);
  return (
    compareText(left.group, right.group) ||
    compareVersions(left.version, right.version) ||
    compareText(a.family.kind, b.family.kind)
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
