import type { Capabilities } from '../kubernetes/capabilities.ts';
import type { ObjectNode, SchemaNode } from '../schema/node.ts';
import { PACKAGED_SCHEMAS } from '../schema/packaged.ts';
import type { Translation } from './exchange.ts';

/**
 * The schema of the version that a client sees: the control plane's own, or else that of the newest minor that has the version.
 * Undefined for kinds that no packaged minor has, which are custom resources.
 */
export function clientSchema(
  { kubernetesVersion = '' }: Capabilities,
  { wanted, family }: Translation,
): SchemaNode | undefined {
  const { schemaOf, minors } = PACKAGED_SCHEMAS;
  for (const minor of [kubernetesVersion, ...[...minors()].reverse()]) {
    const schema = schemaOf(minor, wanted, family.kind);
    if (schema) return schema;
  }
  return undefined;
}

/** The schema of the version that a client sees in the control plane's own release; undefined where that is not known for sure. */
export function exactSchema(
  { kubernetesVersion = '' }: Capabilities,
  { wanted, family }: Translation,
): ObjectNode | undefined {
  const schema = PACKAGED_SCHEMAS.schemaOf(kubernetesVersion, wanted, family.kind);
  return schema?.kind === 'object' ? schema : undefined;
}
