import { problem, ProblemError } from '../errors.ts';
import { newestTypes, packagedSchemas } from '../rules/lint/rule-schemas.ts';
import { newestPair } from '../rules/lint/schema-pairs.ts';
import { ruleSkeleton } from '../rules/skeleton/rule-skeleton.ts';
import { PACKAGED_SCHEMAS } from '../schema/packaged.ts';
import { readCrd } from './crd-file.ts';
import { unknownSchema } from './unknown-schema.ts';
import { sinkOf, type Streams } from './streams.ts';

export interface RuleNewOptions {
  readonly kind: string;
  readonly hub: string;
  /** The other versions, in the order in which the rule is to have them. */
  readonly spoke: readonly string[];
  /** A file with the CustomResourceDefinition of the kind. */
  readonly crd?: string;
}

/**
 * `karmorph rule new`: prints the beginning of a rule. Returns the exit status 0. Throws ProblemError with
 * `RULE_SCHEMA_UNKNOWN`, `RULE_CRD_OTHER`, `CRD_FILE_UNUSABLE` and `RULE_VERSION_TWICE`.
 */
export async function runRuleNew({ kind, hub, spoke, crd }: RuleNewOptions, { stdout }: Streams): Promise<number> {
  const file = crd === undefined ? undefined : readCrd(crd);
  const schemas = file?.kind === kind ? file.schemas : packagedSchemas(kind, PACKAGED_SCHEMAS);
  const name = file?.kind === kind ? file.name : `${pluralOf(kind)}.${groupOf(hub)}`;
  const versions = [hub, ...spoke];
  for (const [index, version] of versions.entries()) {
    if (!newestTypes(schemas, version)) throw new ProblemError(unknownSchema({ kind, version, crd, file }));
    if (versions.indexOf(version) < index)
      throw new ProblemError(problem('RULE_VERSION_TWICE', { rule: name, version }));
  }
  const spokes = spoke.map((version) => {
    const types = newestPair(version, hub, schemas);
    if (!types) throw new ProblemError(unknownSchema({ kind, version, crd, file }));
    return { version, types };
  });
  await sinkOf(stdout).write(ruleSkeleton({ name, kind, hub, spokes }));
  return 0;
}

/** As the resources of Kubernetes are named; the name of a rule is for messages alone. */
function pluralOf(kind: string): string {
  const word = kind.toLowerCase();
  if (/(s|x|ch|sh)$/.test(word)) return `${word}es`;
  return /[^aeiou]y$/.test(word) ? `${word.slice(0, -1)}ies` : `${word}s`;
}

function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : 'core';
}
