import type { ServerResponse } from 'node:http';
import type { GatewayLimits } from './limits.ts';

/** Watches that are under way. */
export interface OpenWatches {
  /**
   * Has `end` called once, which is to end the client's answer in order: when the time is over that the client asked for and the
   * member does not end it, since it hangs; or when all are ended.
   */
  track(response: ServerResponse, query: string, end: () => void): void;
  /** Ends all of them, and those that are about to begin: clients go on elsewhere, after the last event that they have. */
  endAll(): void;
  /** True from then on. */
  readonly ended: () => boolean;
}

/** Timers of Node.js cannot be longer than 24 days. */
const LONGEST_SECONDS = 24 * 60 * 60;

export function createOpenWatches(limits: Pick<GatewayLimits, 'watchMs' | 'watchGraceMs'>): OpenWatches {
  const open = new Set<() => void>();
  let ended = false;
  return {
    track: (response, query, end) => {
      const endOnce = (): void => {
        if (open.delete(endOnce)) end();
      };
      const timer = setTimeout(endOnce, (askedFor(query) ?? limits.watchMs) + limits.watchGraceMs);
      open.add(endOnce);
      response.once('close', () => {
        clearTimeout(timer);
        open.delete(endOnce);
      });
      if (ended) endOnce();
    },
    ended: () => ended,
    endAll: () => {
      ended = true;
      for (const end of [...open]) end();
    },
  };
}

/** Milliseconds; undefined where the client leaves it to the server. */
function askedFor(query: string): number | undefined {
  const seconds = Number(new URLSearchParams(query).get('timeoutSeconds'));
  return seconds > 0 ? Math.min(seconds, LONGEST_SECONDS) * 1000 : undefined;
}
