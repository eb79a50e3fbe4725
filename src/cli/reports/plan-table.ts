import { encodeJson } from '../../json/encode.ts';
import { stringAt } from '../../json/json.ts';
import { policyTitle } from '../../karmada/policy-name.ts';
import { nameOf } from '../../manifest/objects.ts';
import { VERDICTS } from '../../planner/verdict.ts';
import { counted } from '../counted.ts';
import type { PlacedTemplate } from '../placed-template.ts';
import { textTable } from './text-table.ts';

type Plan = PlacedTemplate['plans'][number];

const MEMBERS_WIDTH = 40;
const LINE_WIDTH = 100;

/** Plans for people, readable at 100 columns: a table a template, what is lost or wrong below it, then the sums. */
export function planTable(planned: readonly PlacedTemplate[]): string {
  return `${planned.map(templateText).join('\n')}\n${sumsOf(planned)}\n`;
}

function templateText({ where, template, definedBy, reach, plans }: PlacedTemplate): string {
  const rows = textTable([
    ['MEMBERS', 'KUBERNETES', 'GETS', 'VERDICT'],
    ...plans.map((plan) => [
      membersText(plan.members),
      plan.kubernetesVersion ?? 'unknown',
      printable(plan.target ?? 'nothing'),
      plan.verdict,
    ]),
  ]);
  const heading = printable(`${nameOf(template)}, ${stringAt(template, 'apiVersion') ?? ''} (${where})`);
  const crd = definedBy === undefined ? [] : [`${definedBy} is in the input, and taken as installed`];
  const told = [...crd, ...(reach === undefined ? [] : [reach]), ...plans.flatMap(remarks)].map(remarkText);
  return [heading, '\n', ...(plans.length === 0 ? [] : [indented(rows, '  ')]), ...told].join('');
}

function remarks({ members, overriddenBy, losses, problem }: Plan): readonly string[] {
  const names = membersText(members);
  return [
    ...(overriddenBy.length > 0 ? [`${names}: changed by ${overriddenBy.map(policyTitle).join(', ')}`] : []),
    ...losses.map(({ path, value, reason }) => `${names}: ${path}: ${encodeJson(value)} is lost: ${reason}`),
    ...(problem ? [`${names}: ${problem.message} [${problem.code}]. ${problem.hint}`] : []),
  ];
}

function remarkText(text: string): string {
  return wrapped(`- ${printable(text)}`);
}

/** As many names as fit, and how many more there are. */
export function membersText(members: readonly string[]): string {
  const all = members.join(', ');
  if (all.length <= MEMBERS_WIDTH) return all;
  const [first = '', ...others] = members;
  return others.length === 0 ? first : `${first} and ${String(others.length)} more`;
}

function sumsOf(planned: readonly PlacedTemplate[]): string {
  const plans = planned.flatMap((each) => each.plans);
  const counts = VERDICTS.map(
    (verdict) => `${String(plans.filter((plan) => plan.verdict === verdict).length)} ${verdict}`,
  );
  return `${counted(planned.length, 'template')}, ${counted(plans.length, 'plan')}: ${counts.join(', ')}.`;
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
