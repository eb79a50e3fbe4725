import { decodeJson } from '../../json/decode.ts';
import { isJsonObject, type Json, type JsonObject } from '../../json/json.ts';
import { NO_FIELDS, type FieldPath, type FieldSet } from './field-set.ts';

const SELF = '.';

/** Reads `fieldsV1` of an entry of `metadata.managedFields`; what is no such tree is empty. */
export function parseFieldsV1(fields: Json | undefined): FieldSet {
  if (!isJsonObject(fields)) return NO_FIELDS;
  return { member: false, children: childrenOf(fields) };
}

function childrenOf(fields: JsonObject): ReadonlyMap<string, FieldSet> {
  const children = new Map<string, FieldSet>();
  for (const [step, inside] of Object.entries(fields)) {
    if (!isStep(step) || !isJsonObject(inside)) continue;
    const grandchildren = childrenOf(inside);
    children.set(step, { member: grandchildren.size === 0 || inside[SELF] !== undefined, children: grandchildren });
  }
  return children;
}

/** Whoever writes a member's object may write anything here. */
function isStep(step: string): boolean {
  if (step.startsWith('f:') || step.startsWith('i:')) return true;
  if (!step.startsWith('k:') && !step.startsWith('v:')) return false;
  const decoded = decodeJson(step.slice(2));
  return decoded.ok && isJsonObject(decoded.value) === step.startsWith('k:');
}

/** Writes a set as `fieldsV1`, in one order for equal sets. */
export function formatFieldsV1(set: FieldSet): JsonObject {
  const children = [...set.children].sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(
    children.map(([step, child]) => {
      const inside = formatFieldsV1(child);
      return [step, child.member && child.children.size > 0 ? { [SELF]: {}, ...inside } : inside];
    }),
  );
}

/** A path as API servers name it in conflicts: `.spec.containers[name="a"].image`. */
export function formatPath(path: FieldPath): string {
  return path.map(formatStep).join('');
}

function formatStep(step: string): string {
  const value = step.slice(2);
  if (step.startsWith('f:')) return `.${value}`;
  if (!step.startsWith('k:')) return `[${step.startsWith('v:') ? '=' : ''}${value}]`;
  const keys = JSON.parse(value) as Record<string, unknown>;
  return `[${Object.entries(keys)
    .map(([key, text]) => `${key}=${JSON.stringify(text)}`)
    .join(',')}]`;
}
