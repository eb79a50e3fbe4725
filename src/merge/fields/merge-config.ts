import type { Json, JsonObject } from '../../json/json.ts';
import type { SchemaNode } from '../../schema/node.ts';
import { fieldPosition, structureOf, type Position } from './structure.ts';

/** The live object with everything that a configuration has (structured-merge-diff, Merge). */
export function mergeConfig(live: JsonObject, config: JsonObject, node: SchemaNode | undefined): JsonObject {
  return mergeFields(live, config, { node });
}

function merge(live: Json | undefined, config: Json | undefined, position: Position): Json {
  if (config === undefined) return live ?? null;
  const [left, right] = [structureOf(live, position), structureOf(config, position)];
  if (left.kind === 'fields' && right.kind === 'fields') return mergeFields(left.value, right.value, position);
  if (left.kind !== 'elements' || right.kind !== 'elements') return config;
  return mergedOrder([...left.elements.keys()], [...right.elements.keys()]).map((step) =>
    merge(left.elements.get(step), right.elements.get(step), right.items),
  );
}

function mergeFields(live: JsonObject, config: JsonObject, { node }: Position): JsonObject {
  const result: Record<string, Json | undefined> = { ...live };
  for (const [field, value] of Object.entries(config)) {
    if (value !== undefined) result[field] = merge(live[field], value, fieldPosition(node, field));
  }
  return result;
}

/**
 * The elements of both lists: those of the configuration in its order, and those that are only live where they were, as far as that
 * order allows; step by step as structured-merge-diff does it (typed/merge.go, visitListItems).
 */
function mergedOrder(live: readonly string[], config: readonly string[]): readonly string[] {
  const [inLive, inConfig] = [new Set(live), new Set(config)];
  const shared = config.filter((step) => inLive.has(step));
  const result = new Set<string>();
  let [l, c, s] = [0, 0, 0];
  while (l + c < live.length + config.length) {
    const [left = '', right = ''] = [live[l], config[c]];
    const place = placeOf(live[l], config[c], { inConfig, next: shared[s] });
    if (place === 'live') result.add(left);
    if (place !== 'config' || live[l] === right || result.has(left)) l++;
    if (place !== 'config') continue;
    if (right === shared[s]) s++;
    result.add(right);
    c++;
  }
  return [...result];
}

interface Order {
  readonly inConfig: ReadonlySet<string>;
  /** The next element of the configuration that is also live. */
  readonly next: string | undefined;
}

/** Which list's element comes next; `skip` is a live one that the configuration has later, or has had. */
function placeOf(
  left: string | undefined,
  right: string | undefined,
  { inConfig, next }: Order,
): 'live' | 'config' | 'skip' {
  if (left !== undefined && !inConfig.has(left)) return 'live';
  if (right === undefined) return 'skip';
  return left !== undefined && left !== right && next !== undefined && next !== left ? 'skip' : 'config';
}
