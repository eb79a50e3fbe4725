import { literalPath } from '../../../src/engine/path.ts';

export const LIMITED = literalPath('spec.limited');
export const SHARES = 'nominalConcurrencyShares';
export const DEFAULT_SHARES = 30;

/** v1beta3 reads shares of 0 as "not set" unless this annotation is there. */
export const KEEP_ZERO = 'flowcontrol.k8s.io/v1beta3-preserve-zero-concurrency-shares';
