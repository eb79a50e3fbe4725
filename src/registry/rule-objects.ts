import type { Family } from '../engine/rule-set.ts';
import { objectAt, stringAt, type JsonObject } from '../json/json.ts';
import { checkRule } from '../rules/check.ts';
import { startJudgedObjects, type JudgedObjects, type JudgedObjectsOptions } from './judged-objects.ts';
import type { LiveRules } from './live-rules.ts';
import type { Checked } from './object-record.ts';
import { settleRules } from './settle-rules.ts';

export interface RuleObjectsOptions extends Pick<
  JudgedObjectsOptions<Family>,
  'client' | 'clock' | 'onProblem' | 'onAbsent' | 'onVerdict'
> {
  readonly live: LiveRules;
  /** Rules from files: they are in force whatever the objects say. */
  readonly fixed: readonly Family[];
}

/** Follows the ConversionRule objects of an API server. */
export interface RuleObjects extends JudgedObjects {
  /** False until the objects have been read, or it is certain that they cannot be. */
  ready(): boolean;
}

const CONVERSION_RULES = '/apis/karmorph.io/v1alpha1/conversionrules';
/** The API server does not let Karmorph read them: waiting would not help, and without a rule nothing is let past. */
const [UNAUTHORIZED, FORBIDDEN] = [401, 403];

/** Starts to keep the live rules equal to the objects, and to write into each what became of it. */
export function startRuleObjects({ live, fixed, ...options }: RuleObjectsOptions): RuleObjects {
  let isReady = false;
  const objects = startJudgedObjects({
    ...options,
    path: CONVERSION_RULES,
    check: checkRuleObject,
    settle: (records) => settleRules(records, fixed),
    use: (families) => {
      live.use([...fixed, ...families]);
      isReady = true;
    },
    onProblem: (problem, status) => {
      if (status === UNAUTHORIZED || status === FORBIDDEN) isReady = true;
      options.onProblem(problem, status);
    },
  });
  return { ...objects, ready: () => isReady };
}

/** The family of a ConversionRule object. */
export function checkRuleObject(object: JsonObject): Checked<Family> {
  const name = stringAt(objectAt(object, 'metadata'), 'name') ?? '';
  const checked = checkRule({ name, object });
  if (!checked.ok) return checked;
  const [rule] = checked.rules;
  return rule ? { ok: true, item: rule.family } : { ok: false, diagnostics: [] };
}
