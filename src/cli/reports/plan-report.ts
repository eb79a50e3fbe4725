import type { Problem } from '../../errors.ts';
import { encodeJson } from '../../json/encode.ts';
import { nameOf } from '../../manifest/objects.ts';
import { encodeYaml } from '../../manifest/yaml.ts';
import { dryRunResult, sumsOf } from '../../dry-run/result.ts';
import type { DryRunAnswer } from '../../dry-run/model.ts';
import { isFailure, type FailOn } from '../fail-on.ts';
import type { PlacedTemplate } from '../placed-template.ts';
import { junitReport, type JunitCase, type JunitSuite } from './junit.ts';
import { planMarkdown } from './plan-markdown.ts';
import { membersText } from './members-text.ts';
import { problemsOf } from './plan-problems.ts';
import { planTable } from './plan-table.ts';
import { sarifReport, type SarifFinding } from './sarif.ts';

export type PlanOutput = 'table' | 'yaml' | 'json' | 'junit' | 'sarif' | 'markdown';

/** Plans in one of the output formats. `failOn` is the first verdict that JUnit and SARIF call a failure. */
export function planReport(output: PlanOutput, planned: readonly PlacedTemplate[], failOn: FailOn): string {
  switch (output) {
    case 'table':
      return planTable(planned);
    case 'yaml':
      return encodeYaml(answerOf(planned));
    case 'json':
      return `${encodeJson(answerOf(planned), 2)}\n`;
    case 'junit':
      return junitReport(
        planned.map((each) => suiteOf(each, failOn)),
        'karmorph plan',
      );
    case 'sarif':
      return sarifReport(planned.flatMap((each) => findingsOf(each, failOn)));
    case 'markdown':
      return planMarkdown(planned);
  }
}

/** In the form of the dry run's answer. */
function answerOf(planned: readonly PlacedTemplate[]): DryRunAnswer {
  return { ...sumsOf(planned), results: planned.map((each) => dryRunResult(each, each.where)) };
}

function suiteOf(planned: PlacedTemplate, failOn: FailOn): JunitSuite {
  const { where, template, plans, problem } = planned;
  const name = `${nameOf(template)} (${where})`;
  if (problem)
    return { name, cases: [{ name: 'no member', failures: isFailure(planned, failOn) ? [failure(problem)] : [] }] };
  return {
    name,
    cases: plans.map((plan) => ({
      name: membersText(plan.members),
      failures: isFailure(plan, failOn) ? problemsOf(template, plan).map((each) => failure(each.problem)) : [],
    })),
  };
}

function failure({ code, message }: Problem): JunitCase['failures'][number] {
  return { type: code, message, text: message };
}

const LEVELS = { Deny: 'error', Warn: 'warning', Allow: 'note' } as const;

/** What policies allow is a note, unless its verdict is a failure all the same. */
function findingsOf(planned: PlacedTemplate, failOn: FailOn): readonly SarifFinding[] {
  const { where, template, plans, problem: unreached } = planned;
  const [, file = where, line = '1', column = '1'] = /^(.*?):(\d+)(?::(\d+))?$/.exec(where) ?? [];
  const place = { file, line: Number(line), column: Number(column) };
  if (unreached) return [{ ...unreached, ...place, level: isFailure(planned, failOn) ? 'error' : 'warning' }];
  return plans.flatMap((plan) => {
    const fails = isFailure({ ...plan, outcome: 'Allow' }, failOn);
    return problemsOf(template, plan).map(({ problem, outcome }) => ({
      ...problem,
      ...place,
      level: fails ? 'error' : levelOf(outcome, failOn),
    }));
  });
}

function levelOf(outcome: PlacedTemplate['outcome'], failOn: FailOn): SarifFinding['level'] {
  return failOn === 'never' && outcome === 'Deny' ? 'warning' : LEVELS[outcome];
}
