import type { SchemaNode, Schemas } from '../../schema/node.ts';

/** The types of a version in one Kubernetes minor. */
export interface TypesInMinor {
  /** Such as `1.24`; empty where types do not depend on it. */
  readonly minor: string;
  readonly types: SchemaNode;
}

/** Where the check gets the types of a kind from. */
export interface RuleSchemas {
  /** The types of a version in each minor that has it, the newest first; none when the version is unknown. */
  typesIn(apiVersion: string): readonly TypesInMinor[];
}

/** The types of a version, as new as there are; undefined when it is unknown. */
export function newestTypes(schemas: RuleSchemas, apiVersion: string): SchemaNode | undefined {
  return schemas.typesIn(apiVersion)[0]?.types;
}

/** The types of a built-in kind. */
export function packagedSchemas(kind: string, { schemaOf, minors }: Schemas): RuleSchemas {
  const newestFirst = [...minors()].reverse();
  return {
    typesIn: (apiVersion) =>
      newestFirst.flatMap((minor) => {
        const types = schemaOf(minor, apiVersion, kind);
        return types ? [{ minor, types }] : [];
      }),
  };
}

/** The types of a kind of one's own, by version; `typesOf` gives those of a CustomResourceDefinition. */
export function crdSchemas(group: string, typesOf: (version: string) => SchemaNode | undefined): RuleSchemas {
  return {
    typesIn: (apiVersion) => {
      const [inGroup, version] = apiVersion.split('/');
      const types = inGroup === group && version !== undefined ? typesOf(version) : undefined;
      return types ? [{ minor: '', types }] : [];
    },
  };
}
