import { stringAt, type JsonObject } from '../json/json.ts';
import type { FindingGroup } from '../policies/group-findings.ts';

export const NOT_READY_WARNING = 'karmorph: the members are not known yet, so no plan was made for this object';

/** Kubernetes advises at most 120 characters for a warning, and cuts the sum of them at 4 KiB (KEP-1693). */
const MAX_LENGTH = 120;
const MAX_WARNINGS = 15;

/** The warnings for what members do not get of a template, in the order given; bounded in number and length. */
export function warningsFor(template: JsonObject, groups: readonly FindingGroup[]): readonly string[] {
  const kind = stringAt(template, 'kind') ?? '';
  const texts = groups.map((group) => (group.loss ? lossText(group, group.loss) : impossibleText(group, kind)));
  return boundedWarnings(texts, '; a dry run lists all of them');
}

function impossibleText({ who, problem }: FindingGroup, kind: string): string {
  return `karmorph: ${who} cannot get this ${kind}: ${problem?.message ?? 'unknown'}`;
}

/** The reason is told where it fits whole; the path is shortened before it is left out. */
function lossText({ who, members, target }: FindingGroup, { path, reason }: NonNullable<FindingGroup['loss']>): string {
  const gets = `karmorph: ${who} ${members === 1 ? 'gets' : 'get'} ${target ?? ''}; `;
  const full = `${gets}${path} is lost: ${reason}`;
  if (full.length <= MAX_LENGTH) return full;
  const room = MAX_LENGTH - gets.length - ' is lost'.length;
  const shown = path.length <= room || room < 12 ? path : `${path.slice(0, room - 3)}...`;
  return `${gets}${shown} is lost`;
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
