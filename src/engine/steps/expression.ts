import { z } from 'zod';
import { compileCel, type CelExpression } from '../../cel/compile.ts';
import type { Json } from '../../json/json.ts';
import { ConversionFailure, type Scope } from '../scope.ts';

/** A CEL expression over `self`, what the step is about, and `object`, the whole object as it stands. */
export const expression = z.string().transform((text, context): CelExpression => {
  const compiled = compileCel(text, ['self', 'object']);
  if (compiled.ok) return compiled.expression;
  const message = `${compiled.problem.message} (at character ${String(compiled.start + 1)})`;
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
});

/** Evaluates an expression; a failure refuses the object, and names the place: that of `field`, where there is one. */
export function evaluate(
  cel: CelExpression,
  self: Json,
  scope: Scope,
  field: readonly string[] = [],
): Json | undefined {
  const result = cel.evaluate({ self, object: scope.root });
  if (result.ok) return result.value;
  throw failureOf(result.problem, scope.where(field));
}

function failureOf(cause: ConversionFailure['problem'], where: string): ConversionFailure {
  return new ConversionFailure(where === '' ? cause : { ...cause, message: `${where}: ${cause.message}` });
}
