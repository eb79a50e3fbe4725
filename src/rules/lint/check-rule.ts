import { formatFieldPath } from '../../engine/path.ts';
import type { SchemaNode } from '../../schema/node.ts';
import type { StepSpec } from '../../engine/step.ts';
import type { ConversionRule } from '../model.ts';
import { checkDefaults } from './check-defaults.ts';
import { checkLens } from './check-lens.ts';
import { checkNormalize } from './check-normalize.ts';
import { checkReferences } from './check-references.ts';
import { isSameSite, type Finding, type LintCode, type Report } from './finding.ts';
import { newestTypes, type RuleSchemas } from './rule-schemas.ts';
import { typeAt } from './schema-edit.ts';
import { schemaPairs, type SchemaPair, type SpokeVersion } from './schema-pairs.ts';
import { typeName } from './type-name.ts';

/** What the check did not look into, in words. */
export type Note = string;

/** Checks a rule that compiles against the types of its versions. Returns what could not be checked. */
export function checkRuleTypes(rule: ConversionRule, schemas: RuleSchemas, report: Report): readonly Note[] {
  checkReasons(rule, report);
  const { hub, spokes, kind } = rule.spec;
  const versions = [hub, ...spokes.flatMap(({ apiVersions }) => apiVersions)];
  if (!versions.some((version) => newestTypes(schemas, version))) {
    report('LINT_SCHEMA_UNKNOWN', ['spec', 'kind'], { kind });
    return [];
  }
  checkVersions(rule, schemas, report);
  checkOmitEmpty(rule, newestTypes(schemas, hub), report);
  checkDefaults(rule, schemas, report);
  checkReferences(rule, schemas, report);
  checkNormalize(rule, newestTypes(schemas, hub), report);
  return spokes.flatMap((spoke, index) => {
    if (spoke.code !== undefined) return [opaque(rule, index)];
    checkSpoke({ rule, index, schemas, report });
    return [];
  });
}

interface SpokeCheck {
  readonly rule: ConversionRule;
  readonly index: number;
  readonly schemas: RuleSchemas;
  readonly report: Report;
}

/**
 * Fields must be covered wherever they occur. A path must exist, and a step must do something, in one version and minor at
 * least: a rule is for all of them.
 */
function checkSpoke({ rule, index, schemas, report }: SpokeCheck): void {
  const runs = (rule.spec.spokes[index]?.apiVersions ?? []).map((apiVersion) => {
    const { sure, others } = schemaPairs({ rule, index, apiVersion }, schemas);
    const found = (pair: SchemaPair): readonly Finding[] => findingsOf({ rule, index, apiVersion }, pair);
    const findings = sure.map(found);
    const isToBeSought = findings.flat().some(({ code }) => isMistakeEverywhere(code));
    return { sure: findings, all: isToBeSought ? [...findings, ...others.map(found)] : findings };
  });
  const [sure, all] = [runs.flatMap((run) => run.sure), runs.flatMap((run) => run.all)];
  const mistakes = sure.flat().filter((finding) => {
    const releases = isMistakeEverywhere(finding.code) ? all : sure;
    const isEverywhere = releases.every((found) => found.some((other) => isSame(other, finding)));
    return isEverywhere || finding.code === 'LINT_FIELD_UNCOVERED';
  });
  const misspelt = mistakes.filter(({ code }) => code === 'LINT_PATH_UNKNOWN');
  for (const finding of mistakes)
    if (!isConsequence(finding, misspelt) && !isToldAsRequired(finding, mistakes))
      report(finding.code, finding.site, finding.parameters);
}

/** A field that a step would have covered, and one that it would have written, had its path been right. */
function isConsequence({ code, parameters: { path } }: Finding, misspelt: readonly Finding[]): boolean {
  if (code === 'LINT_FIELD_UNCOVERED') return misspelt.some(({ parameters: { meant } }) => meant === path);
  return code === 'LINT_REQUIRED_UNSET' && misspelt.length > 0;
}

/** A field that one side requires is written by a step, which says what becomes of it on the way back as well. */
function isToldAsRequired({ code, parameters: { path } }: Finding, mistakes: readonly Finding[]): boolean {
  if (code !== 'LINT_FIELD_UNCOVERED') return false;
  return mistakes.some((other) => other.code === 'LINT_REQUIRED_UNSET' && other.parameters.path === path);
}

function findingsOf({ rule, index, apiVersion }: SpokeVersion, { spoke, hub, origin }: SchemaPair): readonly Finding[] {
  const findings: Finding[] = [];
  checkLens({
    rule,
    index,
    spoke: { apiVersion, types: spoke, origin },
    hub: { apiVersion: rule.spec.hub, types: hub, origin },
    report: (code, site, parameters) => findings.push({ code, site, parameters }),
  });
  return findings;
}

/** Mistakes that are none when the step makes sense in one release, whatever that one has on the other side. */
function isMistakeEverywhere(code: LintCode): boolean {
  return code === 'LINT_PATH_UNKNOWN' || code === 'LINT_STEP_DEAD';
}

function isSame(a: Finding, b: Finding): boolean {
  return a.code === b.code && isSameSite(a.site, b.site);
}

function opaque({ metadata, spec }: ConversionRule, index: number): Note {
  const { apiVersions = [], code = '' } = spec.spokes[index] ?? {};
  return `rule ${metadata.name}: the TypeScript lens ${code} of ${apiVersions.join(', ')} is not looked into; only versions and names are checked`;
}

function checkVersions({ spec }: ConversionRule, schemas: RuleSchemas, report: Report): void {
  const check = (version: string, path: readonly PropertyKey[]): void => {
    if (!newestTypes(schemas, version)) report('LINT_VERSION_UNKNOWN', path, { kind: spec.kind, version });
  };
  check(spec.hub, ['spec', 'hub']);
  spec.spokes.forEach(({ apiVersions }, index) => {
    apiVersions.forEach((version, position) => check(version, ['spec', 'spokes', index, 'apiVersions', position]));
  });
}

function checkOmitEmpty({ spec }: ConversionRule, hub: SchemaNode | undefined, report: Report): void {
  if (!hub) return;
  spec.omitEmpty?.forEach((keys, index) => {
    const [type, path] = [typeAt(hub, keys), formatFieldPath(keys)];
    const site = ['spec', 'omitEmpty', index];
    if (!type) report('LINT_PATH_UNKNOWN', site, { path, version: spec.hub, hint: '' });
    else if (type.kind !== 'list' && type.kind !== 'any')
      report('LINT_TYPE_MISMATCH', site, { path, version: spec.hub, actual: typeName(type), expected: 'a list' });
  });
}

/** A reason stands in warnings that users read; one that is blank, or still to be written, tells them nothing. */
const NO_REASON = /^\W*$|^\W*(todo|tbd|fixme|xxx)\b/i;

function checkReasons({ spec }: ConversionRule, report: Report): void {
  const lenses = [
    ...spec.spokes.map(({ lens = [] }, index) => ({ lens, site: ['spec', 'spokes', index, 'lens'] })),
    { lens: spec.normalize ?? [], site: ['spec', 'normalize'] },
    ...Object.entries(spec.lenses ?? {}).map(([name, lens]) => ({ lens, site: ['spec', 'lenses', name] })),
  ];
  for (const { lens, site } of lenses) checkReasonsIn(lens, site, report);
}

function checkReasonsIn(lens: readonly StepSpec[], site: readonly PropertyKey[], report: Report): void {
  lens.forEach((step, index) => {
    const here = [...site, index];
    for (const [name, fields] of Object.entries(step)) {
      const reason = typeof fields === 'object' && fields !== null && 'reason' in fields ? fields.reason : undefined;
      if (typeof reason === 'string' && NO_REASON.test(reason))
        report('LINT_REASON_MISSING', [...here, name, 'reason'], { step: name });
    }
    if (Array.isArray(step.lens)) checkReasonsIn(step.lens as readonly StepSpec[], [...here, 'lens'], report);
  });
}
