import type { RuleSet } from '../engine/rule-set.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { stringAt, type JsonObject } from '../json/json.ts';
import { parseGroupVersion } from '../kubernetes/group-version.ts';
import { planTemplate } from '../planner/plan-template.ts';
import { PACKAGED_SCHEMAS } from '../schema/packaged.ts';
import type { Advice } from './response.ts';
import type { Review } from './review.ts';
import { notPlannedWarning, warningsFor } from './warnings.ts';

/** What a review is judged by; read anew for each one. */
export interface ValidateContext {
  readonly inventory: Inventory;
  readonly rules: RuleSet;
}

/** Groups of objects that stay on the control plane: no member ever gets them. */
const CONTROL_PLANE_GROUP = /(^|\.)(karmada\.io|karmorph\.io)$/;

/**
 * Plans the object against the members that it will reach, and warns of what they will not get as it is written. Always
 * allows: advice must not block, and while it is not known which members these are it says so instead of guessing.
 */
export function validate(review: Review, { inventory, rules }: ValidateContext): Advice {
  const template = templateOf(review);
  if (!template) return { warnings: [], patch: [] };
  const planning = inventory.planning();
  if (!planning.ready) return { warnings: [notPlannedWarning(planning.problem)], patch: [] };
  const planned = planTemplate(template, planning.fleet, rules, { schemas: PACKAGED_SCHEMAS });
  return { warnings: warningsFor(template, planned), patch: [] };
}

/** The object that members would get; undefined when the request has none. */
function templateOf({ operation, subResource, object }: Review): JsonObject | undefined {
  if (operation !== 'CREATE' && operation !== 'UPDATE') return undefined;
  const apiVersion = stringAt(object, 'apiVersion');
  if (subResource !== '' || apiVersion === undefined || stringAt(object, 'kind') === undefined) return undefined;
  return CONTROL_PLANE_GROUP.test(parseGroupVersion(apiVersion).group) ? undefined : object;
}
