import { z } from 'zod';
import type { Json, JsonObject } from '../json/json.ts';
import { OUTCOMES } from '../policies/model.ts';
import { TEMPLATE_VERDICTS, VERDICTS } from '../planner/verdict.ts';

/** More templates than this belong into more than one request. */
export const MAX_TEMPLATES = 500;

const anyJson = z.custom<Json>((value) => value !== undefined).meta({ description: 'Any JSON value.' });
const anyObject = z
  .custom<JsonObject>((value) => typeof value === 'object' && value !== null)
  .meta({ type: 'object', description: 'A Kubernetes object.' });

const problemModel = z.strictObject({
  code: z.string().describe('A stable code of the error catalogue, such as MEMBER_LACKS_KIND.'),
  message: z.string(),
  hint: z.string().describe('What to do.'),
});

const lossModel = z.strictObject({
  path: z.string().describe('The field, such as spec.rules[0].http.paths[0].pathType.'),
  value: anyJson.describe('What is lost.'),
  reason: z.string(),
  by: z
    .enum(['conversion', 'release'])
    .describe('Whether the target version cannot hold the value, or the Kubernetes release of the members drops it.'),
});

const patchModel = z.strictObject({
  op: z.enum(['add', 'remove', 'replace']),
  path: z.string(),
  value: anyJson.optional(),
});

/** A policy of Karmada; one that is cluster-scoped has no namespace. */
const policyModel = <Kind extends string>(...kinds: readonly [Kind, ...Kind[]]) =>
  z.strictObject({ kind: z.enum(kinds), namespace: z.string().optional(), name: z.string() });

const outcome = z.enum(OUTCOMES);

const findingModel = z.strictObject({
  outcome: outcome.describe('What the conversion policies say of it: Deny refuses the template when it is applied.'),
  members: z.array(z.string()).describe('The members of the plan that it is about.'),
  paths: z.array(z.string()).describe('The fields that they lose; empty where they get nothing.'),
  policies: z
    .array(z.string())
    .describe(
      'The policies that say so, such as ClusterConversionPolicy strict; empty where none says anything, which is a warning.',
    ),
});

const planModel = z.strictObject({
  members: z
    .array(z.string())
    .describe(
      'The members, sorted; all of them serve the same and are sent the same. For callers who may not list clusters, numbered sets in their place.',
    ),
  assumed: z
    .array(z.string())
    .optional()
    .describe(
      'Those of the members, behind the gateway, of which nobody has seen yet what they serve by themselves: it is taken to be what their Kubernetes version serves by default.',
    ),
  kubernetesVersion: z.string().optional().describe('Their Kubernetes minor, such as 1.21, where it is known.'),
  verdict: z
    .enum(VERDICTS)
    .describe(
      'native: they serve the version and keep all of it. lossless: they get another version, nothing is lost. lossy: a field is ' +
        'lost. impossible: they get nothing. unknown: nothing can be said, for the reason in problem.',
    ),
  outcome: outcome.describe('The strictest of the findings; Allow where nothing is lost.'),
  target: z.string().optional().describe('The apiVersion that they store; absent when they get nothing.'),
  hops: z
    .array(z.string())
    .describe(
      'The apiVersions that the conversion goes through; the first is the one in which Karmada propagates the template.',
    ),
  rule: z.string().optional().describe('The rule that converts; absent where nothing is converted.'),
  overriddenBy: z
    .array(policyModel('OverridePolicy', 'ClusterOverridePolicy'))
    .optional()
    .describe(
      'The override policies that change the template for these members, in their order; absent when there are none.',
    ),
  losses: z.array(lossModel),
  findings: z
    .array(findingModel)
    .describe('What conversion policies say of what they lose, or of getting nothing; the strictest first.'),
  object: anyObject.optional().describe('The object as they store it, without what is lost.'),
  patch: z.array(patchModel).optional().describe('The JSON patch (RFC 6902) from the template to that object.'),
  problem: problemModel.optional().describe('Why they get nothing, or what is unknown.'),
});

const resultModel = z.strictObject({
  template: z.strictObject({
    apiVersion: z.string().optional(),
    kind: z.string().optional(),
    namespace: z.string().optional(),
    name: z.string().optional(),
    where: z.string().optional().describe('File and line; on the command line alone.'),
  }),
  definedBy: z
    .string()
    .optional()
    .describe('The CustomResourceDefinition among the templates that defines the kind: it is taken as installed.'),
  basis: z
    .enum(['binding', 'policy', 'all', 'none'])
    .describe(
      'How it is known which members it reaches. binding: Karmada has scheduled it to these. policy: it will be scheduled to some or all ' +
        'of these. all: no policy selects it, so each member may get it. none: Karmada never propagates it.',
    ),
  policy: policyModel('PropagationPolicy', 'ClusterPropagationPolicy')
    .optional()
    .describe(
      'The policy by which it is propagated; absent when there is none, and for callers who may not list these policies.',
    ),
  verdict: z
    .enum(TEMPLATE_VERDICTS)
    .describe(
      'The worst of the plans. unreached: it reaches no member at all, for the reason in problem. native where it reaches none of the members asked for, but others.',
    ),
  problem: problemModel.optional().describe('Why it reaches no member; absent when it reaches one.'),
  outcome: outcome.describe('The strictest of the plans.'),
  plans: z.array(planModel).describe('One for all members that serve the same.'),
});

const count = z.int().min(0);

/** The answer of `POST /v1/dry-run`, and what `karmorph plan -o json` prints. */
export const answerModel = z.strictObject({
  verdict: z.enum(TEMPLATE_VERDICTS).describe('The worst of all.'),
  outcome: outcome.describe('The strictest of all; Deny when a conversion policy refuses a template.'),
  plans: z
    .strictObject({ native: count, lossless: count, lossy: count, impossible: count, unknown: count })
    .describe('How many plans have each verdict.'),
  results: z.array(resultModel).describe('One for each template, in their order.'),
});

/** The request of a dry run, beside Kubernetes objects as they are. Which of the two it must have is checked when it is read. */
export const requestModel = z.strictObject({
  templates: z
    .array(z.unknown())
    .optional()
    .describe(
      `At most ${String(MAX_TEMPLATES)} objects, or Lists of them. Policies of Karmada, and conversion policies, among them count as if they were applied.`,
    ),
  template: z.unknown().optional().describe('One object; exactly one of template and templates must be there.'),
  members: z
    .array(z.string())
    .optional()
    .describe('Names of members: the plans are about these alone, as far as a template reaches them; all when absent.'),
  namespace: z
    .string()
    .min(1)
    .optional()
    .describe('Where templates and policies are that need a namespace and name none; default when absent.'),
});

export type DryRunAnswer = z.infer<typeof answerModel>;
export type DryRunResult = DryRunAnswer['results'][number];
