import { problem, type Problem } from '../errors.ts';
import { loadBuiltinRules } from '../registry/builtin-rules.ts';
import { similarName } from '../rules/lint/similar-name.ts';
import type { CrdFile } from './crd-file.ts';

/** A version of a kind that no schema is known of, and where it was looked for. */
interface Unknown {
  readonly kind: string;
  readonly version: string;
  /** The name of the file that --crd gives, and what is in it. */
  readonly crd: string | undefined;
  readonly file: CrdFile | undefined;
}

/** Says what there is in place of a version of a kind that is unknown, and what may have been meant. */
export function unknownSchema({ kind, version, crd, file }: Unknown): Problem {
  if (crd === undefined || !file)
    return problem('RULE_SCHEMA_UNKNOWN', { kind, version, known: builtinHint(kind, version) });
  const isKind = file.kind === kind;
  return problem('RULE_CRD_OTHER', {
    file: crd,
    wanted: isKind ? version : `the kind ${kind}`,
    kind: file.kind,
    versions: file.versions.join(', '),
    hint: isKind ? didYouMean(version, file.versions) : didYouMean(kind, [file.kind]),
  });
}

/** What the built-in rules have: a kind without one is nothing that anybody begins a rule for. */
function builtinHint(kind: string, version: string): string {
  const { families } = loadBuiltinRules();
  const versions = families.filter((family) => family.kind === kind).flatMap((family) => family.versions);
  if (versions.length === 0)
    return didYouMean(
      kind,
      families.map((family) => family.kind),
    );
  return `; there is ${versions.join(', ')}${didYouMean(version, versions)}`;
}

function didYouMean(name: string, known: readonly string[]): string {
  const similar = similarName(name, known);
  return similar === undefined ? '' : `; did you mean ${similar}?`;
}
