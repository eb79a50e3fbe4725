import { expect } from 'chai';
import { after, before } from 'mocha';
import { consoleSteps, Shell } from './support/console.ts';
import { eventually } from './support/eventually.ts';
import { useFleet } from './support/fleet.ts';
import { PROGRAM } from './support/karmorph.ts';
import { useAdmissionWebhooks } from './support/webhooks.ts';

/** What changes nothing: it is asked again until all that it depends on is known, such as what a member says of itself. */
const REPEATED = /^kubectl (get|describe|annotate) /;

describe('docs/first-session.md', () => {
  const fleet = useFleet({ behindGateway: ['m121'] });
  useAdmissionWebhooks(fleet);

  let shell: Shell;
  before('a shell', () => {
    const { environment, karmada } = fleet();
    const programs = { kubectl: [environment.binaries.kubectl], karmorph: [process.execPath, PROGRAM] };
    shell = new Shell(environment.run.folder('session'), programs, { KUBECONFIG: karmada.api.kubeconfig });
  });
  after('nothing of it is left', async () => {
    await shell.run('kubectl delete --ignore-not-found -f manifests/examples/first-session/');
  });

  for (const { command, printed } of consoleSteps('docs/first-session.md')) {
    it(command, async () => {
      if (!REPEATED.test(command)) expect(plain(await shell.run(command))).to.equal(plain(printed));
      // What follows from an earlier command may take a moment.
      else await eventually(command, async () => expect(plain(await shell.run(command))).to.equal(plain(printed)));
    });
  }
});

/** What a command prints, without ages and the width of columns, and whether a member's own document has been read already. */
function plain(text: string): string {
  return text
    .replace(/by its own OpenAPI, the member does not know/g, 'Kubernetes 1.21 does not know')
    .replace(/\b\d+s\b/g, '0s')
    .replace(/[ \t]+/g, ' ')
    .replace(/ +$/gm, '')
    .trim();
}
