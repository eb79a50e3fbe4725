/** What became of a request; few values, so that a metrics backend can label by them. */
export type Outcome =
  'passed' | 'discovery' | 'converted' | 'refused' | 'member_error' | 'member_unavailable' | 'aborted';

/** The conversion that a request needed. Kinds and versions come from the rules in force, so labels stay bounded. */
export interface ConversionLabels {
  readonly kind: string;
  /** The apiVersion of the client. */
  readonly from: string;
  /** The apiVersion of the member. */
  readonly to: string;
}

/** What the gateway counts. The implementation belongs to the telemetry. */
export interface GatewayMetrics {
  /** One request was answered. `conversion` is undefined for requests of other resources. */
  request(outcome: Outcome, conversion: ConversionLabels | undefined): void;
  /** Fields of written objects that the member's version cannot express. */
  losses(count: number, conversion: ConversionLabels): void;
  /** Objects in a list or a watch that are shown by their metadata alone, since they cannot be converted. */
  unconverted(count: number, conversion: ConversionLabels): void;
  /** A second write, which made reading back exact. */
  followUpWrite(succeeded: boolean, conversion: ConversionLabels): void;
}

export const NO_METRICS: GatewayMetrics = {
  request: () => undefined,
  losses: () => undefined,
  unconverted: () => undefined,
  followUpWrite: () => undefined,
};
