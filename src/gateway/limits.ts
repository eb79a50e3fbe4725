/** What the gateway allows one request to use. Times are milliseconds. */
export interface GatewayLimits {
  /** The body of a request that is converted; an API server accepts 3 MiB. */
  readonly requestBytes: number;
  /**
   * An answer that is converted as a whole: an object. Lists are converted item by item. Measured: decoding takes about twelve times
   * its size of memory and 40 ms a MiB, during which nothing else is answered.
   */
  readonly answerBytes: number;
  /** One event of a watch, or item of a list, that is converted. */
  readonly eventBytes: number;
  /** Until the connection to a member is made, TLS included. */
  readonly connectMs: number;
  /** Until a member begins to answer; what follows logs, is proxied to pods or upgraded may take any time. */
  readonly headersMs: number;
  /** A watch whose client gives no timeoutSeconds; API servers end these after 30 to 60 minutes. */
  readonly watchMs: number;
  /** How long after its time is over the member may take to end a watch, before the gateway does. */
  readonly watchGraceMs: number;
  /** Until a member has sent one document of its discovery, to the end: all requests for its kinds wait for that. */
  readonly discoveryMs: number;
  /** Until a member has sent its OpenAPI document, to the end: nobody waits for it. */
  readonly openApiMs: number;
  /** How long a member's discovery is taken for true. */
  readonly discoveryTtlMs: number;
  /** How often a patch is tried against an object that others change at the same time. */
  readonly patchAttempts: number;
}

const MEBIBYTE = 1024 * 1024;

export const DEFAULT_LIMITS: GatewayLimits = {
  requestBytes: 3 * MEBIBYTE,
  answerBytes: 32 * MEBIBYTE,
  eventBytes: 8 * MEBIBYTE,
  connectMs: 5_000,
  headersMs: 60_000,
  watchMs: 60 * 60_000,
  watchGraceMs: 5_000,
  discoveryMs: 10_000,
  openApiMs: 30_000,
  discoveryTtlMs: 10_000,
  patchAttempts: 5,
};
