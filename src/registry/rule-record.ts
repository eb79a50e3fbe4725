import type { Family } from '../engine/rule-set.ts';
import { objectAt, stringAt, type JsonObject } from '../json/json.ts';
import { checkRule } from '../rules/check.ts';
import type { Diagnostic } from '../rules/diagnostic.ts';

/** A version of a rule that was good. */
export interface GoodRule {
  readonly generation: number;
  /** As its author wrote it. */
  readonly spec: JsonObject;
  readonly family: Family;
}

/** A ConversionRule object, checked. */
export interface RuleRecord {
  readonly name: string;
  readonly uid: string;
  /** As the API server writes it, such as `2026-11-01T10:00:00Z`: in the order of time when sorted as text. */
  readonly created: string;
  /** Counts the changes of the spec. */
  readonly generation: number;
  readonly object: JsonObject;
  readonly current:
    | { readonly ok: true; readonly rule: GoodRule }
    | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };
  /** The last version that was in force; from the status where this process has not seen it itself. */
  readonly lastGood: GoodRule | undefined;
}

/** Reads an object of an API server; `before` is what was known of that name. Undefined for one that has no name. */
export function ruleRecord(object: JsonObject, before: RuleRecord | undefined): RuleRecord | undefined {
  const metadata = objectAt(object, 'metadata');
  const name = stringAt(metadata, 'name');
  if (name === undefined) return undefined;
  const uid = stringAt(metadata, 'uid') ?? '';
  const generation = numberAt(metadata, 'generation');
  const known = before?.uid === uid ? before : undefined;
  return {
    name,
    uid,
    created: stringAt(metadata, 'creationTimestamp') ?? '',
    generation,
    object,
    // Writing a status changes no generation, and needs no compiling.
    current: known?.generation === generation ? known.current : currentOf(name, generation, object),
    lastGood: known?.lastGood ?? lastGoodOf(name, object),
  };
}

function currentOf(name: string, generation: number, object: JsonObject): RuleRecord['current'] {
  const spec = objectAt(object, 'spec') ?? {};
  const checked = checkRule({ name, object });
  if (!checked.ok) return checked;
  const [rule] = checked.rules;
  return rule ? { ok: true, rule: { generation, spec, family: rule.family } } : { ok: false, diagnostics: [] };
}

/** What the status says was in force. It is checked as anything that comes from outside. */
function lastGoodOf(name: string, object: JsonObject): GoodRule | undefined {
  const accepted = objectAt(objectAt(object, 'status'), 'accepted');
  const spec = objectAt(accepted, 'spec');
  if (!spec) return undefined;
  const current = currentOf(name, numberAt(accepted, 'generation'), { ...object, spec });
  return current.ok ? current.rule : undefined;
}

function numberAt(parent: JsonObject | undefined, key: string): number {
  const value = parent?.[key];
  return typeof value === 'number' ? value : 0;
}
