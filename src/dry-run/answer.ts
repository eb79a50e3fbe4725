import { setImmediate as nextTurn } from 'node:timers/promises';
import { problem, type Problem } from '../errors.ts';
import { encodeJson } from '../json/encode.ts';
import type { JsonObject } from '../json/json.ts';
import { templatePlanner, type PlanMeans, type PlannedTemplate } from './planned-template.ts';
import { dryRunPlan, dryRunResult, sumsOf, type Summed } from './result.ts';

export type AnswerText =
  { readonly ok: true; readonly text: string } | { readonly ok: false; readonly problem: Problem };

/** Fits 500 templates of 6 KiB for five sets of members; a client that wants more asks in parts. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;

/** A long dry run must not keep the gateway's requests waiting: after so many plans, others have their turn. */
const PLANS_A_TURN = 20;

/**
 * The answer to a dry run of templates, encoded, in the form of `answerModel`. Fails with `DRY_RUN_TOO_LARGE` for an answer that is larger
 * than 16 MiB, as soon as it is.
 */
export async function answerText(
  templates: readonly JsonObject[],
  means: PlanMeans,
  limit = MAX_ANSWER_BYTES,
): Promise<AnswerText> {
  const plan = templatePlanner(templates, means);
  const results: string[] = [];
  const verdicts: Summed[] = [];
  let left = limit;
  for (const template of templates) {
    const planned = plan(template);
    const plans = await encodedPlans(planned, left);
    if (!plans) return { ok: false, problem: problem('DRY_RUN_TOO_LARGE', { limit }) };
    const head = encodeJson({ ...dryRunResult({ ...planned, plans: [] }), plans: undefined });
    results.push(`${head.slice(0, -1)},"plans":[${plans.join(',')}]}`);
    left -= results.at(-1)?.length ?? 0;
    verdicts.push(verdictsOf(planned));
  }
  const head = encodeJson(sumsOf(verdicts));
  return { ok: true, text: `${head.slice(0, -1)},"results":[${results.join(',')}]}` };
}

/** Undefined when they are larger than `limit`. */
async function encodedPlans(
  { template, plans }: PlannedTemplate,
  limit: number,
): Promise<readonly string[] | undefined> {
  const texts: string[] = [];
  let bytes = 0;
  for (const [index, plan] of plans.entries()) {
    const text = encodeJson(dryRunPlan(template, plan));
    bytes += Buffer.byteLength(text);
    if (bytes > limit) return undefined;
    texts.push(text);
    if (index % PLANS_A_TURN === 0) await nextTurn();
  }
  return texts;
}

function verdictsOf({ verdict, outcome, plans }: PlannedTemplate): Summed {
  return { verdict, outcome, plans: plans.map((plan) => ({ verdict: plan.verdict })) };
}
