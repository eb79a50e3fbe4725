import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { loadBuiltinRules } from '../../src/registry/builtin-rules.ts';
import { packagedSchemaText } from '../../src/schema/packaged-text.ts';

/** Kinds that nobody propagates: reviews, and what is a subresource of something else. */
const NOT_PROPAGATED = /Review$|^(Eviction|Scale|Binding)$/;

interface NotConverted {
  readonly kind: string;
  readonly versions: readonly string[];
  readonly reason: string;
}

const listed = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../conversions/not-converted.json'), 'utf8'),
) as readonly NotConverted[];
const { families } = loadBuiltinRules();

/** Every version of every kind that an API server from 1.16 to 1.37 has: see src/schema/data/README.md. */
function versionsByKind(): ReadonlyMap<string, readonly string[]> {
  const { kinds } = JSON.parse(packagedSchemaText()) as { readonly kinds: Readonly<Record<string, string>> };
  const byKind = new Map<string, string[]>();
  for (const gvk of Object.keys(kinds)) {
    const [, version = '', kind = ''] = /^(.+)\/([^/]+)$/.exec(gvk) ?? [];
    byKind.set(kind, [...(byKind.get(kind) ?? []), version]);
  }
  return byKind;
}

/** The versions of a kind that are converted to one another, as sorted texts; a version without a rule is alone. */
function groupsOf(kind: string, versions: readonly string[]): readonly string[] {
  const groups = versions.map((version) => {
    const family = families.find((one) => one.kind === kind && one.versions.includes(version));
    return namesOf(family?.versions ?? [version]);
  });
  return [...new Set(groups)];
}

function namesOf(versions: readonly string[]): string {
  return [...versions].sort().join(', ');
}

describe('every version of every built-in kind', () => {
  for (const [kind, versions] of versionsByKind()) {
    if (versions.length < 2 || NOT_PROPAGATED.test(kind)) continue;
    it(`${kind} is converted to every other, or conversions/not-converted.json says why not`, () => {
      const reasons = listed.filter((one) => one.kind === kind).map((one) => namesOf(one.versions));
      const apart = groupsOf(kind, versions).filter((group) => !reasons.includes(group));
      expect(apart, 'versions that stand apart').to.have.length(1);
    });
  }
});

describe('conversions/not-converted.json', () => {
  for (const { kind, versions, reason } of listed) {
    it(`is right about ${kind} ${versions.join(', ')}`, () => {
      const all = versionsByKind().get(kind) ?? [];
      const groups = groupsOf(kind, all);
      expect(groups).to.include(namesOf(versions));
      expect(groups).to.have.length.above(1);
      expect(reason).to.match(/\w+ .+\.$/);
    });
  }
});
