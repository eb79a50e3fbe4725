import type { Capabilities } from '../kubernetes/capabilities.ts';
import type { OwnSchemas } from '../schema/node.ts';
import type { Labels } from './label-selector.ts';
import type { Taint } from './toleration.ts';

/** A member as far as policies tell members apart. */
export interface FleetMember {
  readonly name: string;
  /** What it serves; no kind at all means that nothing is known, as of a Cluster that Karmada has never reached. */
  readonly capabilities: Capabilities;
  /** True when that is not seen but assumed, from its Kubernetes release: of a member behind the gateway, which hides what it serves by itself. */
  readonly assumed?: boolean;
  /** What the member's own OpenAPI document says, when it is known. */
  readonly schemas?: OwnSchemas | undefined;
  readonly labels: Labels;
  /** Empty when the Cluster names none. */
  readonly provider: string;
  /** Empty when the Cluster names none. */
  readonly region: string;
  readonly zones: readonly string[];
  readonly taints: readonly Taint[];
  /** True while the Cluster is being deleted: Karmada binds nothing to it any more. */
  readonly deleting: boolean;
  /** False while Karmada cannot reach it, or it says that it is not ready. */
  readonly ready: boolean;
}

/** A member about which nothing else is said. */
export function plainMember(name: string, capabilities: Capabilities): FleetMember {
  const traits = { labels: {}, provider: '', region: '', zones: [], taints: [], deleting: false, ready: true };
  return { name, capabilities, ...traits };
}
