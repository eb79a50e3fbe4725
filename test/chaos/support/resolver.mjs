/** Takes the place of the system's resolver, since a test cannot let that one fail: see names.ts. */
import dns from 'node:dns';
import { readFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const system = dns.lookup;

dns.lookup = (hostname, options, callback) => {
  const names = JSON.parse(readFileSync(process.env.CHAOS_NAMES, 'utf8'));
  const known = names[hostname];
  if (!known) return system(hostname, options, callback);
  const { address, error, afterMs = 0 } = known;
  setTimeout(() => {
    if (error) callback(Object.assign(new Error(`getaddrinfo ${error} ${hostname}`), { code: error }));
    else if (options.all) callback(null, [{ address, family: 4 }]);
    else callback(null, address, 4);
  }, afterMs);
};
syncBuiltinESMExports();
