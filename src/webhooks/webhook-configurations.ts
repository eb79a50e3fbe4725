import type { RuleSet } from '../engine/rule-set.ts';
import type { JsonObject } from '../json/json.ts';
import { parseGroupVersion } from '../kubernetes/group-version.ts';
import type { StrictScope } from '../policies/strict-scopes.ts';
import { CONTROL_PLANE_KINDS } from './control-plane-kinds.ts';
import { inNamespaces, inNoneOf, notInSystemNamespaces, notWrittenBySystem } from './match-conditions.ts';
import { strictGroups, type StrictGroup } from './strict-groups.ts';
import { templateKinds, type ServedResources, type TemplateKind } from './template-kinds.ts';

export interface WebhookInput {
  readonly rules: RuleSet;
  /** What the API server that calls the webhooks serves. */
  readonly resources: ServedResources;
  readonly strict: readonly StrictScope[];
  /** How that API server reaches Karmorph, without a path. */
  readonly url: string;
  /** Base64 of PEM. */
  readonly caBundle: string;
}

/** Of both configurations. */
export const CONFIGURATION_NAME = 'karmorph';
const API_VERSION = 'admissionregistration.k8s.io/v1';
const LABELS = { 'app.kubernetes.io/part-of': 'karmorph' };

/**
 * The MutatingWebhookConfiguration and the ValidatingWebhookConfiguration for what is in force. Every field that an API server
 * would fill in is written, so that equal means equal.
 *
 * Templates are let through while Karmorph is away (`Ignore`), but for those that a strict policy covers: they have webhooks of
 * their own (`Fail`), and nothing else is refused for lack of an answer.
 */
export function webhookConfigurations(input: WebhookInput): readonly [mutating: JsonObject, validating: JsonObject] {
  const kinds = templateKinds(input.rules, input.resources);
  const strict = strictGroups(kinds, input.strict);
  const apart = [notInSystemNamespaces(), notWrittenBySystem()];
  const templates = kinds.flatMap(rulesOf);
  const references = rulesOfKinds(CONTROL_PLANE_KINDS.mutated, input.resources);
  const checked = rulesOfKinds(CONTROL_PLANE_KINDS.checked, input.resources);
  const mutating = [
    { name: 'mutate', path: 'mutate', rules: [...templates, ...references], matchConditions: apart },
  ].map((webhook) => ({ ...webhookOf(input, webhook), reinvocationPolicy: 'Never' }));
  const validating = [
    { name: 'validate', path: 'validate', rules: templates, matchConditions: [...apart, ...inNoneOf(strict)] },
    { name: 'rules', path: 'rules', rules: checked, matchConditions: [] },
    ...strict.map((group, index) => strictWebhook(group, index, apart)),
  ].map((webhook) => webhookOf(input, webhook));
  return [
    configuration('MutatingWebhookConfiguration', mutating.filter(hasRules)),
    configuration('ValidatingWebhookConfiguration', validating.filter(hasRules)),
  ];
}

interface Webhook {
  readonly name: string;
  /** Below `/admission/`. */
  readonly path: string;
  readonly rules: readonly JsonObject[];
  readonly matchConditions: readonly JsonObject[];
  readonly failurePolicy?: string;
}

function strictWebhook({ kinds, namespaces }: StrictGroup, index: number, apart: readonly JsonObject[]): Webhook {
  const inScope = inNamespaces(namespaces);
  return {
    name: `strict-${String(index + 1)}`,
    path: 'validate/strict',
    rules: kinds.flatMap(rulesOf),
    matchConditions: [...apart, ...(inScope === undefined ? [] : [{ name: 'in-strict-scope', expression: inScope }])],
    failurePolicy: 'Fail',
  };
}

/** API servers give up after that: a user waits. */
const TIMEOUT_SECONDS = 3;

function webhookOf({ url, caBundle }: WebhookInput, webhook: Webhook): JsonObject {
  const { name, path, rules, matchConditions, failurePolicy = 'Ignore' } = webhook;
  return {
    name: `${name}.karmorph.io`,
    // A URL, as Karmada's own webhooks have it: the Service is in the host cluster, not in this API server.
    clientConfig: { url: `${url}/admission/${path}`, caBundle },
    admissionReviewVersions: ['v1'],
    sideEffects: 'None',
    failurePolicy,
    matchPolicy: 'Equivalent',
    timeoutSeconds: TIMEOUT_SECONDS,
    namespaceSelector: {},
    objectSelector: {},
    ...(matchConditions.length > 0 && { matchConditions }),
    rules,
  };
}

function hasRules({ rules }: JsonObject): boolean {
  return Array.isArray(rules) && rules.length > 0;
}

function configuration(kind: string, webhooks: readonly JsonObject[]): JsonObject {
  return { apiVersion: API_VERSION, kind, metadata: { name: CONFIGURATION_NAME, labels: LABELS }, webhooks };
}

/** One rule for each group: the versions of one resource are equivalent, and the one that was written is sent. */
function rulesOf({ served }: TemplateKind): readonly JsonObject[] {
  const groups = new Map<string, { readonly resource: string; readonly versions: string[] }>();
  for (const { group, version, resource } of served) {
    const known = groups.get(group);
    if (known) known.versions.push(version);
    else groups.set(group, { resource, versions: [version] });
  }
  return [...groups].map(([group, { resource, versions }]) => ({
    operations: ['CREATE', 'UPDATE'],
    apiGroups: [group],
    apiVersions: versions,
    resources: [resource],
    scope: '*',
  }));
}

function rulesOfKinds(kinds: readonly string[], resources: ServedResources): readonly JsonObject[] {
  return kinds.flatMap((gvk) => {
    const resource = resources.get(gvk);
    const at = gvk.lastIndexOf('/');
    const apiVersion = gvk.slice(0, at);
    const served = resource === undefined ? [] : [{ ...parseGroupVersion(apiVersion), resource }];
    return rulesOf({ kind: gvk.slice(at + 1), apiVersions: [apiVersion], served });
  });
}
