import { helmProgram } from '../e2e/support/assets/helm.ts';
import { KNOWN_HELM_DIFFERENCES } from './helm/known-differences.ts';
import { HELM_STEPS } from './helm/steps.ts';
import { describeCommands } from './support/describe-commands.ts';
import { useServers } from './support/servers.ts';

const BUILD_TIMEOUT_MS = 20 * 60_000;

describe('Helm does through the gateway as it does with a new API server', () => {
  const servers = useServers();
  let helm = '';

  before('Helm', async function () {
    this.timeout(BUILD_TIMEOUT_MS);
    helm = await helmProgram();
  });

  describeCommands(servers, {
    namespace: 'for-helm',
    steps: HELM_STEPS,
    known: KNOWN_HELM_DIFFERENCES,
    programs: () => ({ helm, kubectl: servers().environment.binaries.kubectl }),
  });
});
