import { encodeJson } from '../../json/encode.ts';
import { policyTitle } from '../../karmada/policy-name.ts';
import { nameOf } from '../../manifest/objects.ts';
import { VERDICTS } from '../../planner/verdict.ts';
import { counted } from '../counted.ts';
import type { PlacedTemplate } from '../placed-template.ts';
import { codeSpan, tableCell } from './markdown.ts';
import { assumedTexts } from './assumed-text.ts';
import { findingTexts } from './plan-problems.ts';
import { membersText } from './members-text.ts';

type Plan = PlacedTemplate['plans'][number];

/** Code hosts refuse comments of 65,536 characters and more. */
const MAX_LENGTH = 60_000;

/** Plans for a pull request comment: a short table, with what is lost or wrong folded below it. All text of users is in code spans. */
export function planMarkdown(planned: readonly PlacedTemplate[]): string {
  const heading = [
    '### What the members would get',
    '',
    `| template | ${VERDICTS.join(' | ')} |`,
    '| --- | --- | --- | --- | --- | --- |',
  ];
  const [rows, rowsLeft] = fitting(planned.map(rowOf), MAX_LENGTH / 2);
  const details = planned.filter(hasDetails).map(detailsOf);
  const [shown, detailsLeft] = fitting(details, MAX_LENGTH / 2);
  const assumed = assumedTexts(planned.flatMap(({ plans }) => plans.flatMap((plan) => plan.assumed)));
  const notes = assumed.flatMap((text) => [codeSpan(text), '']);
  return `${[...heading, ...rows, ...leftOut(rowsLeft), '', ...notes, ...shown, ...leftOut(detailsLeft)].join('\n')}\n`;
}

function hasDetails({ verdict, definedBy, reach }: PlacedTemplate): boolean {
  return verdict !== 'native' || (definedBy ?? reach) !== undefined;
}

function rowOf({ template, verdict: worst, outcome, plans }: PlacedTemplate): string {
  const cells = VERDICTS.map((verdict) => {
    const members = plans.filter((plan) => plan.verdict === verdict).flatMap((plan) => plan.members);
    return members.length === 0 ? '' : tableCell(membersText(members));
  });
  const denied = outcome === 'Deny' ? ' **denied**' : '';
  const unreached = worst === 'unreached' ? ' **reaches no member**' : '';
  return `| ${[`${tableCell(nameOf(template))}${denied}${unreached}`, ...cells].join(' | ')} |`;
}

function detailsOf({ template, where, definedBy, reach, plans }: PlacedTemplate): string {
  const crd = definedBy === undefined ? [] : [`- ${codeSpan(definedBy)} is in the input, and taken as installed`];
  const reached = reach === undefined ? [] : [`- ${codeSpan(reach)}`];
  const lines = plans.filter(hasLines).flatMap(linesOf);
  const summary = `<details><summary><code>${entities(`${nameOf(template)} (${where})`)}</code></summary>`;
  return [summary, '', ...crd, ...reached, ...lines, '', '</details>', ''].join('\n');
}

function hasLines({ verdict, overriddenBy }: Plan): boolean {
  return verdict !== 'native' || overriddenBy.length > 0;
}

function linesOf(plan: Plan): readonly string[] {
  const { members, target, overriddenBy, losses, problem } = plan;
  return [
    `- ${codeSpan(membersText(members))} ${members.length === 1 ? 'gets' : 'get'} ${codeSpan(target ?? 'nothing')}`,
    ...overriddenBy.map((policy) => `  - changed by ${codeSpan(policyTitle(policy))}`),
    ...losses.map(
      ({ path, value, reason }) => `  - lost: ${codeSpan(`${path}: ${encodeJson(value)}`)}, ${codeSpan(reason)}`,
    ),
    ...(problem ? [`  - ${problem.code}: ${codeSpan(`${problem.message}. ${problem.hint}`)}`] : []),
    ...findingTexts(plan).map((text) => `  - ${codeSpan(text)}`),
  ];
}

/** Text for HTML that Markdown leaves alone too. */
function entities(text: string): string {
  return text.replace(/[^A-Za-z0-9 /.-]/gu, (character) => `&#${String(character.codePointAt(0))};`);
}

function fitting(texts: readonly string[], length: number): readonly [shown: readonly string[], left: number] {
  let used = 0;
  const shown: string[] = [];
  for (const text of texts) {
    used += text.length + 1;
    if (used > length) break;
    shown.push(text);
  }
  return [shown, texts.length - shown.length];
}

function leftOut(count: number): readonly string[] {
  return count === 0
    ? []
    : ['', `${counted(count, 'more is', 'more are')} left out here; \`karmorph plan -o table\` has all of them.`];
}
