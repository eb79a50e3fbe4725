import { encodeJson } from '../../json/encode.ts';
import { stringAt } from '../../json/json.ts';
import { policyTitle } from '../../karmada/policy-name.ts';
import { nameOf } from '../../manifest/objects.ts';
import { VERDICTS } from '../../planner/verdict.ts';
import { counted } from '../counted.ts';
import type { PlacedTemplate } from '../placed-template.ts';
import { membersText } from './members-text.ts';
import { assumedTexts } from './assumed-text.ts';
import { findingTexts } from './plan-problems.ts';
import { textTable } from './text-table.ts';

type Plan = PlacedTemplate['plans'][number];

const LINE_WIDTH = 100;

/** Plans for people, readable at 100 columns: a table a template, what is lost or wrong below it, then the sums. */
export function planTable(planned: readonly PlacedTemplate[]): string {
  const assumed = assumedTexts(planned.flatMap(({ plans }) => plans.flatMap((plan) => plan.assumed)));
  const sums = [sumsOf(planned), ...assumed.map(printable)];
  return `${planned.map(templateText).join('\n')}\n${sums.join('\n')}\n`;
}

function templateText({ where, template, definedBy, reach, plans }: PlacedTemplate): string {
  const rows = textTable([
    ['MEMBERS', 'KUBERNETES', 'GETS', 'VERDICT'],
    ...plans.map((plan) => [
      membersText(plan.members),
      plan.kubernetesVersion ?? 'unknown',
      printable(plan.target ?? 'nothing'),
      verdictText(plan),
    ]),
  ]);
  const heading = printable(`${nameOf(template)}, ${stringAt(template, 'apiVersion') ?? ''} (${where})`);
  const crd = definedBy === undefined ? [] : [`${definedBy} is in the input, and taken as installed`];
  const told = [...crd, ...(reach === undefined ? [] : [reach]), ...plans.flatMap(remarks)].map(remarkText);
  return [heading, '\n', ...(plans.length === 0 ? [] : [indented(rows, '  ')]), ...told].join('');
}

/** The verdict, and what policies say of it where one says anything. */
function verdictText({ verdict, outcome, findings }: Plan): string {
  if (outcome === 'Deny') return `${verdict}, denied`;
  return outcome === 'Allow' && findings.length > 0 ? `${verdict}, allowed` : verdict;
}

function remarks(plan: Plan): readonly string[] {
  const { members, overriddenBy, losses, problem } = plan;
  const names = membersText(members);
  return [
    ...(overriddenBy.length > 0 ? [`${names}: changed by ${overriddenBy.map(policyTitle).join(', ')}`] : []),
    ...losses.map(({ path, value, reason }) => `${names}: ${path}: ${encodeJson(value)} is lost: ${reason}`),
    ...(problem ? [`${names}: ${problem.message} [${problem.code}]. ${problem.hint}`] : []),
    ...findingTexts(plan),
  ];
}

function remarkText(text: string): string {
  return wrapped(`- ${printable(text)}`);
}

function sumsOf(planned: readonly PlacedTemplate[]): string {
  const plans = planned.flatMap((each) => each.plans);
  const counts = VERDICTS.map(
    (verdict) => `${String(plans.filter((plan) => plan.verdict === verdict).length)} ${verdict}`,
  );
  const denied = plans.filter(({ outcome }) => outcome === 'Deny').length;
  const refused = denied === 0 ? '' : ` Conversion policies deny ${String(denied)} of them.`;
  const none = planned.filter(({ verdict }) => verdict === 'unreached').length;
  const unreached = none === 0 ? '' : `\n${counted(none, 'template reaches', 'templates reach')} no member.`;
  return `${counted(planned.length, 'template')}, ${counted(plans.length, 'plan')}: ${counts.join(', ')}.${refused}${unreached}`;
}

/** Text of users without characters that a terminal acts on. */
function printable(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ');
}

function indented(text: string, indent: string): string {
  return text.replace(/^(?=.)/gm, indent);
}

/** Lines of at most 100 characters, where words are not longer. */
function wrapped(text: string): string {
  const lines: string[] = [];
  let line = ' ';
  for (const word of text.split(' ')) {
    if (line.trim() !== '' && line.length + word.length >= LINE_WIDTH) {
      lines.push(line);
      line = '   ';
    }
    line += ` ${word}`;
  }
  return [...lines, line].map((each) => `${each}\n`).join('');
}
