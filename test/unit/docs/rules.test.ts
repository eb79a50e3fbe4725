import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';
import { convert } from '../../../src/engine/convert.ts';
import { ruleSetOf, type RuleSet } from '../../../src/engine/rule-set.ts';
import { STEPS } from '../../../src/engine/steps/index.ts';
import { stringAt, type Json, type JsonObject } from '../../../src/json/json.ts';
import { parseCase } from '../../../src/rules/cases/rule-case.ts';
import { formatDifference } from '../../../src/rules/cases/case-difference.ts';
import { runCase } from '../../../src/rules/cases/run-case.ts';
import { formatDiagnostic } from '../../../src/rules/diagnostic.ts';
import { rulesFrom, widgetRules } from '../../support/rules.ts';

const TEXT = readFileSync(join(import.meta.dirname, '../../../docs/rules.md'), 'utf8');

/** The fenced YAML blocks, in order, with the heading that each is under. */
interface Example {
  readonly heading: string;
  readonly text: string;
}

function examplesIn(markdown: string): readonly Example[] {
  let heading = '';
  const parts = markdown.matchAll(/^#+ (.+)$|^( *)```yaml\n([\s\S]*?)^\2```$/gm);
  return [...parts].flatMap(([, title, indent = '', text = '']) => {
    if (title === undefined) return [{ heading, text: text.replaceAll(new RegExp(`^${indent}`, 'gm'), '') }];
    heading = title;
    return [];
  });
}

/** A case, as beside a rule. */
interface Case {
  readonly from: JsonObject;
  readonly to: JsonObject;
  readonly losses?: readonly string[];
  readonly back?: JsonObject;
}

/** What the steps before it do: both ways, or only down where something is lost. */
interface Sides {
  readonly spoke: JsonObject;
  readonly hub: JsonObject;
  readonly losses?: readonly string[];
}

/** What a manifest becomes when its author's defaults are pinned. */
interface Pinned {
  readonly from: JsonObject;
  readonly pinned: JsonObject;
}

const examples = examplesIn(TEXT);

describe('docs/rules.md', () => {
  let rules: RuleSet = ruleSetOf([]);
  examples.forEach(({ heading, text }, index) => {
    const value = parse(text) as unknown;
    it(`example ${String(index + 1)}, ${heading}`, () => {
      if (Array.isArray(value)) rules = widgetRules(JSON.stringify(value));
      else if (isObject(value) && 'kind' in value) rules = rulesFrom(text);
      else if (isObject(value) && 'pinned' in value) checkPinned(value as unknown as Pinned, rules);
      else if (isObject(value) && 'template' in value) checkNormalized(text, rules);
      else if (isObject(value) && 'hub' in value) checkSides(value as unknown as Sides, rules);
      else checkCase(value as Case, rules);
    });
  });

  it('has an example of each step that it describes, and names every other', () => {
    const documented = [...TEXT.matchAll(/^### `(\w+)`$/gm)].map(([, name = '']) => name);
    const linked = [...TEXT.matchAll(/^\| \[`(\w+)`\]\(rule-reference\.md#\1\)/gm)].map(([, name = '']) => name);
    expect([...documented, ...linked].sort()).to.deep.equal(STEPS.map(({ name }) => name).sort());
    for (const name of documented) {
      const own = examples.filter(({ heading }) => heading === `\`${name}\``);
      expect(own[0]?.text, name).to.match(new RegExp(`^- ${name}: `));
      expect(own.length, `${name} with what it does`).to.be.greaterThan(1);
    }
  });

  it('has every field of a rule', () => {
    for (const field of [
      'spec.kind',
      'spec.hub',
      'spec.omitEmpty',
      'spec.references',
      'spec.normalize',
      'spec.lenses',
      'spec.defaults',
    ])
      expect(TEXT).to.contain(`| \`${field}\``);
    for (const field of ['apiVersions', 'lens', 'code', 'references', 'defaults'])
      expect(TEXT).to.contain(`| \`spec.spokes[].${field}\``);
  });
});

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function checkCase({ from, to, losses = [], back = from }: Case, rules: RuleSet): void {
  expectConversion(from, { to, losses }, rules);
  expectConversion(to, { to: back }, rules);
}

function checkNormalized(text: string, rules: RuleSet): void {
  const parsed = parseCase(text, 'docs/rules.md');
  if (!parsed.ok) throw new Error(parsed.diagnostics.map(formatDiagnostic).join('\n'));
  expect(runCase(parsed.ruleCase, rules).map(formatDifference)).to.deep.equal([]);
}

function checkPinned({ from, pinned }: Pinned, rules: RuleSet): void {
  const result = convert(from, stringAt(pinned, 'apiVersion') ?? '', rules, { pin: true });
  if (!result.ok) throw new Error(result.problem.message);
  expect(result.object).to.deep.equal(pinned);
}

function checkSides({ spoke, hub, losses }: Sides, rules: RuleSet): void {
  const [up, down] = [widget('v1beta1', spoke), widget('v1', hub)];
  expectConversion(down, { to: up, losses: losses ?? [] }, rules);
  if (!losses) expectConversion(up, { to: down, losses: [] }, rules);
}

function widget(version: string, fields: JsonObject): JsonObject {
  return { apiVersion: `example.com/${version}`, kind: 'Widget', ...fields };
}

function expectConversion(
  from: JsonObject,
  want: { readonly to: JsonObject; readonly losses?: readonly Json[] },
  rules: RuleSet,
): void {
  const result = convert(from, stringAt(want.to, 'apiVersion') ?? '', rules);
  if (!result.ok) throw new Error(result.problem.message);
  expect(result.object).to.deep.equal(want.to);
  if (want.losses) expect(result.losses.map(({ path }) => path)).to.deep.equal(want.losses);
}
