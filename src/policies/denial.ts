import { problem, type Problem } from '../errors.ts';
import { objectAt, stringAt, type JsonObject } from '../json/json.ts';
import type { FindingGroup } from './group-findings.ts';

/** Why a template is refused. */
export interface Denial {
  /** All of it in one sentence, bounded. */
  readonly problem: Problem;
  /**
   * One for each thing that is refused, most serious first, bounded: kubectl shows these, and not the message. Where there are several, the
   * last one has what is to be said of all of them.
   */
  readonly causes: readonly DenialCause[];
}

interface DenialCause {
  /** The field that would be lost; `apiVersion` where members get nothing, `metadata.name` of the last one. */
  readonly field: string;
  readonly message: string;
}

const [MAX_CAUSES, MAX_IN_MESSAGE, MAX_TEXT] = [20, 5, 500];

/** The denial for what policies refuse of a template; `groups` has one at least. */
export function denialOf(template: JsonObject, groups: readonly FindingGroup[]): Denial {
  const kind = stringAt(template, 'kind') ?? '';
  const metadata = objectAt(template, 'metadata');
  const name = stringAt(metadata, 'name') ?? stringAt(metadata, 'generateName') ?? '';
  const policies = [...new Set(groups.flatMap((group) => group.policies))].sort();
  const told = groups.slice(0, MAX_IN_MESSAGE).map((group) => cut(`${fieldOf(group)} ${whatHappens(group, kind)}`));
  const what = [...told, ...restOf(groups.length - told.length)].join('; ');
  const refusal = problem('POLICY_DENIED', { policies: cut(policies.join(', ')), kind, name, what });
  return { problem: refusal, causes: causesOf(groups, kind, refusal.hint) };
}

/** Who refuses is said once where it is the same for all, and what to do is said once. */
function causesOf(groups: readonly FindingGroup[], kind: string, hint: string): readonly DenialCause[] {
  const refusals = groups.map(({ policies }) => `${cut(policies.join(', '))} refuses this.`);
  const [first = ''] = refusals;
  const common = refusals.every((refusal) => refusal === first) ? [first, hint].join(' ') : hint;
  const causes = groups.slice(0, MAX_CAUSES).map((group, index) => {
    const own = common === hint ? [refusals[index] ?? ''] : [];
    return { field: cut(fieldOf(group)), message: [`${cut(whatHappens(group, kind))}.`, ...own].join(' ') };
  });
  const [only, ...more] = causes;
  if (only && more.length === 0) return [{ ...only, message: `${only.message} ${common}` }];
  const rest = restOf(groups.length - causes.length).map((text) => `${text}.`);
  return [...causes, { field: 'metadata.name', message: [...rest, common].join(' ') }];
}

function fieldOf({ loss }: FindingGroup): string {
  return loss?.path ?? 'apiVersion';
}

function whatHappens({ who, target, loss, problem: cause }: FindingGroup, kind: string): string {
  return loss
    ? `is lost in ${target ?? ''} on ${who}: ${loss.reason}`
    : `cannot be served: ${who} cannot get this ${kind}: ${cause?.message ?? 'unknown'}`;
}

function restOf(count: number): readonly string[] {
  return count > 0 ? [`and ${String(count)} more; karmorph plan and the dry run list all of them`] : [];
}

/** One line of bounded length: reasons may be as long as somebody else's error. */
function cut(text: string): string {
  const line = text.replace(/\p{Cc}+/gu, ' ');
  return line.length <= MAX_TEXT ? line : `${line.slice(0, MAX_TEXT)}...`;
}
