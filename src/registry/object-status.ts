import { jsonEqual } from '../json/equal.ts';
import { isJsonArray, isJsonObject, objectAt, stringAt, type JsonObject } from '../json/json.ts';
import type { Verdict } from './verdict.ts';

/** The object with the status that a verdict asks for; undefined when it has that already. `now` is an RFC 3339 time. */
export function withStatus(
  { record, reason, message, lastGood }: Verdict<unknown>,
  now: string,
): JsonObject | undefined {
  const { object, generation } = record;
  const before = objectAt(object, 'status');
  const condition = acceptedCondition(before);
  const status = reason === 'Accepted' ? 'True' : 'False';
  const next = {
    observedGeneration: generation,
    ...(lastGood && { accepted: { generation: lastGood.generation, spec: lastGood.spec } }),
    conditions: [
      {
        type: 'Accepted',
        status,
        reason,
        message,
        observedGeneration: generation,
        // When the status changed, as the API conventions have it; not when it was written last.
        lastTransitionTime:
          (condition?.status === status ? stringAt(condition, 'lastTransitionTime') : undefined) ?? now,
      },
    ],
  };
  return jsonEqual(before, next) ? undefined : { ...object, status: next };
}

/** The generation that an object's status speaks of. */
export function judgedGeneration(object: JsonObject): unknown {
  return acceptedCondition(objectAt(object, 'status'))?.observedGeneration;
}

function acceptedCondition(status: JsonObject | undefined): JsonObject | undefined {
  const conditions = status?.conditions;
  return isJsonArray(conditions)
    ? conditions.filter((one): one is JsonObject => isJsonObject(one)).find(({ type }) => type === 'Accepted')
    : undefined;
}
