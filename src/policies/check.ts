import { problem } from '../errors.ts';
import { isJsonObject, objectAt, stringAt, type JsonObject } from '../json/json.ts';
import type { Diagnostic } from '../rules/diagnostic.ts';
import { formatRulePath } from '../rules/issues.ts';
import { objectSource } from '../rules/object-source.ts';
import { checkForm, readSource, type RuleSource, type SourceRefusals } from '../rules/source.ts';
import { clusterConversionPolicy, conversionPolicy, type PolicyText } from './model.ts';
import { compilePolicy, type Policy } from './policy.ts';

/** A policy: a file, whose name is for messages alone, or an object. */
export type PolicyInput = { readonly file: string; readonly text: string } | { readonly object: JsonObject };

export type CheckedPolicy =
  | { readonly ok: true; readonly policy: Policy; readonly source: RuleSource }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** The kinds of policies. */
export const POLICY_KINDS = ['ConversionPolicy', 'ClusterConversionPolicy'] as const;
export type PolicyKind = (typeof POLICY_KINDS)[number];

const REFUSALS: SourceRefusals = {
  syntax: 'POLICY_SYNTAX',
  tooLarge: (limit) => problem('POLICY_TOO_LARGE', { limit }),
};

/**
 * Everything that is wrong with a policy, or the policy, compiled. The one check for files, for objects when they are written,
 * and for objects when they take effect.
 */
export function checkPolicy(input: PolicyInput): CheckedPolicy {
  if ('object' in input) return check(writtenPart(input.object), objectSource(titleOf(input.object)));
  const read = readSource(input.text, input.file, REFUSALS);
  return read.ok ? check(read.value, read.source) : read;
}

/** The kind of an object, if it is one of policies. */
export function policyKind({ kind }: JsonObject): PolicyKind | undefined {
  return POLICY_KINDS.find((each) => each === kind);
}

/** The parts of an object that its author writes. */
function writtenPart({ apiVersion, kind, metadata, spec }: JsonObject): JsonObject {
  return { apiVersion, kind, metadata, spec };
}

function titleOf(object: JsonObject): string {
  return `${stringAt(object, 'kind') ?? 'policy'}/${stringAt(objectAt(object, 'metadata'), 'name') ?? ''}`.toLowerCase();
}

function check(value: unknown, source: RuleSource): CheckedPolicy {
  const tell = (path: readonly PropertyKey[], reason: string): Diagnostic =>
    source.diagnose('POLICY_INVALID', path, {
      path: path.length === 0 ? 'the policy' : formatRulePath(path),
      reason,
    });
  const kind = isJsonObject(value) ? policyKind(value) : undefined;
  if (!kind) return { ok: false, diagnostics: [tell(['kind'], `must be ${POLICY_KINDS.join(' or ')}`)] };
  const schema = kind === 'ConversionPolicy' ? conversionPolicy : clusterConversionPolicy;
  const checked = checkForm<PolicyText>(value, schema, ({ path, reason }) => tell(path, reason));
  return checked.ok ? { ok: true, policy: compilePolicy(checked.value), source } : checked;
}
