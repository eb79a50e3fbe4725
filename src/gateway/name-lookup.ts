import { lookup as lookUp, type LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';

type Callback = Parameters<LookupFunction>[2];
type Answer = readonly [error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number];

/**
 * Looks names up as the system does, but no name twice at the same time. A lookup cannot be given up, and Node.js makes only a few at
 * once: requests for a member whose name takes long would keep those for others waiting.
 */
export function createNameLookup(system: LookupFunction = lookUp): LookupFunction {
  const flights = new Map<string, Callback[]>();
  return (hostname, options, callback) => {
    const key = `${hostname} ${JSON.stringify(options)}`;
    const flight = flights.get(key);
    if (flight) {
      flight.push(callback);
      return;
    }
    const waiting = [callback];
    flights.set(key, waiting);
    system(hostname, options, (...answer: Answer) => {
      flights.delete(key);
      for (const each of waiting) each(...answer);
    });
  };
}
