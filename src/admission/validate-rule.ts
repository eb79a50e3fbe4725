import { objectAt, stringAt } from '../json/json.ts';
import { checkRule } from '../rules/check.ts';
import { formatFieldDiagnostic } from '../rules/diagnostic.ts';
import type { Review } from './review.ts';

/** Why a ConversionRule is refused: one line for each mistake in it. None for a good one, and for anything else. */
export function mistakesInRule({ operation, subResource, object }: Review): readonly string[] {
  const written = operation === 'CREATE' || operation === 'UPDATE';
  if (!written || subResource !== '' || object?.kind !== 'ConversionRule') return [];
  const name = stringAt(objectAt(object, 'metadata'), 'name') ?? '';
  const checked = checkRule({ name, object });
  return checked.ok ? [] : checked.diagnostics.map(formatFieldDiagnostic);
}
