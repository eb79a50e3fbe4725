import type { Problem } from '../errors.ts';
import type { FleetSnapshot } from '../karmada/fleet-snapshot.ts';
import type { Capabilities } from '../kubernetes/capabilities.ts';
import type { OwnSchemas } from '../schema/node.ts';

/** Where a member's real API server is, for members behind the gateway. */
export interface MemberEndpoint {
  /** `https://host:port`, without a path. */
  readonly url: string;
  /** PEM certificates that the member's serving certificate is verified against; undefined means the system's. */
  readonly caBundle: string | undefined;
  /** The name that its certificate is for; the host of the URL when left out. */
  readonly serverName?: string | undefined;
  /** What the gateway shows it as a client, PEM; most members need none. */
  readonly clientCertificate?: { readonly certificate: string; readonly privateKey: string } | undefined;
}

/** One cluster registered in Karmada, as Karmorph knows it. */
export interface Member {
  readonly name: string;
  readonly capabilities: Capabilities;
  /** What its own OpenAPI document says; absent when that is not known. */
  readonly schemas?: OwnSchemas | undefined;
  /** Those of its Cluster; undefined where nobody said. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Undefined for a member that is not routed through the gateway. */
  readonly endpoint: MemberEndpoint | undefined;
}

/** What templates are planned against, or why they cannot be planned yet. */
type Planning =
  { readonly ready: true; readonly fleet: FleetSnapshot } | { readonly ready: false; readonly problem: Problem };

/** The members and the control plane: a snapshot is read at any time, whoever keeps it up to date. */
export interface Inventory {
  /** False until the first complete list has been read. Callers that need members must refuse, never guess. */
  ready(): boolean;
  /**
   * Everything that decides which members a template reaches. It needs more than {@link ready}, which is enough to serve members: also the
   * policies and bindings of Karmada.
   */
  planning(): Planning;
  members(): readonly Member[];
  member(name: string): Member | undefined;
  /** What the control plane serves: the versions that templates are written in. */
  controlPlane(): Capabilities;
}
