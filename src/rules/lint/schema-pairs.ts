import type { SchemaNode } from '../../schema/node.ts';
import type { ConversionRule } from '../model.ts';
import { LensRun } from './lens-run.ts';
import type { RuleSchemas, TypesInMinor } from './rule-schemas.ts';
import { STEP_EFFECTS } from './step-effects.ts';

/** The types of two versions of a kind, to be compared. */
export interface SchemaPair {
  readonly spoke: SchemaNode;
  readonly hub: SchemaNode;
  /** Where both come from, for messages, such as ` in Kubernetes 1.24`; empty where there is only one such place. */
  readonly origin: string;
}

/** What the lens of a spoke is checked with. */
interface SchemaPairs {
  /** Types of one release: every field of one side is to be covered on the other. None when a version is unknown. */
  readonly sure: readonly SchemaPair[];
  /**
   * Types of different releases, one of each release that `sure` lacks: a field that only one of them has may be newer than
   * the other. They say which fields there have ever been.
   */
  readonly others: readonly SchemaPair[];
}

/** A version of a spoke of a rule. */
export interface SpokeVersion {
  readonly rule: ConversionRule;
  /** Which spoke. */
  readonly index: number;
  readonly apiVersion: string;
}

/**
 * Pairs from every minor that has both versions: each minor adds fields to all versions alike. Where none has, those of the hub
 * are made from the types of another version of the same minor by its lens, such as batch/v1 of 1.20 from batch/v1beta1.
 * Where there is no such version either, the newest types of the spoke are compared with those of the nearest minor.
 */
export function schemaPairs(version: SpokeVersion, schemas: RuleSchemas): SchemaPairs {
  const { together, apart } = pairsByMinor(version.apiVersion, version.rule.spec.hub, schemas);
  const spokes = together.length > 0 ? [] : schemas.typesIn(version.apiVersion);
  const made = spokes.flatMap((spoke) => pairOf(spoke, madeHub(version, spoke.minor, schemas)));
  const sure = [together, made, apart.slice(0, 1)].find(({ length }) => length > 0) ?? [];
  return { sure, others: apart };
}

/** The pair that shows best how two versions differ: of the newest minor that has both, or of two that are near. */
export function newestPair(spoke: string, hub: string, schemas: RuleSchemas): SchemaPair | undefined {
  const { together, apart } = pairsByMinor(spoke, hub, schemas);
  return together[0] ?? apart[0];
}

interface PairsByMinor {
  readonly together: readonly SchemaPair[];
  /** Each minor of either version with the nearest one of the other. */
  readonly apart: readonly SchemaPair[];
}

function pairsByMinor(spokeVersion: string, hubVersion: string, schemas: RuleSchemas): PairsByMinor {
  const [spokes, hubs] = [schemas.typesIn(spokeVersion), schemas.typesIn(hubVersion)];
  return {
    together: spokes.flatMap((spoke) => pairOf(spoke, inMinor(hubs, spoke.minor))),
    apart: [
      ...spokes.flatMap((spoke) => pairOf(spoke, nearest(hubs, spoke))),
      ...hubs.flatMap((hub) => pairOf(nearest(spokes, hub), hub)),
    ],
  };
}

function pairOf(spoke: TypesInMinor | undefined, hub: TypesInMinor | undefined): readonly SchemaPair[] {
  if (!spoke || !hub) return [];
  const origin = spoke.minor === '' ? '' : ` in Kubernetes ${spoke.minor}`;
  return [{ spoke: spoke.types, hub: hub.types, origin }];
}

function inMinor(all: readonly TypesInMinor[], wanted: string): TypesInMinor | undefined {
  return all.find(({ minor }) => minor === wanted);
}

function nearest(all: readonly TypesInMinor[], to: TypesInMinor): TypesInMinor | undefined {
  const distance = ({ minor }: TypesInMinor) => Math.abs(numberOf(minor) - numberOf(to.minor));
  return [...all].sort((a, b) => distance(a) - distance(b))[0];
}

function numberOf(minor: string): number {
  return Number(minor.slice(minor.indexOf('.') + 1));
}

/**
 * The hub's types, as they would be in a minor that does not have the hub: from a version that the rule names before this one, and
 * that is checked in the same way. A TypeScript lens is not run on types.
 */
function madeHub(
  { rule, index, apiVersion }: SpokeVersion,
  minor: string,
  schemas: RuleSchemas,
): TypesInMinor | undefined {
  for (const { apiVersions, lens = [], code } of rule.spec.spokes.slice(0, index + 1)) {
    for (const from of apiVersions) {
      if (from === apiVersion) return undefined;
      const types = code === undefined ? inMinor(schemas.typesIn(from), minor)?.types : undefined;
      if (!types) continue;
      const run = new LensRun(types, { rule, direction: 'up', from, report: ignore, effects: STEP_EFFECTS });
      run.steps(lens, []);
      return { minor, types: run.root };
    }
  }
  return undefined;
}

function ignore(): void {
  // What is wrong with the other lens is told where that one is checked.
}
