import type { SchemaNode, Schemas } from '../../schema/node.ts';

/** The types of two versions of a kind, to be compared. */
interface SchemaPair {
  readonly spoke: SchemaNode;
  readonly hub: SchemaNode;
  /** Where both come from, for messages, such as ` in Kubernetes 1.24`; empty where there is only one such place. */
  readonly origin: string;
}

/** Where the check gets the types of a kind from. */
export interface RuleSchemas {
  /** The types of a version, as new as there are. */
  typesOf(apiVersion: string): SchemaNode | undefined;
  /** The types of a version in each minor that has it, the newest first; none when it is unknown. */
  allTypesOf(apiVersion: string): readonly SchemaNode[];
  /** Every pair of types that a conversion may meet, the newest first; none when a version is unknown. */
  pairs(spoke: string, hub: string): readonly SchemaPair[];
}

/**
 * The types of a built-in kind, in every minor that has both versions: each minor adds fields to all versions alike. Versions
 * that no minor has together are taken from the newest minor that has the spoke, and from the nearest one that has the hub.
 */
export function packagedSchemas(kind: string, { schemaOf, minors }: Schemas): RuleSchemas {
  const newestFirst = [...minors()].reverse();
  const typesOf = (apiVersion: string) =>
    newestFirst.flatMap((minor) => {
      const types = schemaOf(minor, apiVersion, kind);
      return types ? [{ minor, types }] : [];
    });
  return {
    typesOf: (apiVersion) => typesOf(apiVersion)[0]?.types,
    allTypesOf: (apiVersion) => typesOf(apiVersion).map(({ types }) => types),
    pairs: (spokeVersion, hubVersion) => {
      const [spokes, hubs] = [typesOf(spokeVersion), typesOf(hubVersion)];
      const together = spokes.flatMap((spoke) => {
        const hub = hubs.find(({ minor }) => minor === spoke.minor);
        return hub ? [pairOf(spoke, hub)] : [];
      });
      const [spoke] = spokes;
      const hub = spoke && nearest(hubs, spoke);
      return together.length > 0 || !hub ? together : [pairOf(spoke, hub)];
    },
  };
}

interface InMinor {
  readonly minor: string;
  readonly types: SchemaNode;
}

function pairOf(spoke: InMinor, hub: InMinor): SchemaPair {
  return { spoke: spoke.types, hub: hub.types, origin: ` in Kubernetes ${spoke.minor}` };
}

function nearest(all: readonly InMinor[], to: InMinor): InMinor | undefined {
  const distance = ({ minor }: InMinor) => Math.abs(numberOf(minor) - numberOf(to.minor));
  return [...all].sort((a, b) => distance(a) - distance(b))[0];
}

function numberOf(minor: string): number {
  return Number(minor.slice(minor.indexOf('.') + 1));
}

/** The types of a kind of one's own, by version; `typesOf` gives those of a CustomResourceDefinition. */
export function crdSchemas(group: string, typesOf: (version: string) => SchemaNode | undefined): RuleSchemas {
  const typesIn = (apiVersion: string): SchemaNode | undefined => {
    const [inGroup, version] = apiVersion.split('/');
    return inGroup === group && version !== undefined ? typesOf(version) : undefined;
  };
  return {
    typesOf: typesIn,
    allTypesOf: (apiVersion) => [typesIn(apiVersion)].filter((types) => types !== undefined),
    pairs: (spokeVersion, hubVersion) => {
      const [spoke, hub] = [typesIn(spokeVersion), typesIn(hubVersion)];
      return spoke && hub ? [{ spoke, hub, origin: '' }] : [];
    },
  };
}
