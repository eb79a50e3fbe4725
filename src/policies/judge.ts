import type { RuleSet } from '../engine/rule-set.ts';
import type { Loss } from '../engine/scope.ts';
import { objectAt, stringAt, type JsonObject } from '../json/json.ts';
import type { Labels } from '../karmada/label-selector.ts';
import type { Plan } from '../planner/plan.ts';
import type { Outcome } from './model.ts';
import type { PolicySet } from './policy-set.ts';
import type { Policy, Reach, Subject } from './policy.ts';

/** What a judgement is made with. */
export interface JudgeContext {
  readonly policies: PolicySet;
  readonly rules: RuleSet;
  /** The labels of a member; undefined when they are not known. */
  readonly labelsOf: (member: string) => Labels | undefined;
}

/** What some members do not get as it is written, and who minds. */
export interface Finding {
  readonly plan: Plan;
  /** Members of the plan, sorted: all of them, unless policies tell them apart. */
  readonly members: readonly string[];
  /** Empty where the members get nothing. */
  readonly losses: readonly Loss[];
  /** The titles of the policies that say so, sorted; none for a warning that is given because nobody said anything. */
  readonly policies: readonly string[];
}

export interface Judgement {
  readonly denials: readonly Finding[];
  readonly warnings: readonly Finding[];
  /** What nobody minds. */
  readonly allowed: readonly Finding[];
}

const STRICTNESS: Readonly<Record<Outcome, number>> = { Allow: 0, Warn: 1, Deny: 2 };

/**
 * What policies say of the plans for a template. Every policy that selects the template and a member judges what the member
 * does not get, and the strictest outcome counts: no policy loosens another one. An exception holds in the policy that has it.
 * Where no policy says anything, it is a warning.
 */
export function judge(template: JsonObject, plans: readonly Plan[], context: JudgeContext): Judgement {
  const subject = subjectOf(template, context.rules);
  const policies = context.policies.forNamespace(subject.namespace).filter((policy) => policy.selects(subject));
  const findings = plans.flatMap((plan) => {
    const isFine = plan.verdict === 'native' || plan.verdict === 'lossless';
    return isFine ? [] : groupsOf(plan, policies, context).flatMap((group) => findingsOf(plan, group));
  });
  const of = (wanted: Outcome): readonly Finding[] =>
    findings.filter(({ outcome }) => outcome === wanted).map(({ finding }) => finding);
  return { denials: of('Deny'), warnings: of('Warn'), allowed: of('Allow') };
}

/** What policies look at in a template. */
export function subjectOf(template: JsonObject, rules: RuleSet): Subject {
  const apiVersion = stringAt(template, 'apiVersion') ?? '';
  const kind = stringAt(template, 'kind') ?? '';
  const metadata = objectAt(template, 'metadata');
  return {
    namespace: stringAt(metadata, 'namespace') ?? '',
    name: stringAt(metadata, 'name') ?? '',
    kind,
    versions: rules.familyOf(apiVersion, kind)?.versions ?? [apiVersion],
    labels: (objectAt(metadata, 'labels') ?? {}) as Labels,
  };
}

/** Members of a plan that the same policies look at in the same way. */
interface Group {
  readonly members: readonly string[];
  readonly judges: readonly Judge[];
}

interface Judge {
  readonly policy: Policy;
  readonly reach: Reach;
}

/** Policies say nothing of single members mostly: then the plan is one group, and costs nothing per member. */
function groupsOf(plan: Plan, policies: readonly Policy[], { labelsOf }: JudgeContext): readonly Group[] {
  const same = policies.filter(({ everyMember }) => everyMember).map((policy): Judge => ({ policy, reach: 'judged' }));
  const choosy = policies.filter(({ everyMember }) => !everyMember);
  if (choosy.length === 0) return [{ members: plan.members, judges: same }];
  const groups = new Map<string, { readonly members: string[]; readonly judges: readonly Judge[] }>();
  for (const member of plan.members) {
    const labels = labelsOf(member);
    const reaches = choosy.map((policy) => policy.reach(member, labels));
    const key = reaches.join(' ');
    const group = groups.get(key);
    if (group) group.members.push(member);
    else {
      const own = choosy.map((policy, index): Judge => ({ policy, reach: reaches[index] ?? 'judged' }));
      groups.set(key, { members: [member], judges: [...same, ...own.filter(({ reach }) => reach !== 'not')] });
    }
  }
  return [...groups.values()];
}

interface Judged {
  readonly outcome: Outcome;
  readonly finding: Finding;
}

/** One finding for all losses that the same policies say the same of. */
function findingsOf(plan: Plan, { members, judges }: Group): readonly Judged[] {
  if (plan.verdict !== 'lossy') {
    const { outcome, policies } = strictest(judges, ({ onImpossible }) => onImpossible);
    return [{ outcome, finding: { plan, members, losses: [], policies } }];
  }
  const judged = new Map<string, { outcome: Outcome; policies: readonly string[]; losses: Loss[] }>();
  for (const loss of plan.losses) {
    const said = strictest(judges, (policy) => policy.onLoss(loss));
    const key = [said.outcome, ...said.policies].join('\n');
    const known = judged.get(key);
    if (known) known.losses.push(loss);
    else judged.set(key, { ...said, losses: [loss] });
  }
  return [...judged.values()].map(({ outcome, policies, losses }) => ({
    outcome,
    finding: { plan, members, losses, policies },
  }));
}

/** The strictest outcome, and the titles of the policies that have it. */
function strictest(
  judges: readonly Judge[],
  outcomeOf: (policy: Policy) => Outcome,
): { readonly outcome: Outcome; readonly policies: readonly string[] } {
  let outcome: Outcome | undefined;
  let policies: string[] = [];
  for (const { policy, reach } of judges) {
    const said = reach === 'ignored' ? 'Allow' : outcomeOf(policy);
    const difference = outcome === undefined ? 1 : STRICTNESS[said] - STRICTNESS[outcome];
    if (difference > 0) [outcome, policies] = [said, [policy.title]];
    else if (difference === 0) policies.push(policy.title);
  }
  // One of a file and an object may have the same title.
  return { outcome: outcome ?? 'Warn', policies: [...new Set(policies)].sort() };
}
