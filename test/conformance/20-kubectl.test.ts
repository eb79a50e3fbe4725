import { KNOWN_KUBECTL_DIFFERENCES } from './kubectl/known-differences.ts';
import { KUBECTL_STEPS } from './kubectl/steps.ts';
import { describeCommands } from './support/describe-commands.ts';
import { useServers } from './support/servers.ts';

describe('kubectl does through the gateway as it does with a new API server', () => {
  const servers = useServers();
  describeCommands(servers, {
    namespace: 'for-kubectl',
    steps: KUBECTL_STEPS,
    known: KNOWN_KUBECTL_DIFFERENCES,
    programs: () => ({ kubectl: servers().environment.binaries.kubectl }),
  });
});
