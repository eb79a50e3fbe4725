import type { Loss } from '../engine/scope.ts';
import { matchesLabels, type Labels, type Requirement } from '../karmada/label-selector.ts';
import { covers, parseFieldParts } from './field-pattern.ts';
import { requirementsOf } from './label-selector.ts';
import type { Outcome, PolicySpec, PolicyText } from './model.ts';

/** What policies look at in a template. */
export interface Subject {
  /** Empty for a template without one. */
  readonly namespace: string;
  readonly name: string;
  readonly kind: string;
  /** Every apiVersion of its family. */
  readonly versions: readonly string[];
  readonly labels: Labels;
}

/** Whether a policy looks at what a member gets; `ignored` means that it does not mind, `not` that it says nothing. */
export type Reach = 'judged' | 'ignored' | 'not';

/** A policy without mistakes, ready to judge. */
export interface Policy {
  /** As messages name it: `ClusterConversionPolicy strict`, or `ConversionPolicy shop/strict`. */
  readonly title: string;
  /** The one namespace that it is for; undefined for a cluster's policy. */
  readonly namespace: string | undefined;
  readonly spec: PolicySpec;
  readonly onImpossible: Outcome;
  /** Whether it looks at every member in the same way. */
  readonly everyMember: boolean;
  selects(subject: Subject): boolean;
  /** Labels that are not known count as selected, so that nothing strict is passed by because of them. */
  reach(member: string, labels: Labels | undefined): Reach;
  onLoss(loss: Loss): Outcome;
}

/** Whether a policy may refuse a template. */
export function isStrict({ spec, onImpossible }: Pick<Policy, 'spec' | 'onImpossible'>): boolean {
  return spec.onLoss === 'Deny' || onImpossible === 'Deny';
}

/** Compiles the text of a policy. */
export function compilePolicy({ metadata, ...text }: PolicyText): Policy {
  const spec: PolicySpec = text.spec;
  const namespace = text.kind === 'ConversionPolicy' ? String(metadata.namespace) : undefined;
  const { onLoss = 'Warn', onImpossible = 'Warn', allowedLosses = [] } = spec;
  const isAllowed = ({ path }: Loss): boolean => {
    const field = parseFieldParts(path);
    return field !== undefined && allowedLosses.some((pattern) => covers(pattern, field));
  };
  return {
    title: `${text.kind} ${namespace === undefined ? '' : `${namespace}/`}${metadata.name}`,
    namespace,
    spec,
    onImpossible,
    everyMember: spec.members === undefined && (spec.ignoreMembers ?? []).length === 0,
    selects: selection(spec, namespace),
    reach: reachOf(spec),
    onLoss: (loss) => (onLoss !== 'Allow' && isAllowed(loss) ? 'Allow' : onLoss),
  };
}

function selection(spec: PolicySpec, own: string | undefined): Policy['selects'] {
  const { namespaces, excludeNamespaces = [], resourceSelectors } = spec;
  const included = own === undefined ? namespaces && new Set(namespaces) : new Set([own]);
  const excluded = new Set(excludeNamespaces);
  const selectors = resourceSelectors?.map(({ labelSelector = {}, ...selector }) => ({
    ...selector,
    requirements: requirementsOf(labelSelector),
  }));
  return (subject) =>
    (!included || included.has(subject.namespace)) &&
    !excluded.has(subject.namespace) &&
    (!selectors || selectors.some((selector) => selectsResource(selector, subject)));
}

type ResourceSelector = Omit<NonNullable<PolicySpec['resourceSelectors']>[number], 'labelSelector'> & {
  readonly requirements: readonly Requirement[];
};

function selectsResource({ apiVersion, kind, name, requirements }: ResourceSelector, subject: Subject): boolean {
  return (
    (apiVersion === undefined || subject.versions.includes(apiVersion)) &&
    (kind === undefined || kind === subject.kind) &&
    (name === undefined || name === subject.name) &&
    matchesLabels(requirements, subject.labels)
  );
}

function reachOf({ members = {}, ignoreMembers = [] }: PolicySpec): Policy['reach'] {
  const { clusterNames, labelSelector = {}, exclude = [] } = members;
  const requirements = requirementsOf(labelSelector);
  const included = clusterNames && new Set(clusterNames);
  const excluded = new Set(exclude);
  const ignored = new Set(ignoreMembers);
  return (member, labels) => {
    const named = (!included || included.has(member)) && !excluded.has(member);
    if (!named || (labels && !matchesLabels(requirements, labels))) return 'not';
    return ignored.has(member) ? 'ignored' : 'judged';
  };
}
