import type { PlanFinding } from '../../dry-run/judged-plans.ts';
import { problem, type Problem } from '../../errors.ts';
import { encodeJson } from '../../json/encode.ts';
import { stringAt } from '../../json/json.ts';
import { nameOf } from '../../manifest/objects.ts';
import type { PlacedTemplate } from '../placed-template.ts';
import { membersText } from './members-text.ts';

type Plan = PlacedTemplate['plans'][number];

/** Something that is to be said against a plan, and what conversion policies say of it. */
export interface PlanProblem {
  readonly problem: Problem;
  readonly outcome: Plan['outcome'];
}

/** What policies deny, then the plan's own problem, or each loss. */
export function problemsOf(template: PlacedTemplate['template'], plan: Plan): readonly PlanProblem[] {
  const denials = plan.findings.filter(({ outcome }) => outcome === 'Deny');
  const denied = denials.map((each) => ({ problem: denialOf(template, each), outcome: each.outcome }));
  if (plan.problem) return [...denied, { problem: plan.problem, outcome: plan.outcome }];
  const members = membersText(plan.members);
  const losses = plan.losses.map(({ path, value, reason }): PlanProblem => {
    const found = plan.findings.find(({ paths }) => paths.includes(path));
    const parameters = { template: nameOf(template), members, path, value: encodeJson(value), reason };
    return { problem: problem('PLAN_LOSS', parameters), outcome: found?.outcome ?? 'Warn' };
  });
  return [...denied, ...losses];
}

function denialOf(template: PlacedTemplate['template'], { members, paths, policies }: PlanFinding): Problem {
  const who = membersText(members);
  const what = paths.length === 0 ? `${who} cannot get it` : `${who} would lose ${paths.join(', ')}`;
  const [kind, name] = [stringAt(template, 'kind') ?? '', nameOf(template).replace(/^\S+ /, '')];
  return problem('POLICY_DENIED', { kind, name, policies: policies.join(', '), what });
}

/** What policies say of a plan, for people; nothing where none says anything. */
export function findingTexts({ findings }: Pick<Plan, 'findings'>): readonly string[] {
  return findings
    .filter(({ policies }) => policies.length > 0)
    .map(({ outcome, members, paths, policies }) => {
      const says = { Deny: 'denied', Warn: 'a warning', Allow: 'allowed' }[outcome];
      const what = paths.length === 0 ? 'getting nothing' : paths.join(', ');
      return `${membersText(members)}: ${what}: ${says} by ${policies.join(', ')}`;
    });
}
