import type { Capabilities } from '../kubernetes/capabilities.ts';

/** Where a member's real API server is, for members behind the gateway. */
export interface MemberEndpoint {
  /** `https://host:port`, without a path. */
  readonly url: string;
  /** PEM certificates that the member's serving certificate is verified against; undefined means the system's. */
  readonly caBundle: string | undefined;
}

/** One cluster registered in Karmada, as Karmorph knows it. */
export interface Member {
  readonly name: string;
  readonly capabilities: Capabilities;
  /** Those of its Cluster; undefined where nobody said. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Undefined for a member that is not routed through the gateway. */
  readonly endpoint: MemberEndpoint | undefined;
}

/** The members and the control plane: a snapshot is read at any time, whoever keeps it up to date. */
export interface Inventory {
  /** False until the first complete list has been read. Callers that need members must refuse, never guess. */
  ready(): boolean;
  members(): readonly Member[];
  member(name: string): Member | undefined;
  /** What the control plane serves: the versions that templates are written in. */
  controlPlane(): Capabilities;
}
