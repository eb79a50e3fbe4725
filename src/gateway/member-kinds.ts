import { problem, ProblemError } from '../errors.ts';
import { addedKinds, addedResource, mayBeAdded } from './added-versions.ts';
import type { Exchange, Translation } from './exchange.ts';
import { DiscoveryRefused } from './discovery-fetch.ts';
import { callerHeaders } from './headers.ts';
import type { ResourcePath } from './route.ts';
import type { AddedKind } from './served-resource.ts';

/** Who asks which member. */
type Asked = Pick<Exchange, 'context' | 'member' | 'request'>;

/** What a member serves, and what the gateway adds to it. */
export interface MemberKinds {
  readonly added: readonly AddedKind[];
  /** True when the member does not answer in aggregated form. */
  readonly isLegacy: boolean;
}

const NOTHING: MemberKinds = { added: [], isLegacy: false };

/**
 * What the gateway adds to the member of an exchange. Nothing for a caller whom the member does not know: the member says
 * so itself when the request is passed on. Rejects with a `ProblemError` when the member's discovery cannot be read.
 */
export async function kindsOf({ context, member, request }: Asked): Promise<MemberKinds> {
  try {
    const discovery = await context.discovery.get(member, callerHeaders(request));
    const added = addedKinds(context.rules(), context.controlPlane(), discovery);
    return { added, isLegacy: discovery.legacy !== undefined };
  } catch (error) {
    if (!(error instanceof DiscoveryRefused)) throw error;
    if (error.status === 401) return NOTHING;
    const cause =
      error.status === 403
        ? problem('MEMBER_DISCOVERY_FORBIDDEN', { member: member.name })
        : problem('MEMBER_UNREACHABLE', { member: member.name, reason: error.message });
    throw new ProblemError(cause, { cause: error });
  }
}

/** How a request for objects is converted; undefined when the member itself answers it. */
export async function translationFor(exchange: Asked, path: ResourcePath): Promise<Translation | undefined> {
  const { added } = await kindsOf(exchange);
  const kind = addedResource(added, path.apiVersion, path.resource);
  return kind && { family: kind.family, wanted: kind.apiVersion, served: kind.served.apiVersion };
}

/** How a request for objects is answered. */
export interface Routing {
  readonly translation?: Translation | undefined;
  /**
   * Set when the member answers, but not its discovery. Most requests need no conversion and can be passed on all the
   * same. A 404 for the path must not be: the object may be there, and Karmada would take it for deleted.
   */
  readonly doubt?: ProblemError;
}

/** {@link translationFor} for requests that can be tried without it. */
export async function routingFor(asked: Asked, path: ResourcePath): Promise<Routing> {
  try {
    return { translation: await translationFor(asked, path) };
  } catch (error) {
    if (error instanceof ProblemError && error.cause instanceof DiscoveryRefused) return { doubt: error };
    throw error;
  }
}

/** Whether the answer to a path can depend on what the gateway adds to the member. */
export function concernsRules({ context }: Pick<Asked, 'context'>, { apiVersion }: ResourcePath): boolean {
  return mayBeAdded(context.rules(), context.controlPlane(), apiVersion);
}
