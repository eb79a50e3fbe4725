import { convert, type ConvertOptions } from '../engine/convert.ts';
import type { Family, RuleSet } from '../engine/rule-set.ts';
import type { Loss } from '../engine/scope.ts';
import { problem, type Problem } from '../errors.ts';
import { stringAt, type JsonObject } from '../json/json.ts';
import { serves, type Capabilities } from '../kubernetes/capabilities.ts';
import type { Schemas } from '../schema/node.ts';
import { capabilitySets, type PlannedMember } from './capability-sets.ts';
import { lossesInMember, type MemberLoss } from './losses-in-member.ts';
import { storedObject } from './stored-object.ts';

/**
 * `native`: the member serves the template's version and keeps all of it. `lossless`: it gets another version, and nothing is
 * lost. `lossy`: something is lost, in the conversion or because the member's release does not know a field.
 * `impossible`: it gets nothing, for the reason in `problem`.
 */
type Verdict = 'native' | 'lossless' | 'lossy' | 'impossible';

/** What the members with one set of capabilities get of a template. */
export interface Plan {
  /** The members' names, sorted. */
  readonly members: readonly string[];
  readonly kubernetesVersion: string | undefined;
  readonly verdict: Verdict;
  /** The apiVersion that the members store; undefined when impossible. */
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

/** Besides what the conversion is asked for: what the members' API servers know. */
export interface PlanOptions extends ConvertOptions {
  readonly schemas?: Schemas;
}

/**
 * Plans a template against members: one plan for each distinct set of capabilities, so the cost grows with those and not
 * with the members. Plans are ordered by the first member's name, and the same input gives the same plans. The options are
 * those of the conversion.
 *
 * With schemas, what a member's API server silently drops is a loss too, where its Kubernetes version is known. The path of
 * such a loss is that in the target version.
 */
export function plan(
  template: JsonObject,
  members: readonly PlannedMember[],
  rules: RuleSet,
  options: PlanOptions = {},
): readonly Plan[] {
  return capabilitySets(members).map(({ capabilities, members: names }) => ({
    ...checkedPlan(template, capabilities, { rules, options }),
    members: names,
    kubernetesVersion: capabilities.kubernetesVersion,
  }));
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

interface Means {
  readonly rules: RuleSet;
  readonly options: PlanOptions;
}

function checkedPlan(template: JsonObject, capabilities: Capabilities, means: Means): Outcome {
  const outcome = planFor(template, capabilities, means);
  const { schemas } = means.options;
  const minor = capabilities.kubernetesVersion;
  if (!outcome.object || !schemas || minor === undefined) return outcome;
  const dropped = lossesInMember(outcome.object, template, { minor, schemas });
  if (dropped.length === 0) return outcome;
  const object = storedObject(outcome.object, dropped);
  return { ...outcome, verdict: 'lossy', losses: [...outcome.losses, ...dropped], dropped, object };
}

function planFor(template: JsonObject, capabilities: Capabilities, { rules, options }: Means): Outcome {
  const from = stringAt(template, 'apiVersion');
  const kind = stringAt(template, 'kind');
  if (from === undefined || kind === undefined) return impossible(problem('OBJECT_NOT_KUBERNETES'));
  if (serves(capabilities, from, kind)) {
    return { ...NOTHING, verdict: 'native', target: from, hops: [from], object: template };
  }
  const family = rules.familyOf(from, kind);
  const target = family && targetVersion(family, capabilities);
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
