import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from './api-server.ts';

const EXAMPLES = join(import.meta.dirname, '../../../manifests/examples');

/**
 * The shipped example of an AdmissionConfiguration, with the paths of this run, in a file of the run: the API server that is
 * started with it shows a client certificate to every webhook.
 */
export function admissionControl({ run, pki }: Environment): string {
  run.folder('admission-control');
  const write = (example: string, changes: Readonly<Record<string, string>>): string => {
    let text = readFileSync(join(EXAMPLES, example), 'utf8');
    for (const [from, to] of Object.entries(changes)) {
      if (!text.includes(from)) throw new Error(`${example} has no ${from}`);
      text = text.replaceAll(from, to);
    }
    const file = run.file('admission-control', example);
    writeFileSync(file, text);
    return file;
  };
  const { certificate, key } = pki.webhookClient;
  const clients = write('webhook-clients.yaml', {
    // Karmorph has another port in each run; a star stands for every host.
    'name: karmorph.karmorph-system.svc': "name: '*'",
    '/etc/karmada/webhooks/client.crt': certificate,
    '/etc/karmada/webhooks/client.key': key,
  });
  return write('admission-control.yaml', { '/etc/karmada/webhooks/kubeconfig': clients });
}
