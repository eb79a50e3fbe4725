import { encodeJson } from '../../json/encode.ts';
import { parseGroupVersion } from '../../kubernetes/group-version.ts';
import type { CapabilitySet } from '../../planner/capability-sets.ts';
import type { MatrixCell, MatrixRow } from '../../planner/matrix.ts';
import { assumedTexts } from './assumed-text.ts';
import { tableCell } from './markdown.ts';
import { membersText } from './members-text.ts';
import { textTable } from './text-table.ts';

export type MatrixOutput = 'table' | 'json' | 'markdown';

interface Matrix {
  /** The members of which it is assumed what they serve. */
  readonly assumed: readonly string[];
  readonly sets: readonly CapabilitySet[];
  readonly rows: readonly MatrixRow[];
}

/** Which version each set gets of each kind, in one of the output formats. JSON has every member and whole apiVersions. */
export function matrixReport(output: MatrixOutput, matrix: Matrix): string {
  const none = matrix.sets.length === 0 ? ['There are no members.'] : [];
  const notes = [...none, ...assumedTexts(matrix.assumed)].map((text) => `\n${text}\n`).join('');
  switch (output) {
    case 'table':
      return `${textTable(setRows(matrix))}\n${textTable(kindRows(matrix))}\n* native: no conversion is needed.\n${notes}`;
    case 'json':
      return `${encodeJson(matrixJson(matrix), 2)}\n`;
    case 'markdown':
      return `${markdownTable(setRows(matrix))}\n${markdownTable(kindRows(matrix))}\n\\* native: no conversion is needed.\n${notes}`;
  }
}

function setRows({ sets }: Matrix): readonly (readonly string[])[] {
  const rows = sets.map(({ members, capabilities }, index) => [
    String(index + 1),
    capabilities.kubernetesVersion ?? 'unknown',
    membersText(members),
  ]);
  return [['SET', 'KUBERNETES', 'MEMBERS'], ...rows];
}

function kindRows({ sets, rows }: Matrix): readonly (readonly string[])[] {
  const headings = sets.map((_, index) => `SET ${String(index + 1)}`);
  return [
    ['KIND', 'WRITTEN IN', ...headings],
    ...rows.map(({ kind, template, cells }) => [kind, template, ...cells.map((cell) => cellText(cell, template))]),
  ];
}

/** The version alone where the group is the template's. */
function cellText({ how, version }: MatrixCell, template: string): string {
  if (version === undefined) return how;
  const [wanted, written] = [parseGroupVersion(version), parseGroupVersion(template)];
  const text = wanted.group === written.group ? wanted.version : version;
  return how === 'native' ? `${text} *` : text;
}

function matrixJson({ sets, rows, assumed }: Matrix): Parameters<typeof encodeJson>[0] {
  return {
    sets: sets.map(({ members, capabilities: { kubernetesVersion } }) => ({ kubernetesVersion, members })),
    ...(assumed.length > 0 && { assumed }),
    kinds: rows.map(({ kind, rule, template, cells }) => ({
      kind,
      rule,
      template,
      sets: cells.map(({ how, version }) => ({ how, version })),
    })),
  };
}

function markdownTable([headings = [], ...rows]: readonly (readonly string[])[]): string {
  const lines = [headings, headings.map(() => '---'), ...rows.map((row) => row.map(tableCell))];
  return lines.map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}
