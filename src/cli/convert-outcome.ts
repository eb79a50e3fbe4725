import { convert } from '../engine/convert.ts';
import type { Family, RuleSet } from '../engine/rule-set.ts';
import type { Problem } from '../errors.ts';
import { objectAt, stringAt, type JsonObject } from '../json/json.ts';
import type { lossOrigins, LossWithOrigin } from './loss-origins.ts';
import type { InputObject } from './manifest-input.ts';

/** What became of one object of the input. */
export type Outcome =
  | {
      readonly ok: true;
      readonly input: JsonObject;
      readonly object: JsonObject;
      readonly losses: readonly LossWithOrigin[];
      /** How the object was converted, such as `extensions/v1beta1 -> networking.k8s.io/v1`. */
      readonly route: string;
    }
  | {
      readonly ok: false;
      readonly problem: Problem;
      /** The problem's message with the object, as far as it is known, and its place before it. */
      readonly message: string;
    };

export interface Target {
  /** The apiVersion to convert to. */
  readonly to: string;
  /** Whether to write the defaults that the author of the input's version means: see `convert` in the engine. */
  readonly pin: boolean;
  /** What to do with objects of kinds that have no such version: fail, print them as they are, or leave them out. */
  readonly others: 'fail' | 'keep' | 'skip';
}

/** What objects are converted with. */
export interface ConversionMeans {
  readonly rules: RuleSet;
  /** Finds the steps that cause losses. */
  readonly originsOf: ReturnType<typeof lossOrigins>;
}

/** Converts one object of the input; `skipped` when it is to be left out. */
export function outcomeOf(
  input: InputObject,
  { to, pin, others }: Target,
  { rules, originsOf }: ConversionMeans,
): Outcome | 'skipped' {
  if (!input.ok) return failed(input, input.problem);
  const family = familyOf(input.object, rules);
  const result = convert(input.object, to, rules, { pin });
  if (result.ok) {
    const { object, hops } = result;
    const losses = result.losses.length === 0 ? [] : originsOf({ ...input, to, pin, family, losses: result.losses });
    return { ok: true, input: input.object, object, losses, route: hops.join(' -> ') };
  }
  if (others === 'fail' || !isOther(result.problem, to, rules)) return failed(input, result.problem, family?.rule);
  return others === 'skip'
    ? 'skipped'
    : { ok: true, input: input.object, object: input.object, losses: [], route: 'as it is' };
}

function failed({ object, where }: InputObject, problem: Problem, rule?: string): Outcome {
  const label = object && labelOf(object);
  const isNew = rule !== undefined && !problem.message.includes(rule);
  const place = `${label ? `${label} (${where})` : where}${isNew ? `, rule ${rule}` : ''}`;
  return { ok: false, problem, message: `${place}: ${problem.message}` };
}

/** The rule that is for an object, if there is one. */
function familyOf(object: JsonObject, rules: RuleSet): Family | undefined {
  return rules.familyOf(stringAt(object, 'apiVersion') ?? '', stringAt(object, 'kind') ?? '');
}

/** A version that no rule knows is a mistake, whatever the kind. */
function isOther({ code }: Problem, to: string, rules: RuleSet): boolean {
  const lacksVersion = code === 'RULE_MISSING' || code === 'VERSION_UNKNOWN';
  return lacksVersion && rules.families.some(({ versions }) => versions.includes(to));
}

/** `Ingress shop/web`, or as much of that as the object has; empty when it has nothing. */
function labelOf(object: JsonObject): string {
  const metadata = objectAt(object, 'metadata');
  const name = stringAt(metadata, 'name') ?? stringAt(metadata, 'generateName');
  const path = [stringAt(metadata, 'namespace'), name].filter((part) => part !== undefined).join('/');
  return [stringAt(object, 'kind') ?? '', path].filter((part) => part !== '').join(' ');
}
