import { z } from 'zod';
import { selectorPath } from '../engine/steps/field-path.ts';
import { apiVersion, kind } from '../rules/model.ts';
import { labelSelector } from './label-selector.ts';

/** What a loss means, from mild to strict: nothing, a warning, or that the template is refused. */
export const OUTCOMES = ['Allow', 'Warn', 'Deny'] as const;
const outcome = z.enum(OUTCOMES);
export type Outcome = z.infer<typeof outcome>;

/** What is left out selects everything; an empty list would select nothing, and is never what is meant. */
const OR_LEAVE_OUT = 'an empty list selects nothing; leave the field out to select everything';
/** More than anybody writes by hand; it bounds the work that a policy makes of each template. */
const MOST = { selectors: 100, names: 10_000, paths: 1_000 };

const name = z.string().min(1);
const names = z.array(name).max(MOST.names);
const someNames = names.min(1, OR_LEAVE_OUT);

const resourceSelector = z.strictObject({
  apiVersion: apiVersion
    .optional()
    .describe('any version of the family, such as networking.k8s.io/v1: the policy is for all of them'),
  kind: kind.optional().describe('the kind of the templates'),
  name: name.optional().describe('the name of one template'),
  labelSelector: labelSelector
    .optional()
    .describe(
      'labels of the templates; whoever writes a template chooses its labels, so nothing strict depends on them',
    ),
});

const members = z.strictObject({
  clusterNames: someNames.optional().describe('the names of the members'),
  labelSelector: labelSelector.optional().describe('labels of the Cluster objects'),
  exclude: names.optional().describe('the names of members that the policy is not for'),
});

const common = {
  resourceSelectors: z
    .array(resourceSelector)
    .min(1, OR_LEAVE_OUT)
    .max(MOST.selectors)
    .optional()
    .describe('the templates that the policy is for: those that one of these selects; all when it is left out'),
  members: members.optional().describe('the members that the policy is for; all when it is left out'),
  onLoss: outcome.optional().describe('what it means that a member loses a field; Warn when it is left out'),
  onImpossible: outcome
    .optional()
    .describe('what it means that a member gets nothing, or may get nothing; Warn when it is left out'),
  allowedLosses: z
    .array(selectorPath)
    .max(MOST.paths)
    .optional()
    .describe(
      'fields that may be lost, with all that is below them, as warnings name them: spec.rules[*].http, data.*',
    ),
  ignoreMembers: names.optional().describe('members whose losses do not matter to this policy'),
};

const metadata = { name: name.describe('the name of the policy') };

/** The spec of either kind of policy. */
export type PolicySpec = z.infer<typeof conversionPolicy>['spec'] &
  Partial<z.infer<typeof clusterConversionPolicy>['spec']>;

/** A policy for the templates of its namespace. */
export const conversionPolicy = z.strictObject({
  apiVersion: z.literal('karmorph.io/v1alpha1'),
  kind: z.literal('ConversionPolicy'),
  metadata: z.looseObject({ ...metadata, namespace: name.describe('the namespace whose templates it judges') }),
  spec: z.strictObject(common),
});

/** A policy for templates of all namespaces, and for those without one. */
export const clusterConversionPolicy = z.strictObject({
  apiVersion: z.literal('karmorph.io/v1alpha1'),
  kind: z.literal('ClusterConversionPolicy'),
  metadata: z.looseObject(metadata),
  spec: z.strictObject({
    ...common,
    namespaces: someNames
      .optional()
      .describe('the namespaces whose templates it judges; when it is left out all, and templates without a namespace'),
    excludeNamespaces: names.optional().describe('namespaces whose templates it does not judge'),
  }),
});

/** The text of a policy. */
export type PolicyText = z.infer<typeof conversionPolicy> | z.infer<typeof clusterConversionPolicy>;
