import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, type Document } from 'yaml';
import { z } from 'zod';
import { problem, type Problem } from '../errors.ts';
import { reasonOf } from '../json/decode.ts';
import { isRequirement } from '../karmada/label-selector.ts';

const text = z.string({
  error: ({ input }) =>
    typeof input === 'number'
      ? 'must be a text: write it in quotes, such as "1.20"'
      : missingOr('must be a text')({ input }),
});
const apis = z.array(text, { error: missingOr('must be a list') }).default([]);

/** The name of a member is a part of the gateway's paths, and of a Cluster. */
const name = text.regex(
  /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/,
  'must be a DNS name: lower-case letters, digits, "-" and ".", such as old-1',
);

/** The message for a value of a wrong type; one that is not there is told as that. */
function missingOr(message: string) {
  return ({ input }: { readonly input?: unknown }): string => (input === undefined ? 'is missing' : message);
}

function exactly(wanted: string) {
  return z.literal(wanted, { error: ({ input }) => `must be ${wanted}, but is ${JSON.stringify(input)}` });
}

const asObject = { error: missingOr('must be an object') };

const controlPlane = z.strictObject(
  {
    kubernetesVersion: text.optional(),
    add: apis,
    remove: apis,
  },
  asObject,
);

const LABEL = 'must be a label that Kubernetes accepts';
const labels = z.record(z.string(), text, { error: missingOr('must be an object') }).superRefine((all, context) => {
  for (const [key, value] of Object.entries(all)) {
    if (isRequirement({ key, operator: 'In', values: [value] })) continue;
    context.addIssue({ code: 'custom', path: [key], message: LABEL });
  }
});

/** As in `spec.taints` of a Cluster. */
const taint = z.strictObject(
  {
    key: text,
    value: text.default(''),
    effect: z.enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute'], {
      error: missingOr('must be NoSchedule, PreferNoSchedule or NoExecute'),
    }),
  },
  asObject,
);

const member = z.strictObject(
  {
    name,
    kubernetesVersion: text,
    add: apis,
    remove: apis,
    apiEndpoint: text.optional(),
    caBundle: text.optional(),
    caFile: text.optional(),
    openapi: text.optional(),
    labels: labels.optional(),
    provider: text.optional(),
    region: text.optional(),
    zones: z.array(text, { error: missingOr('must be a list') }).optional(),
    taints: z.array(taint, { error: missingOr('must be a list') }).optional(),
  },
  asObject,
);

const fleet = z.strictObject(
  {
    apiVersion: exactly('karmorph.io/v1alpha1').optional(),
    kind: exactly('Fleet').optional(),
    controlPlane: controlPlane.optional(),
    members: z.array(member, { error: missingOr('must be a list') }),
  },
  asObject,
);

/** One member as it is written in a fleet file. */
export type FleetMember = z.infer<typeof member>;

/** A place in a fleet file: `['members', 0, 'apiEndpoint']`. */
export type FleetPath = readonly (string | number)[];

/** A fleet file whose fields have the right names and types; what they say is not checked yet. */
export interface FleetDocument {
  readonly fleet: z.infer<typeof fleet>;
  /** `file:line` of a field, or of the nearest one around it, and what to call it. */
  locate(path: FleetPath): { readonly at: string; readonly field: string };
}

export type FleetSyntax =
  | { readonly ok: true; readonly document: FleetDocument }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Reads the YAML of a fleet file and checks names and types of its fields: FLEET_FILE_INVALID for each that is wrong. */
export function decodeFleet(source: string, file: string): FleetSyntax {
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false });
  const locate = (path: FleetPath): { at: string; field: string } => ({
    at: `${file}:${lines.linePos(offsetOf(document, path)).line}`,
    field: nameOf(document, path),
  });
  const mistakes = [...document.errors, ...document.warnings].map(({ pos: [start], message }) =>
    problem('FLEET_FILE_INVALID', { at: `${file}:${lines.linePos(start).line}`, field: 'YAML', reason: message }),
  );
  if (mistakes.length > 0) return { ok: false, problems: mistakes };
  let value: unknown;
  try {
    value = document.toJS();
  } catch (error) {
    // Aliases that expand to more than any fleet needs.
    return { ok: false, problems: [problem('FLEET_FILE_INVALID', { ...locate([]), reason: reasonOf(error) })] };
  }
  if (value === null || value === undefined)
    return { ok: false, problems: [problem('FLEET_FILE_INVALID', { ...locate([]), reason: 'is empty' })] };
  const parsed = fleet.safeParse(value);
  if (parsed.success) return { ok: true, document: { fleet: parsed.data, locate } };
  const problems = parsed.error.issues.flatMap((issue) =>
    mistakesOf(issue).map(({ path, reason }) => problem('FLEET_FILE_INVALID', { ...locate(path), reason })),
  );
  return { ok: false, problems };
}

function mistakesOf(issue: z.core.$ZodIssue): readonly { path: FleetPath; reason: string }[] {
  const path = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step));
  if (issue.code !== 'unrecognized_keys') return [{ path, reason: issue.message }];
  const allowed = Object.keys(schemaAt(path).shape).join(', ');
  return issue.keys.map((key) => ({ path: [...path, key], reason: `is not a field here; allowed are ${allowed}` }));
}

function schemaAt(path: FleetPath): { readonly shape: object } {
  if (path[0] === 'controlPlane') return controlPlane;
  if (path[2] === 'taints') return taint;
  return path[0] === 'members' ? member : fleet;
}

/** Where a field begins in the text: at its key, or at the nearest thing around it when it is absent. */
function offsetOf(document: Document.Parsed, path: FleetPath): number {
  let offset = 0;
  let node: unknown = document.contents;
  for (const step of path) {
    const pair = isMap(node) ? node.items.find(({ key }) => isScalar(key) && key.value === step) : undefined;
    const child = pair ? pair.value : isSeq(node) ? node.items[Number(step)] : undefined;
    offset = startOf(pair ? pair.key : child) ?? offset;
    node = child;
  }
  return offset;
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}

/** `member old, apiEndpoint`, or the path where the member has no name. */
function nameOf(document: Document.Parsed, path: FleetPath): string {
  const name = path[0] === 'members' ? document.getIn([...path.slice(0, 2), 'name']) : undefined;
  if (typeof name === 'string')
    return [`member ${name}`, dotted(path.slice(2))].filter((part) => part !== '').join(', ');
  return path.length === 0 ? 'file' : dotted(path);
}

function dotted(path: FleetPath): string {
  const text = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('');
  return text.startsWith('.') ? text.slice(1) : text;
}
