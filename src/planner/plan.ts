import { convert, type ConvertOptions } from '../engine/convert.ts';
import { rewriteObjectReferences } from '../engine/object-references.ts';
import type { Family, RuleSet } from '../engine/rule-set.ts';
import type { Loss } from '../engine/scope.ts';
import { problem, type Problem } from '../errors.ts';
import { stringAt, type JsonObject } from '../json/json.ts';
import { serves, type Capabilities } from '../kubernetes/capabilities.ts';
import type { Schemas } from '../schema/node.ts';
import { capabilitySets, type CapabilitySet, type PlannedMember } from './capability-sets.ts';
import { isKeptWhole, lossesInMember, type MemberLoss } from './losses-in-member.ts';
import { servedReference } from './served-reference.ts';
import { storedObject } from './stored-object.ts';
import type { Verdict } from './verdict.ts';

/** What the members with one set of capabilities, and of schemas, get of a template. */
export interface Plan {
  /** The members' names, sorted. */
  readonly members: readonly string[];
  readonly kubernetesVersion: string | undefined;
  /** With `impossible` and `unknown`, `problem` has the reason. */
  readonly verdict: Verdict;
  /** The apiVersion that the members store; undefined when impossible or unknown. */
  readonly target: string | undefined;
  /** The apiVersions that the conversion goes through, the template's first. */
  readonly hops: readonly string[];
  /** The rule that converts; undefined where nothing is converted. */
  readonly rule: string | undefined;
  readonly losses: readonly Loss[];
  /** Those of the losses that the member's API server drops of the object: the last ones. */
  readonly dropped: readonly MemberLoss[];
  /** The object as the member stores it: in the target version, without what is dropped; undefined when impossible. */
  readonly object: JsonObject | undefined;
  readonly problem: Problem | undefined;
}

/** Besides what the conversion is asked for: what API servers know, by their release. */
export interface PlanOptions extends ConvertOptions {
  readonly schemas?: Schemas;
}

/**
 * Plans a template against members: one plan for each distinct set of capabilities and of own schemas, so the cost grows with those
 * and not with the members. Plans are ordered by the first member's name, and the same input gives the same plans. The options are
 * those of the conversion.
 *
 * With schemas, what a member's API server silently drops is a loss too: by its own schemas where they have the kind, else by those
 * of its Kubernetes version where that is known. The path of such a loss is that in the target version.
 */
export function plan(
  template: JsonObject,
  members: readonly PlannedMember[],
  rules: RuleSet,
  options: PlanOptions = {},
): readonly Plan[] {
  const planned = convertedOnce(template, capabilitySets(members), { rules, options });
  const { schemas } = options;
  if (!schemas) return planned.map(({ outcome, set }) => planOf(outcome, set));
  const whole = keptWhole(planned, schemas);
  return planned.map(({ outcome, set }) =>
    planOf(whole.has(outcome) ? outcome : checked(template, outcome, memberIn(set, schemas)), set),
  );
}

/** The plans of members that get nothing for the same reason. */
export function impossiblePlans(members: readonly PlannedMember[], cause: Problem): readonly Plan[] {
  return capabilitySets(members).map((set) => planOf(impossible(cause), set));
}

/** What is planned for members of which nothing can be told, for a reason. */
export function untold(cause: Problem): Outcome {
  return { ...NOTHING, verdict: 'unknown', problem: cause };
}

/** Orders plans by their first member's name. */
export function byFirstMember(a: Plan, b: Plan): number {
  return (a.members[0] ?? '') < (b.members[0] ?? '') ? -1 : 1;
}

function planOf(outcome: Outcome, { members, capabilities: { kubernetesVersion } }: CapabilitySet): Plan {
  return { ...outcome, members, kubernetesVersion };
}

type Outcome = Omit<Plan, 'members' | 'kubernetesVersion'>;

/** The member gets nothing, and nothing is lost. */
const NOTHING: Outcome = {
  verdict: 'impossible',
  target: undefined,
  hops: [],
  rule: undefined,
  losses: [],
  dropped: [],
  object: undefined,
  problem: undefined,
};

const UNTOLD = untold(problem('MEMBER_CAPABILITIES_UNKNOWN'));

interface Means {
  readonly rules: RuleSet;
  readonly options: PlanOptions;
}

interface Planned {
  readonly set: CapabilitySet;
  readonly outcome: Outcome;
}

/** A conversion is made once for all sets that get the same version of the same object, and its outcome shared. */
function convertedOnce(template: JsonObject, sets: readonly CapabilitySet[], means: Means): readonly Planned[] {
  const made = new Map<string | undefined, Outcome>();
  return sets.map((set) => {
    if (set.capabilities.served.size === 0) return { set, outcome: UNTOLD };
    const target = targetOf(template, set.capabilities, means.rules);
    const sent = sentTo(template, target, set.capabilities, means.rules);
    if (sent !== template) return { set, outcome: planFor(sent, target, means) };
    const outcome = made.get(target) ?? planFor(template, target, means);
    made.set(target, outcome);
    return { set, outcome };
  });
}

/** What is converted names others in versions that the members serve; what is not passes as it is. */
function sentTo(
  template: JsonObject,
  target: string | undefined,
  capabilities: Capabilities,
  rules: RuleSet,
): JsonObject {
  if (target === undefined || target === stringAt(template, 'apiVersion')) return template;
  return rewriteObjectReferences(template, rules, servedReference(rules, capabilities));
}

/** The outcomes of which no member that gets them drops anything: most, so all members are looked at together first. */
function keptWhole(planned: readonly Planned[], schemas: Schemas): ReadonlySet<Outcome> {
  const getting = new Map<Outcome, InMember[]>();
  for (const { set, outcome } of planned) {
    const members = getting.get(outcome);
    if (members) members.push(memberIn(set, schemas));
    else getting.set(outcome, [memberIn(set, schemas)]);
  }
  const isWhole = ({ object }: Outcome, members: readonly InMember[]): boolean =>
    !object || isKeptWhole(object, members);
  return new Set([...getting].filter((each) => isWhole(...each)).map(([outcome]) => outcome));
}

function memberIn({ capabilities, schemas: own }: CapabilitySet, schemas: Schemas): InMember {
  return { minor: capabilities.kubernetesVersion, schemas, own };
}

type InMember = Parameters<typeof lossesInMember>[2];

/** Takes off what a member drops. */
function checked(template: JsonObject, outcome: Outcome, member: InMember): Outcome {
  if (!outcome.object) return outcome;
  const dropped = lossesInMember(outcome.object, template, member);
  if (dropped.length === 0) return outcome;
  const object = storedObject(outcome.object, dropped);
  return { ...outcome, verdict: 'lossy', losses: [...outcome.losses, ...dropped], dropped, object };
}

/** The version that a member stores of a template; undefined when there is none. */
function targetOf(template: JsonObject, capabilities: Capabilities, rules: RuleSet): string | undefined {
  const [from, kind] = [stringAt(template, 'apiVersion') ?? '', stringAt(template, 'kind') ?? ''];
  if (serves(capabilities, from, kind)) return from;
  const family = rules.familyOf(from, kind);
  return family && targetVersion(family, capabilities);
}

function planFor(template: JsonObject, target: string | undefined, { rules, options }: Means): Outcome {
  const from = stringAt(template, 'apiVersion');
  const kind = stringAt(template, 'kind');
  if (from === undefined || kind === undefined) return impossible(problem('OBJECT_NOT_KUBERNETES'));
  if (target === from) return { ...NOTHING, verdict: 'native', target, hops: [from], object: template };
  const family = rules.familyOf(from, kind);
  if (!family || target === undefined) return impossible(lacksKind(kind, from, family));
  const result = convert(template, target, rules, options);
  if (!result.ok) return impossible(result.problem);
  const { object, losses, hops } = result;
  const verdict = losses.length === 0 ? 'lossless' : 'lossy';
  return { ...NOTHING, verdict, target, hops, rule: family.rule, losses, object };
}

/**
 * The version that a member which lacks the template's stores: the first of the family's that it serves, since a rule
 * lists its versions with the one that expresses most first. One for all objects of a kind, because a list or a watch has
 * one version; undefined when the member serves none.
 */
export function targetVersion(family: Family, capabilities: Capabilities): string | undefined {
  return family.versions.find((version) => serves(capabilities, version, family.kind));
}

function lacksKind(kind: string, from: string, family: Family | undefined): Problem {
  return problem('MEMBER_LACKS_KIND', { kind, from, known: family?.versions.join(', ') ?? from });
}

function impossible(cause: Problem): Outcome {
  return { ...NOTHING, problem: cause };
}
