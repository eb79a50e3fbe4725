import type { RuleSet } from '../engine/rule-set.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { encodeJson } from '../json/encode.ts';
import { isJsonObject, stringAt, type JsonObject } from '../json/json.ts';
import { decodeYaml, encodeYaml } from '../manifest/yaml.ts';
import { nameOf } from '../manifest/objects.ts';
import { plan, type Plan } from '../planner/plan.ts';
import { PACKAGED_SCHEMAS } from '../schema/packaged.ts';
import { SAMPLE_TEMPLATES } from './samples.ts';

export interface EmbeddedReport {
  readonly version: string;
  readonly inventory: Inventory;
  readonly rules: RuleSet;
  /** The server's own URL, without a path. */
  readonly url: string;
  /** The file with the certificate that clients trust; undefined where the system trusts the server anyway. */
  readonly caFile: string | undefined;
}

/** What `karmorph serve --embedded` prints: what each member gets of the sample templates, and what to try next. */
export function embeddedReport({ version, inventory, rules, url, caFile }: EmbeddedReport): string {
  const templates = sampleTemplates();
  const planned = templates.map((template) => ({
    template,
    plans: plan(template, inventory.members(), rules, { schemas: PACKAGED_SCHEMAS }),
  }));
  const shown = planned.flatMap(({ plans }) => plans).find(({ hops }) => hops.length > 1);
  return [
    `Karmorph ${version}: one template, applied once, reaches members of every Kubernetes version.`,
    'The members below are samples; no cluster is needed for this.',
    '',
    ...planned.flatMap(({ template, plans }) => [...tableOf(template, plans), '']),
    ...objectLines(shown),
    `Karmorph answers at ${url}. Ask what the members would get of a template of yours:`,
    '',
    `  ${curlCommand(url, caFile, templates.at(-1) ?? {})}`,
    '',
    `Also there: ${url}/readyz and ${url}/metrics. Stop with Ctrl+C.`,
    '',
  ].join('\n');
}

function sampleTemplates(): readonly JsonObject[] {
  return SAMPLE_TEMPLATES.split('\n---\n').map((text) => {
    const decoded = decodeYaml(text);
    if (!decoded.ok || !isJsonObject(decoded.value)) throw new Error('a sample template is broken');
    return decoded.value;
  });
}

const HEADINGS = ['MEMBER', 'KUBERNETES', 'GETS', 'VERDICT', 'LOSSES'];

function tableOf(template: JsonObject, plans: readonly Plan[]): readonly string[] {
  const rows = [
    HEADINGS,
    ...plans.flatMap((item) => item.members.map((member) => rowOf(member, item))).sort(byVersion),
  ];
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return [
    `${nameOf(template)}, written in ${stringAt(template, 'apiVersion') ?? ''}`,
    '',
    ...rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('   ')}`.trimEnd()),
  ];
}

function rowOf(member: string, { kubernetesVersion, target, verdict, losses, problem }: Plan): string[] {
  const lost = losses.map(({ path }) => path).join(', ');
  return [member, kubernetesVersion ?? 'unknown', target ?? 'nothing', verdict, problem?.message ?? (lost || 'none')];
}

function byVersion([, a = '']: readonly string[], [, b = '']: readonly string[]): number {
  return a.localeCompare(b, 'en', { numeric: true });
}

function objectLines(shown: Plan | undefined): readonly string[] {
  if (!shown?.object) return [];
  const lines = encodeYaml(shown.object).trimEnd().split('\n');
  return [`What ${shown.members[0] ?? ''} gets of the first one:`, '', ...lines.map((line) => `  ${line}`), ''];
}

function curlCommand(url: string, caFile: string | undefined, template: JsonObject): string {
  const trust = caFile === undefined ? '' : `--cacert ${quoted(caFile)} `;
  return `curl ${trust}${url}/v1/dry-run --data ${quoted(encodeJson({ template }))}`;
}

/** A word of a POSIX shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
