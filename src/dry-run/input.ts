import { isJsonObject, objectAt, stringAt, type JsonObject } from '../json/json.ts';
import { staysOnControlPlane } from '../karmada/control-plane-groups.ts';
import { overridePolicy, type OverridePolicy } from '../karmada/override-policy.ts';
import { propagationPolicy, type PropagationPolicy } from '../karmada/propagation-policy.ts';
import type { NewPolicies } from '../karmada/with-policies.ts';
import { checkPolicy } from '../policies/check.ts';
import type { Policy } from '../policies/policy.ts';
import { parseGroupVersion } from '../kubernetes/group-version.ts';

/** An object of an input, and whatever else is known of it. */
interface Item {
  readonly object: JsonObject;
}

/** Policies of an input. */
export interface InputPolicies extends NewPolicies {
  readonly conversion: readonly Policy[];
  /** Those of Karmada as objects, in the namespace that they are applied to. */
  readonly written: readonly JsonObject[];
}

/** What an input stands for: templates, and policies that decide about them. */
export interface DryRunInput<T extends Item> {
  readonly templates: readonly T[];
  readonly policies: InputPolicies;
  /** How many other objects there are that stay on the control plane. */
  readonly left: number;
  /** Policies that cannot be read. */
  readonly mistakes: readonly { readonly item: T; readonly reason: string }[];
}

type Read =
  | { readonly propagation: PropagationPolicy; readonly object: JsonObject }
  | { readonly override: OverridePolicy; readonly object: JsonObject }
  | { readonly conversion: Policy }
  | { readonly reason: string }
  | 'template'
  | 'left';

/**
 * Tells templates from what stays on the control plane, and reads policies among that. A policy that needs a namespace and names none is
 * in `namespace`. Of two policies with the same name the last one counts, as if they were applied one after the other.
 */
export function readInput<T extends Item>(items: readonly T[], namespace: string): DryRunInput<T> {
  const templates: T[] = [];
  const mistakes: { item: T; reason: string }[] = [];
  const propagation = new Map<string, Extract<Read, { readonly propagation: PropagationPolicy }>>();
  const overrides = new Map<string, Extract<Read, { readonly override: OverridePolicy }>>();
  const conversion = new Map<string, Policy>();
  let left = 0;
  for (const item of items) {
    const read = readObject(item.object, namespace);
    if (read === 'template') templates.push(item);
    else if (read === 'left') left++;
    else if ('propagation' in read) propagation.set(keyOf(read.propagation.metadata), read);
    else if ('override' in read) overrides.set(keyOf(read.override.metadata), read);
    else if ('conversion' in read) conversion.set(read.conversion.title, read.conversion);
    else mistakes.push({ item, reason: read.reason });
  }
  const policies = {
    propagation: [...propagation.values()].map((each) => each.propagation),
    overrides: [...overrides.values()].map(({ override }) => override),
    conversion: [...conversion.values()],
    written: [...propagation.values(), ...overrides.values()].map(({ object }) => object),
  };
  return { templates, policies, left, mistakes };
}

function keyOf({ namespace, name }: { readonly namespace: string; readonly name: string }): string {
  return `${namespace}/${name}`;
}

function readObject(object: JsonObject, namespace: string): Read {
  if (!staysOnControlPlane(object)) return 'template';
  const { group } = parseGroupVersion(stringAt(object, 'apiVersion') ?? '');
  const kind = stringAt(object, 'kind') ?? '';
  const read = READERS.get(`${group} ${kind.replace(/^Cluster/, '')}`);
  return read?.(inScope(object, kind, namespace)) ?? 'left';
}

/** By group and kind, of which both scopes are read alike. */
const READERS: ReadonlyMap<string, (object: JsonObject) => Read> = new Map([
  ['policy.karmada.io PropagationPolicy', readPropagation],
  ['policy.karmada.io OverridePolicy', readOverride],
  ['karmorph.io ConversionPolicy', readConversion],
]);

function readPropagation(object: JsonObject): Read {
  const parsed = propagationPolicy.safeParse(object);
  return parsed.success ? { propagation: parsed.data, object } : { reason: reasonOf(parsed.error) };
}

function readOverride(object: JsonObject): Read {
  const parsed = overridePolicy.safeParse(object);
  return parsed.success ? { override: parsed.data, object } : { reason: reasonOf(parsed.error) };
}

function readConversion(object: JsonObject): Read {
  const checked = checkPolicy({ object });
  if (checked.ok) return { conversion: checked.policy };
  return { reason: checked.diagnostics.map(({ message }) => message).join('; ') };
}

/** A policy with the namespace that it is applied to; without one where its kind has none. */
function inScope(object: JsonObject, kind: string, namespace: string): JsonObject {
  if (!isJsonObject(object.metadata)) return object;
  const metadata = objectAt(object, 'metadata');
  const own = kind.startsWith('Cluster') ? undefined : (stringAt(metadata, 'namespace') ?? namespace);
  return { ...object, metadata: { ...metadata, namespace: own } };
}

interface ParseError {
  readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[];
}

function reasonOf({ issues: [issue] }: ParseError): string {
  return `${issue?.path.map(String).join('.') ?? ''}: ${issue?.message ?? ''}`;
}
