import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../json/json.ts';
import type { SchemaNode } from '../../schema/node.ts';
import { fieldPosition, isDivided, stepOf, type Position } from '../fields/structure.ts';

/** Why a configuration cannot be merged, with the path: an element that nothing tells apart, or one that is there twice. */
export function whyUnmergeable(config: JsonObject, node: SchemaNode): string | undefined {
  return check(config, { node }, '');
}

function check(value: Json, position: Position, path: string): string | undefined {
  const { node, fact } = position;
  if (isJsonObject(value)) return checkFields(value, position, path);
  if (!isJsonArray(value) || node?.kind !== 'list' || !isDivided(node, fact)) return undefined;
  const seen = new Set<string>();
  for (const [index, element] of value.entries()) {
    const at = `${path}[${index}]`;
    const step = stepOf(element, node);
    if (step === undefined) return `${at}: nothing tells this element apart from others`;
    if (seen.has(step)) return `${at}: an element of the same ${step.slice(2)} is there already`;
    seen.add(step);
    const found = check(element, { node: node.items }, at);
    if (found !== undefined) return found;
  }
  return undefined;
}

function checkFields(object: JsonObject, { node }: Position, path: string): string | undefined {
  for (const [field, item = null] of Object.entries(object)) {
    const found = check(item, fieldPosition(node, field), path === '' ? field : `${path}.${field}`);
    if (found !== undefined) return found;
  }
  return undefined;
}
