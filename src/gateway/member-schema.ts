import { PACKAGED_SCHEMAS } from '../schema/packaged.ts';
import type { SchemaNode } from '../schema/node.ts';
import type { Exchange, Translation } from './exchange.ts';

/**
 * The schema of the version that a member serves: by its own document where that has been read, or else by its minor. Of a member whose
 * minor is not known, the newest that has the version.
 */
export function memberSchema(
  { member }: Pick<Exchange, 'member'>,
  { served, family }: Translation,
): SchemaNode | undefined {
  const { schemaOf, minors } = PACKAGED_SCHEMAS;
  const own = member.schemas?.schemaOf(served, family.kind);
  if (own) return own;
  for (const minor of [member.capabilities.kubernetesVersion ?? '', ...[...minors()].reverse()]) {
    const schema = schemaOf(minor, served, family.kind);
    if (schema) return schema;
  }
  return undefined;
}
