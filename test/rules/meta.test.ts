import { expect } from 'chai';
import { CODE_DEFAULTS } from '../../conversions/code-defaults.ts';
import { CODE_LENSES } from '../../conversions/code-lenses.ts';
import type { JsonObject } from '../../src/json/json.ts';
import type { RuleCase } from '../../src/rules/cases/rule-case.ts';
import type { ConversionRule } from '../../src/rules/model.ts';
import { ruleFolders, type RuleFolder } from './rule-folders.ts';

const SECTIONS = ['## What changes', '## What is lost', '## Sources'];
const folders = ruleFolders();

describe('every rule', () => {
  for (const folder of folders) {
    describe(folder.path, () => {
      it('has a README with the sections that a reader looks for', () => {
        for (const section of SECTIONS) expect(folder.readme).to.contain(section);
      });

      for (const rule of folder.rules) {
        it(`${rule.metadata.name} is named in the README`, () => {
          expect(folder.readme).to.contain(rule.spec.kind);
        });

        it(`${rule.metadata.name} has a case for each of its shapes, in both directions`, () => {
          expect(uncovered(rule, folder)).to.deep.equal([]);
        });
      }
    });
  }

  it('has a name of its own, <resource>.<group>', () => {
    const names = folders.flatMap(({ rules }) => rules.map((rule) => rule.metadata.name));
    expect(new Set(names).size).to.equal(names.length);
    for (const name of names) expect(name).to.match(/^[a-z]+\.[a-z0-9.]+$/);
  });

  it('uses each TypeScript lens that there is', () => {
    const used = folders.flatMap(({ rules }) => rules.flatMap((rule) => rule.spec.spokes.map((spoke) => spoke.code)));
    expect(Object.keys(CODE_LENSES).filter((name) => !used.includes(name))).to.deep.equal([]);
  });

  it('uses each TypeScript function for defaults that there is', () => {
    const used = folders
      .flatMap(({ rules }) => rules.flatMap(({ spec }) => [spec, ...spec.spokes]))
      .map(({ defaultsCode }) => defaultsCode);
    expect(Object.keys(CODE_DEFAULTS).filter((name) => !used.includes(name))).to.deep.equal([]);
  });
});

/** The directions between hub and spoke shapes that no case shows, such as `policy/v1 -> policy/v1beta1`. */
function uncovered(rule: ConversionRule, { cases }: RuleFolder): readonly string[] {
  const { hub, kind, spokes } = rule.spec;
  return spokes.flatMap(({ apiVersions, lens, code }) => {
    const shown = (from: string, to: string) => [...cases.values()].some((one) => isCase(one, { kind, from, to }));
    const down = apiVersions.some((version) => shown(hub, version));
    const up = apiVersions.some((version) => shown(version, hub));
    // A case of a family of one shape shows both directions, since it is read back exactly.
    if (lens === undefined && code === undefined) return down || up ? [] : [`${hub} <-> ${apiVersions.join(', ')}`];
    const spoke = apiVersions.join(', ');
    return [...(down ? [] : [`${hub} -> ${spoke}`]), ...(up ? [] : [`${spoke} -> ${hub}`])];
  });
}

function isCase(one: RuleCase, { kind, from, to }: { kind: string; from: string; to: string }): boolean {
  if ('template' in one) return false;
  const target: JsonObject = 'to' in one ? one.to : { apiVersion: one.into };
  return one.from.kind === kind && one.from.apiVersion === from && target.apiVersion === to;
}
