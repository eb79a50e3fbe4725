import { problem, ProblemError } from '../errors.ts';
import { addedKinds, addedResource, mayBeAdded } from './added-versions.ts';
import type { Exchange, Translation } from './exchange.ts';
import { DiscoveryRefused } from './fetch-discovery.ts';
import { callerHeaders } from './headers.ts';
import type { ResourcePath } from './route.ts';
import type { AddedKind } from './served-resource.ts';

/** Who asks which member. */
type Asked = Pick<Exchange, 'context' | 'member' | 'request'>;

/**
 * What the gateway adds to the member of an exchange. Nothing for a caller whom the member does not know: the member says
 * so itself when the request is passed on. Rejects when the member's discovery cannot be read: passing the request on would
 * then answer 404 for an object that is there, and Karmada would take it for deleted.
 */
export async function addedToMember({ context, member, request }: Asked): Promise<readonly AddedKind[]> {
  try {
    const discovery = await context.discovery.get(member, callerHeaders(request));
    return addedKinds(context.rules(), context.controlPlane(), discovery);
  } catch (error) {
    if (!(error instanceof DiscoveryRefused)) throw error;
    if (error.status === 401) return [];
    throw new ProblemError(
      error.status === 403
        ? problem('MEMBER_DISCOVERY_FORBIDDEN', { member: member.name })
        : problem('MEMBER_UNREACHABLE', { member: member.name, reason: error.message }),
    );
  }
}

/** How a request for objects is converted; undefined when the member itself answers it. */
export async function translationFor(exchange: Asked, path: ResourcePath): Promise<Translation | undefined> {
  const added = await addedToMember(exchange);
  const kind = addedResource(added, path.apiVersion, path.resource);
  return kind && { family: kind.family, wanted: kind.apiVersion, served: kind.served.apiVersion };
}

/** Whether the answer to a path can depend on what the gateway adds to the member. */
export function concernsRules({ context }: Pick<Asked, 'context'>, { apiVersion }: ResourcePath): boolean {
  return mayBeAdded(context.rules(), context.controlPlane(), apiVersion);
}
