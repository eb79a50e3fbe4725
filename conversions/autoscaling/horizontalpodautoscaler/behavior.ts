import type { Scope } from '../../../src/engine/scope.ts';
import { decodeJson } from '../../../src/json/decode.ts';
import { encodeJson } from '../../../src/json/encode.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../../src/json/json.ts';

/** The fields of `HPAScalingRules` and `HPAScalingPolicy`, in the order in which Go writes them. */
const RULES = ['stabilizationWindowSeconds', 'selectPolicy', 'policies', 'tolerance'] as const;
const POLICY = ['type', 'value', 'periodSeconds'] as const;
const GO_NAMES: ReadonlyMap<string, string> = new Map(
  ['scaleUp', 'scaleDown', ...RULES, ...POLICY].map((name) => [name, name.charAt(0).toUpperCase() + name.slice(1)]),
);

/**
 * The text of the behavior annotation. Kubernetes writes its internal Go type there, which has no JSON names: keys are
 * the Go field names, and what is not set is null (KEP-853; kept for compatibility ever since).
 */
export function behaviorAnnotation(behavior: JsonObject, scope: Scope): string {
  return encodeJson({ ScaleUp: goRules(behavior, 'scaleUp', scope), ScaleDown: goRules(behavior, 'scaleDown', scope) });
}

function goRules(behavior: JsonObject, key: string, scope: Scope): Json {
  const rules = behavior[key] ?? null;
  if (rules === null) return null;
  if (!isJsonObject(rules)) throw scope.typeMismatch([key], 'an object', rules);
  const { stabilizationWindowSeconds, selectPolicy, tolerance } = rules;
  return {
    StabilizationWindowSeconds: stabilizationWindowSeconds ?? null,
    SelectPolicy: selectPolicy ?? null,
    Policies: goPolicies(rules, key, scope),
    Tolerance: tolerance ?? null,
  };
}

function goPolicies({ policies = null }: JsonObject, key: string, scope: Scope): Json {
  if (policies === null) return null;
  if (!isJsonArray(policies)) throw scope.typeMismatch([key, 'policies'], 'a list', policies);
  return policies.map((policy, index) => {
    if (!isJsonObject(policy)) throw scope.typeMismatch([key, 'policies', index], 'an object', policy);
    return goPolicy(policy);
  });
}

function goPolicy({ type, value, periodSeconds }: JsonObject): Json {
  return { Type: type ?? '', Value: value ?? 0, PeriodSeconds: periodSeconds ?? 0 };
}

function goName(name: string): string {
  return GO_NAMES.get(name) ?? name;
}

/** The behavior that an annotation stands for; undefined when the text is not one, which Kubernetes ignores. */
export function parseBehavior(text: string | undefined): JsonObject | undefined {
  if (text === undefined) return undefined;
  const decoded = decodeJson(text);
  if (!decoded.ok || !isJsonObject(decoded.value)) return undefined;
  const scaleUp = parseRules(goField(decoded.value, 'scaleUp'));
  const scaleDown = parseRules(goField(decoded.value, 'scaleDown'));
  if (scaleUp === INVALID || scaleDown === INVALID || (!scaleUp && !scaleDown)) return undefined;
  return { ...(scaleUp && { scaleUp }), ...(scaleDown && { scaleDown }) };
}

const INVALID = Symbol('not what Go would decode');

function parseRules(value: Json | undefined): JsonObject | typeof INVALID | undefined {
  if (value === undefined || value === null) return undefined;
  if (!isJsonObject(value)) return INVALID;
  const rules: Record<string, Json> = {};
  for (const name of RULES) {
    const field = goField(value, name);
    if (field === undefined || field === null) continue;
    const parsed = name === 'policies' ? parsePolicies(field) : field;
    if (parsed === INVALID || !isScalarOf(name, parsed)) return INVALID;
    rules[name] = parsed;
  }
  return rules;
}

function isScalarOf(name: (typeof RULES)[number], value: Json): boolean {
  if (name === 'stabilizationWindowSeconds') return Number.isInteger(value);
  if (name === 'selectPolicy') return typeof value === 'string';
  return name === 'policies' || typeof value === 'string' || typeof value === 'number';
}

function parsePolicies(value: Json): readonly Json[] | typeof INVALID {
  if (!isJsonArray(value)) return INVALID;
  const policies = value.map((policy) => (isJsonObject(policy) ? parsePolicy(policy) : undefined));
  return policies.every((policy) => policy !== undefined) ? policies : INVALID;
}

function parsePolicy(policy: JsonObject): JsonObject | undefined {
  const [type, value, periodSeconds] = POLICY.map((name) => goField(policy, name) ?? (name === 'type' ? '' : 0));
  const valid = typeof type === 'string' && Number.isInteger(value) && Number.isInteger(periodSeconds);
  return valid ? { type, value, periodSeconds } : undefined;
}

/** Go's decoder takes a key in any case (encoding/json, Unmarshal). */
function goField(object: JsonObject, name: string): Json | undefined {
  const exact = object[goName(name)];
  if (exact !== undefined) return exact;
  for (const key in object) {
    if (key.length === name.length && key.toLowerCase() === name.toLowerCase()) return object[key];
  }
  return undefined;
}
