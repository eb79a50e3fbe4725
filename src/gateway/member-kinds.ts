import { problem, ProblemError } from '../errors.ts';
import type { References } from '../engine/object-references.ts';
import type { RuleSet } from '../engine/rule-set.ts';
import type { Capabilities } from '../kubernetes/capabilities.ts';
import { servedReference } from '../planner/served-reference.ts';
import { addableVersions, addedKinds, addedResource } from './added-versions.ts';
import type { Exchange, Translation } from './exchange.ts';
import { DiscoveryRefused } from './discovery-fetch.ts';
import { callerHeaders } from './headers.ts';
import type { ResourcePath } from './route.ts';
import type { MemberDiscovery } from './member-discovery.ts';
import { remembered } from './remembered.ts';
import type { AddedKind } from './served-resource.ts';

/** Who asks which member. */
type Asked = Pick<Exchange, 'context' | 'member' | 'request'>;

/** What a member serves, and what the gateway adds to it. */
export interface MemberKinds {
  readonly added: readonly AddedKind[];
  /** What becomes of references to kinds that the rules know. */
  readonly references?: References;
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
    const known = context.discovery.known(member);
    const discovery = known ?? (await context.discovery.get(member, callerHeaders(request)));
    return knownKinds(context.rules(), context.controlPlane(), discovery);
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

function kindsIn(rules: RuleSet, controlPlane: Capabilities, discovery: MemberDiscovery): MemberKinds {
  const references = {
    forMember: servedReference(rules, discovery.capabilities),
    forClient: servedReference(rules, controlPlane),
  };
  return { added: addedKinds(rules, controlPlane, discovery), references, isLegacy: discovery.legacy !== undefined };
}

/** How a request for objects is converted; undefined when the member itself answers it. */
export async function translationFor(exchange: Asked, path: ResourcePath): Promise<Translation | undefined> {
  const { added, references } = await kindsOf(exchange);
  const kind = addedResource(added, path.apiVersion, path.resource);
  if (!kind) return undefined;
  const { family, apiVersion: wanted, served } = kind;
  return { family, wanted, served: served.apiVersion, ...(references && { references }) };
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
  return knownVersions(context.rules(), context.controlPlane()).has(apiVersion);
}

// Rules, control plane and discoveries are replaced as a whole when they change: what follows from them is found out once.
const knownKinds = remembered(kindsIn);
const knownVersions = remembered(addableVersions);
