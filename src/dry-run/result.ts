import type { RuleSet } from '../engine/rule-set.ts';
import { problem, type Problem } from '../errors.ts';
import type { Inventory, Member } from '../inventory/inventory.ts';
import { objectAt, stringAt, type Json, type JsonObject } from '../json/json.ts';
import { jsonPatch } from '../json/patch.ts';
import type { PlannedMember } from '../planner/capability-sets.ts';
import { plan, type Plan } from '../planner/plan.ts';
import { PACKAGED_SCHEMAS } from '../schema/packaged.ts';

export type SelectedMembers =
  { readonly ok: true; readonly members: readonly Member[] } | { readonly ok: false; readonly problem: Problem };

/** The members named, or all of them. Fails with `INVENTORY_NOT_READY`, or `DRY_RUN_MEMBER` for a name nobody has. */
export function selectMembers(inventory: Inventory, names: readonly string[] | undefined): SelectedMembers {
  if (!inventory.ready()) return { ok: false, problem: problem('INVENTORY_NOT_READY') };
  if (!names) return { ok: true, members: inventory.members() };
  const members: Member[] = [];
  for (const name of new Set(names)) {
    const member = inventory.member(name);
    if (!member) return { ok: false, problem: problem('DRY_RUN_MEMBER', { name }) };
    members.push(member);
  }
  return { ok: true, members };
}

/**
 * What each member would get of a template, as JSON: `{template: {...}, plans: [...]}`. The template is a manifest as its
 * author wrote it, so what is left out is pinned.
 */
export function dryRunResult(template: JsonObject, members: readonly PlannedMember[], rules: RuleSet): JsonObject {
  const metadata = objectAt(template, 'metadata');
  const plans = plan(template, members, rules, { pin: true, schemas: PACKAGED_SCHEMAS });
  return {
    template: {
      apiVersion: stringAt(template, 'apiVersion'),
      kind: stringAt(template, 'kind'),
      namespace: stringAt(metadata, 'namespace'),
      name: stringAt(metadata, 'name'),
    },
    plans: plans.map((item) => planAsJson(template, item)),
  };
}

function planAsJson(template: JsonObject, { losses, dropped, object, problem: cause, ...rest }: Plan): JsonObject {
  return {
    ...rest,
    losses: losses.map((loss) => {
      const { path, value, reason } = loss;
      return { path, value, reason, by: dropped.some((each) => each === loss) ? 'release' : 'conversion' };
    }),
    ...(object && { object, patch: jsonPatch(template, object) }),
    ...(cause && { problem: cause as unknown as Json }),
  };
}
