import { formatPath, type Path } from '../../engine/path.ts';
import type { SchemaNode } from '../../schema/node.ts';
import type { ConversionRule } from '../model.ts';
import type { Report, Site } from './finding.ts';
import { newestTypes, type RuleSchemas } from './rule-schemas.ts';
import { typeAt, typeBelow } from './schema-edit.ts';
import { typeName } from './type-name.ts';

/** Reports every reference that is none: in the hub, and in each spoke, at its own paths or at those of the hub. */
export function checkReferences({ spec }: ConversionRule, schemas: RuleSchemas, report: Report): void {
  const check = (version: string, paths: readonly Path[], siteOf: (index: number) => Site): void => {
    const types = newestTypes(schemas, version);
    paths.forEach((path, index) => {
      const reason = types && reasonAgainst(types, path);
      if (reason !== undefined)
        report('LINT_REFERENCE_INVALID', siteOf(index), { path: formatPath(path), version, reason });
    });
  };
  const inHub = spec.references ?? [];
  check(spec.hub, inHub, (index) => ['spec', 'references', index]);
  spec.spokes.forEach(({ apiVersions, references }, index) => {
    const site = ['spec', 'spokes', index];
    apiVersions.forEach((version, position) => {
      check(version, references ?? inHub, (at) =>
        references ? [...site, 'references', at] : [...site, 'apiVersions', position],
      );
    });
  });
}

function reasonAgainst(types: SchemaNode, path: Path): string | undefined {
  const type = typeBelow(types, path);
  if (!type) return 'there is no such field';
  if (type.kind === 'any') return undefined;
  if (type.kind !== 'object') return `it is ${typeName(type)}`;
  const lacking = ['apiVersion', 'kind'].filter((key) => !isText(typeAt(type, [key])));
  return lacking.length === 0 ? undefined : `it has no text ${lacking.join(' and no text ')}`;
}

function isText(type: SchemaNode | undefined): boolean {
  return type?.kind === 'any' || (type?.kind === 'scalar' && type.type === 'string');
}
