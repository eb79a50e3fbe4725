import type { Default } from '../../engine/defaults.ts';
import { formatPath, type Path } from '../../engine/path.ts';
import { jsonEqual } from '../../json/equal.ts';
import type { Json } from '../../json/json.ts';
import type { SchemaNode } from '../../schema/node.ts';
import type { ConversionRule } from '../model.ts';
import type { Report, Site } from './finding.ts';
import { misfitOf } from './misfit.ts';
import type { RuleSchemas } from './rule-schemas.ts';
import { ANY, typeBelow } from './schema-edit.ts';
import { suggestionIn } from './suggestion.ts';

/**
 * Checks the defaults of a rule against the types of the versions that they are for: that each field is there, in one
 * minor at least, that the values are of its type, and that each default can come to be written.
 */
export function checkDefaults({ spec }: ConversionRule, schemas: RuleSchemas, report: Report): void {
  const check = (versions: readonly string[], defaults: readonly Default[] = [], site: Site): void => {
    defaults.forEach((one, index) => checkOrder(defaults.slice(0, index), one, report, [...site, index]));
    for (const version of versions) {
      const types = schemas.typesIn(version).map((one) => one.types);
      if (types.length === 0) continue;
      defaults.forEach((one, index) => new DefaultCheck(version, types, report).check(one, [...site, index]));
    }
  };
  check([spec.hub], spec.defaults, ['spec', 'defaults']);
  spec.spokes.forEach(({ apiVersions, defaults }, index) =>
    check(apiVersions, defaults, ['spec', 'spokes', index, 'defaults']),
  );
}

/** What is written for a field without conditions leaves nothing to a later default, unless that one replaces the value. */
function checkOrder(earlier: readonly Default[], one: Default, report: Report, site: Site): void {
  const before = earlier.find(({ path, when }) => path === one.path && when.length === 0);
  if (before && !one.unset.some((value) => jsonEqual(value, before.value)))
    report('LINT_DEFAULT_DEAD', site, { path: one.path });
}

/** The check of defaults against one version. */
class DefaultCheck {
  readonly #version: string;
  /** The types of the version in each minor that has it, the newest first. */
  readonly #types: readonly SchemaNode[];
  readonly #report: Report;

  constructor(version: string, types: readonly SchemaNode[], report: Report) {
    this.#version = version;
    this.#types = types;
    this.#report = report;
  }

  check({ owner, key, value, unset, when }: Default, site: Site): void {
    const type = this.#typeOf(owner, key, [...site, 'path']);
    if (!type) return;
    const path = nameOf(owner, key);
    this.#checkValue(type, { path, value }, [...site, 'value']);
    unset.forEach((one, index) => this.#checkValue(type, { path, value: one }, [...site, 'unset', index]));
    for (const [other, want] of when) {
      const where = [...site, 'when', other];
      const otherType = this.#typeOf(owner, other, where);
      if (otherType) this.#checkValue(otherType, { path: nameOf(owner, other), value: want }, where);
    }
  }

  #typeOf(owner: Path, key: string, site: Site): SchemaNode | undefined {
    const path: Path = [...owner, { kind: 'key', key }];
    for (const types of this.#types) {
      const found = typeBelow(types, path);
      if (found) return found;
    }
    const [newest] = this.#types;
    if (newest) this.#reportMissing(newest, path, site);
    return undefined;
  }

  #reportMissing(types: SchemaNode, path: Path, site: Site): void {
    const length = path.findIndex((_, index) => !typeBelow(types, path.slice(0, index + 1)));
    this.#report('LINT_DEFAULT_PATH_UNKNOWN', site, {
      path: formatPath(path.slice(0, length + 1)),
      version: this.#version,
      ...suggestionIn(typeBelow(types, path.slice(0, length)) ?? ANY, path.slice(0, length + 1)),
    });
  }

  #checkValue(type: SchemaNode, { path, value }: { readonly path: string; readonly value: Json }, site: Site): void {
    const reason = misfitOf(type, value);
    if (reason !== undefined) this.#report('LINT_DEFAULT_TYPE', site, { path, version: this.#version, reason });
  }
}

function nameOf(owner: Path, key: string): string {
  return formatPath([...owner, { kind: 'key', key }]);
}
