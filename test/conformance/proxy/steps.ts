import { manifest } from '../kubectl/objects.ts';
import type { CommandStep } from '../support/command-line.ts';

const step = (name: string, args: readonly string[], stdin?: object): CommandStep => ({
  name,
  run: (line) => line.run('kubectl', args, stdin && { stdin }),
});

/** As people write it: without the versions of kinds. */
export const PROXY_STEPS: readonly CommandStep[] = [
  { name: 'make a namespace', run: (line) => line.run('kubectl', ['create', 'namespace', line.namespace]) },
  step('apply', ['apply', '-f', '-'], manifest('web')),
  step('get YAML', ['get', 'ingress,cronjob,hpa', '-o', 'yaml']),
  step('label', ['label', 'ingress/web', 'cronjob/web', 'hpa/web', 'tier=front']),
  {
    name: 'edit',
    run: (line) =>
      line.run('kubectl', ['edit', 'hpa/web'], {
        env: { KUBE_EDITOR: 'sed -i -e s/averageUtilization:.60/averageUtilization:\\ 61/' },
      }),
  },
  step('get JSON', ['get', 'hpa', 'web', '-o', 'json']),
  step('delete', ['delete', 'ingress,cronjob,hpa', '--all']),
];
