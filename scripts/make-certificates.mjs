/**
 * Makes, or renews, a CA and a serving certificate for Karmorph in a directory, as `--cert-dir` does:
 *
 *   node scripts/make-certificates.mjs DIRECTORY [HOST...]
 *
 * Hosts are DNS names or IP addresses; without any, the names of the Service in manifests/host.
 */
import { isIP } from 'node:net';
import { tsImport } from 'tsx/esm/api';

const SERVICE_NAMES = ['karmorph.karmorph-system.svc', 'karmorph.karmorph-system.svc.cluster.local'];

const [directory, ...hosts] = process.argv.slice(2);
if (directory === undefined) {
  console.error('usage: node scripts/make-certificates.mjs DIRECTORY [HOST...]');
  process.exit(2);
}

const { ensureServingCertificate } = await tsImport('../certs/store.ts', import.meta.url);
const named = hosts.length === 0 ? SERVICE_NAMES : hosts;
const { renewAt } = await ensureServingCertificate({
  directory,
  dnsNames: named.filter((host) => isIP(host) === 0),
  ipAddresses: named.filter((host) => isIP(host) !== 0),
  now: new Date(),
});
console.log(`${directory}: ca.crt, ca.key, tls.crt, tls.key; renew after ${renewAt.toISOString()}`);
