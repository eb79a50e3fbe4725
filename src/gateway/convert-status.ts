import { objectAt, stringAt, type JsonObject } from '../json/json.ts';
import { parseGroupVersion } from '../kubernetes/group-version.ts';
import type { Translation } from './exchange.ts';

/**
 * A member's `Status` about an object of the kind, with the group that the client knows: `Ingress.extensions "web"` is one
 * that it never asked for, and 1.21 says so even of `networking.k8s.io/v1beta1`. Which group somebody lacks the right to is
 * told as it is, since that is where the right is missing.
 */
export function convertStatus(status: JsonObject, { family, wanted }: Translation): JsonObject {
  const details = objectAt(status, 'details');
  const [from, kind = ''] = [stringAt(details, 'group'), stringAt(details, 'kind')];
  const to = groupOf(wanted);
  if (!details || from === to || !family.versions.some((version) => groupOf(version) === from)) return status;
  const message = stringAt(status, 'message')?.replace(`${kind}.${from ?? ''} "`, () => `${kind}.${to} "`);
  return { ...status, ...(message !== undefined && { message }), details: { ...details, group: to } };
}

function groupOf(apiVersion: string): string {
  return parseGroupVersion(apiVersion).group;
}
