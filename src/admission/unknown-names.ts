import type { RuleSet } from '../engine/rule-set.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { objectAt, objectsAt, stringAt, type JsonObject } from '../json/json.ts';
import { policyKind } from '../policies/check.ts';

interface Known {
  readonly inventory: Pick<Inventory, 'ready' | 'controlPlane' | 'member'>;
  readonly rules: RuleSet;
}

/**
 * What a conversion policy without mistakes names and nobody knows: kinds of templates, and members that it is for. It may come
 * later, so the policy is accepted; until then the policy is for nothing there, and a misspelt strict one refuses nothing. One text each, none
 * while it is not known what there is.
 */
export function unknownNames(policy: JsonObject, { inventory, rules }: Known): readonly string[] {
  if (!policyKind(policy) || !inventory.ready()) return [];
  const spec = objectAt(policy, 'spec');
  const kinds = kindsOf(inventory.controlPlane().served, rules);
  const unknownKinds = objectsAt(spec, 'resourceSelectors').flatMap((selector, index) => {
    const kind = stringAt(selector, 'kind');
    return kind === undefined || kinds.has(kind) ? [] : [kindText(kind, index, kinds)];
  });
  const names = objectAt(spec, 'members')?.clusterNames;
  const unknownMembers = (Array.isArray(names) ? (names as readonly unknown[]) : []).filter(
    (name): name is string => typeof name === 'string' && !inventory.member(name),
  );
  return [
    ...unknownKinds,
    ...unknownMembers.map((name) => `spec.members.clusterNames: there is no member ${name} now`),
  ];
}

function kindsOf(served: ReadonlySet<string>, { families }: RuleSet): ReadonlySet<string> {
  const ofControlPlane = [...served].map((gvk) => gvk.slice(gvk.lastIndexOf('/') + 1));
  return new Set([...ofControlPlane, ...families.map(({ kind }) => kind)]);
}

function kindText(kind: string, index: number, kinds: ReadonlySet<string>): string {
  const meant = [...kinds].find((known) => known.toLowerCase() === kind.toLowerCase());
  const question = meant === undefined ? '' : `; is ${meant} meant?`;
  return `spec.resourceSelectors[${String(index)}].kind: nobody knows a kind ${kind}${question}`;
}
