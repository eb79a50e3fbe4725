import { gvkOf } from '../kubernetes/group-version.ts';
import { nodeBuilder } from './build-nodes.ts';
import { fieldFactsOf } from './field-facts.ts';
import type { SchemaNode, Schemas } from './node.ts';
import { packagedSchemaText } from './packaged-text.ts';
import type { Definitions, PreparedType } from './prepared.ts';

/** The form of `data/kubernetes-openapi.json.gz`, which `scripts/make-schemas.ts` writes and data/README.md describes. */
export interface PackagedSchemas {
  /** The first and the last minor, such as 16 for 1.16. */
  readonly first: number;
  readonly last: number;
  /** The definition of each kind, by `apiVersion/kind`. */
  readonly kinds: Readonly<Record<string, string>>;
  /** Each definition as `[first minor, last minor, type]`, for every run of minors in which it is the same. */
  readonly definitions: Readonly<Record<string, readonly (readonly [number, number, PreparedType])[]>>;
}

let data: PackagedSchemas | undefined;
/** By minor, such as `1.21`. */
let lookups: ReadonlyMap<string, Lookup> | undefined;

type Lookup = (gvk: string) => SchemaNode | undefined;

/**
 * What an API server of a Kubernetes minor, such as `1.21`, knows of a kind, by the OpenAPI document of that release.
 * Undefined for a minor that is not packaged and for a kind that the minor does not have; kinds of the packaged minors are
 * there whether or not they are served by default. The data is read at the first call; equal calls give the same node.
 */
export function schemaOf(minor: string, apiVersion: string, kind: string): SchemaNode | undefined {
  return lookupsByMinor().get(minor)?.(gvkOf(apiVersion, kind));
}

/** Every packaged minor, the oldest first: `1.16`, `1.17`, and so on. */
export function packagedMinors(): readonly string[] {
  return [...lookupsByMinor().keys()];
}

function packaged(): PackagedSchemas {
  return (data ??= JSON.parse(packagedSchemaText()) as PackagedSchemas);
}

function lookupsByMinor(): ReadonlyMap<string, Lookup> {
  if (lookups) return lookups;
  const { first, last } = packaged();
  const minors = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  return (lookups = new Map(minors.map((minor) => [`1.${String(minor)}`, lookupIn(minor)])));
}

/** A definition of the newest packaged minor, such as `OBJECT_META`. */
export function packagedDefinition(name: string): PreparedType | undefined {
  return definitionIn(packaged().last, name);
}

/** Where the definition of a kind is, and those that it refers to. */
export interface PackagedKind {
  readonly name: string;
  readonly definitions: Definitions;
}

/** The definition of a kind in a minor, such as `1.21`; undefined as for {@link schemaOf}. */
export function packagedKind(minor: string, apiVersion: string, kind: string): PackagedKind | undefined {
  const { kinds } = packaged();
  const gvk = gvkOf(apiVersion, kind);
  const name = Object.hasOwn(kinds, gvk) ? kinds[gvk] : undefined;
  const number = Number(minor.slice(2));
  if (name === undefined || definitionIn(number, name) === undefined) return undefined;
  return { name, definitions: (each) => definitionIn(number, each) };
}

function definitionIn(minor: number, name: string): PreparedType | undefined {
  return packaged().definitions[name]?.find(([from, to]) => from <= minor && minor <= to)?.[2];
}

/** Nodes are made when they are asked for first. */
function lookupIn(minor: number): Lookup {
  const { kinds } = packaged();
  const build = nodeBuilder((name) => definitionIn(minor, name), fieldFactsOf(minor));
  const nodes = new Map<string, SchemaNode | undefined>();
  return (gvk) => {
    if (nodes.has(gvk)) return nodes.get(gvk);
    const name = Object.hasOwn(kinds, gvk) ? kinds[gvk] : undefined;
    if (name === undefined) return undefined;
    const node = definitionIn(minor, name) && build(`#${name}`);
    nodes.set(gvk, node);
    return node;
  };
}

/** The packaged schemas, for whoever gets schemas as an argument. */
export const PACKAGED_SCHEMAS: Schemas = { schemaOf, minors: packagedMinors };
