import { stringAt, type JsonObject } from '../json/json.ts';
import type { Problem } from '../errors.ts';
import type { Plan } from '../planner/plan.ts';
import type { TemplatePlan } from '../planner/plan-template.ts';

/** Kubernetes advises at most 120 characters for a warning, and cuts the sum of them at 4 KiB (KEP-1693). */
const MAX_LENGTH = 120;
const MAX_WARNINGS = 15;

/** Says that nothing was planned, and why. */
export function notPlannedWarning({ code, message }: Problem): string {
  if (code === 'INVENTORY_NOT_READY')
    return 'karmorph: the members are not known yet, so no plan was made for this object';
  return oneLine(`karmorph: no plan was made: ${message}`);
}

/**
 * The warnings for the plans of one template: what is impossible first, then what is unknown, then each lost field, then what is converted
 * without loss. Where members do not get everything, the last one says how it is known which members these are. Nothing for members that serve the template's version and keep all of it. Bounded in number and length.
 */
export function warningsFor(template: JsonObject, planned: TemplatePlan): readonly string[] {
  const { plans } = planned;
  const kind = stringAt(template, 'kind') ?? '';
  const texts = [
    ...plans.filter(({ verdict }) => verdict === 'impossible').map((plan) => impossibleText(plan, kind)),
    ...plans.filter(({ verdict }) => verdict === 'unknown').map((plan) => unknownText(plan, kind)),
    ...plans.filter(({ verdict }) => verdict === 'lossy').flatMap((plan) => lossTexts(plan)),
    ...plans.filter(({ verdict }) => verdict === 'lossless').map((plan) => losslessText(plan, kind)),
  ];
  const isSerious = plans.some(({ verdict }) => verdict !== 'native' && verdict !== 'lossless');
  const warnings = boundedWarnings(texts, '; a dry run lists all of them');
  return isSerious ? [...warnings, ...boundedWarnings([basisText(planned, kind)], '')] : warnings;
}

function impossibleText({ members, problem }: Plan, kind: string): string {
  return fitting(members, (names) => `karmorph: ${names} cannot get this ${kind}: ${problem?.message ?? 'unknown'}`);
}

function basisText({ basis, policy }: TemplatePlan, kind: string): string {
  if (basis === 'binding') return `karmorph: planned for the members that Karmada has scheduled this ${kind} to`;
  if (!policy) return `karmorph: planned for all members, since no policy selects this ${kind} yet`;
  const name = policy.namespace === '' ? policy.name : `${policy.namespace}/${policy.name}`;
  return `karmorph: planned for the members that ${policy.kind} ${name} allows`;
}

function unknownText({ members, problem }: Plan, kind: string): string {
  const reason = problem?.message ?? 'unknown';
  return fitting(members, (names) => `karmorph: ${names} may not get this ${kind}: ${reason}`);
}

function lossTexts({ members, losses }: Plan): readonly string[] {
  const loses = members.length === 1 ? 'loses' : 'lose';
  return losses.map(({ path, reason }) =>
    fitting(members, (names) => `karmorph: ${names} ${loses} ${path}: ${reason}`),
  );
}

function losslessText({ members, kubernetesVersion, target }: Plan, kind: string): string {
  const gets = members.length === 1 ? 'gets' : 'get';
  const version = kubernetesVersion === undefined ? '' : ` (Kubernetes ${kubernetesVersion})`;
  const what = `${target ?? ''} of ${kind}, converted without loss`;
  return fitting(members, (names) => `karmorph: ${names}${version} ${gets} ${what}`);
}

/** Names as many members as fit into the warning, but at most three, and at least one. */
function fitting(members: readonly string[], text: (names: string) => string): string {
  const full = text(namesOf(members, members.length <= 3 ? 3 : 2));
  return full.length <= MAX_LENGTH ? full : text(namesOf(members, 1));
}

/** `m1`, `m1 and m2`, or `m1, m2 and 10 more`. */
function namesOf(members: readonly string[], shown: number): string {
  const named = members.slice(0, shown);
  const more = members.length - named.length;
  const last = more > 0 ? `${String(more)} more` : (named.pop() ?? 'no member');
  return named.length === 0 ? last : `${named.join(', ')} and ${last}`;
}

/** A warning travels in an HTTP header: control characters are not allowed there. */
function oneLine(text: string): string {
  const line = text.replace(/\p{Cc}+/gu, ' ');
  return line.length <= MAX_LENGTH ? line : `${line.slice(0, MAX_LENGTH - 3).trimEnd()}...`;
}

/** Texts as warnings, bounded in number and length. `rest` says where those are that are left out. */
export function boundedWarnings(texts: readonly string[], rest = ''): readonly string[] {
  if (texts.length <= MAX_WARNINGS) return texts.map(oneLine);
  const shown = texts.slice(0, MAX_WARNINGS - 1).map(oneLine);
  return [...shown, `karmorph: and ${String(texts.length - shown.length)} more${rest}`];
}
