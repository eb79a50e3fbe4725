import type { Json } from '../json/json.ts';
import defaultValues from './data/default-values.json' with { type: 'json' };
import gatedFields from './data/gated-fields.json' with { type: 'json' };
import mergeFacts from './data/merge-facts.json' with { type: 'json' };
import type { MergeFact } from './node.ts';

/** What OpenAPI does not say of the fields of a definition. */
export interface FieldFacts {
  /** The feature gate, by field, of fields that a server knows and drops, since the gate is off by default. */
  readonly gated?: ReadonlyMap<string, string>;
  /** By field, values that say what a server does anyway which does not know the field. */
  readonly neutral?: ReadonlyMap<string, readonly Json[]>;
  /** True when an apply takes the whole object or nothing of it. */
  readonly atomic?: true;
  /** How a field is merged otherwise than its type says. */
  readonly merging?: ReadonlyMap<string, MergeFact>;
}

const NEUTRAL = byDefinition(defaultValues, ({ type, field, values }) => [type, [field, values as readonly Json[]]]);

/**
 * Facts of the definitions of one minor, such as 24 for 1.24, or of a server whose minor is not known; data/README.md says
 * where they come from.
 */
export function fieldFactsOf(minor: number | undefined): (definition: string) => FieldFacts {
  const rows = gatedFields.filter(({ from, to }) => minor !== undefined && from <= minor && minor <= to);
  const gates = byDefinition(rows, ({ definition, field, gate }) => [definition, [field, gate]]);
  const mergingOf = mergingIn(minor);
  return (definition) => {
    const gated = gates.get(definition);
    const neutral = NEUTRAL.get(withoutVersion(definition));
    return { ...(gated && { gated }), ...(neutral && { neutral }), ...mergingOf(definition) };
  };
}

/** What holds for every minor, and from the given one on. Of a server whose minor is not known it is taken for a new one. */
function mergingIn(minor = Infinity): (definition: string) => Pick<FieldFacts, 'atomic' | 'merging'> {
  const rows = mergeFacts.filter(({ from = 0 }) => from <= minor);
  const fields = byDefinition(
    rows.filter(({ field }) => field !== undefined),
    ({ definition, field = '', merge }) => [definition, [field, merge as MergeFact]],
  );
  const atomic = new Set(rows.filter(({ field }) => field === undefined).map(({ definition }) => definition));
  return (definition) => {
    const merging = fields.get(definition);
    return { ...(atomic.has(definition) && { atomic: true }), ...(merging && { merging }) };
  };
}

function byDefinition<Row, Fact>(
  rows: readonly Row[],
  entryOf: (row: Row) => readonly [definition: string, entry: readonly [field: string, fact: Fact]],
): ReadonlyMap<string, ReadonlyMap<string, Fact>> {
  const table = new Map<string, Map<string, Fact>>();
  for (const row of rows) {
    const [definition, [field, fact]] = entryOf(row);
    table.set(definition, (table.get(definition) ?? new Map<string, Fact>()).set(field, fact));
  }
  return table;
}

/** `io.k8s.api.batch.v1.JobSpec` is `batch.JobSpec`. */
function withoutVersion(definition: string): string {
  return definition.replace(/^io\.k8s\.api\.(\w+)\.v\w+\./, '$1.');
}
