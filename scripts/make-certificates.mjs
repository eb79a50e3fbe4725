/**
 * Makes, or renews, a CA and a serving certificate for Karmorph in a directory, as `--cert-dir` does:
 *
 *   node scripts/make-certificates.mjs [--days DAYS] DIRECTORY [HOST...]
 *
 * Hosts are DNS names or IP addresses; without any, the names of the Service in manifests/host. A certificate that is made
 * lives for 90 days, or those given; one that is there stays until it is due for renewal.
 */
import { isIP } from 'node:net';
import { parseArgs } from 'node:util';
import { tsImport } from 'tsx/esm/api';

const SERVICE_NAMES = ['karmorph.karmorph-system.svc', 'karmorph.karmorph-system.svc.cluster.local'];

const [directory, days, hosts] = argumentsOf(process.argv.slice(2));

const { ensureServingCertificate } = await tsImport('../certs/store.ts', import.meta.url);
const named = hosts.length === 0 ? SERVICE_NAMES : hosts;
try {
  const { renewAt } = await ensureServingCertificate({
    directory,
    dnsNames: named.filter((host) => isIP(host) === 0),
    ipAddresses: named.filter((host) => isIP(host) !== 0),
    days,
    now: new Date(),
  });
  console.log(`${directory}: ca.crt, ca.key, tls.crt, tls.key; renew after ${renewAt.toISOString()}`);
} catch (error) {
  if (error.problem === undefined) throw error;
  console.error(error.message);
  process.exit(2);
}

/** Directory, days and hosts; ends the process when they cannot be used. */
function argumentsOf(args) {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { days: { type: 'string', default: '90' } },
    });
    if (positionals.length === 0) throw new Error('DIRECTORY is missing');
    if (!/^[1-9]\d{0,3}$/.test(values.days)) throw new Error('--days is a whole number from 1 to 9999');
    return [positionals[0], Number(values.days), positionals.slice(1)];
  } catch (error) {
    console.error(error.message);
    console.error('usage: node scripts/make-certificates.mjs [--days DAYS] DIRECTORY [HOST...]');
    process.exit(2);
  }
}
