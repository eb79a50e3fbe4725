import type { CommandLine, CommandStep, Given } from '../support/command-line.ts';
import type { Outcome } from '../support/program.ts';
import { ALL, edited, manifest, named, RESOURCES } from './objects.ts';

const WEB = named('web');
const [INGRESS = '', CRON_JOB = '', AUTOSCALER = ''] = WEB;

/** A step that is one command. */
function step(name: string, args: readonly string[], given?: Given): CommandStep {
  return { name, run: (line) => line.run('kubectl', args, given) };
}

function json(object: unknown): string {
  return JSON.stringify(object);
}

/** What is there after the steps before. */
function state(after: string, ...names: readonly string[]): CommandStep {
  return step(`get what is there after ${after}`, ['get', ...names.flatMap(named), '-o', 'json']);
}

const APPLIES: readonly CommandStep[] = [
  { name: 'make a namespace', run: (line) => line.run('kubectl', ['create', 'namespace', line.namespace]) },
  step('apply', ['apply', '-f', '-'], { stdin: manifest('web') }),
  step('apply again', ['apply', '-f', '-'], { stdin: manifest('web') }),
  step('diff without a change', ['diff', '-f', '-'], { stdin: manifest('web') }),
  step('diff with a change', ['diff', '-f', '-'], { stdin: manifest('web', edited) }),
  step('apply with --dry-run=server', ['apply', '--dry-run=server', '-f', '-'], { stdin: manifest('web', edited) }),
  step('apply a change', ['apply', '-f', '-'], { stdin: manifest('web', edited) }),
  state('apply', 'web'),
  step('show what was applied last', ['apply', 'view-last-applied', ...WEB]),
];

const READS: readonly CommandStep[] = [
  step('get a table', ['get', ALL]),
  step('get a wide table', ['get', ALL, '-o', 'wide', '--show-labels']),
  step('get YAML', ['get', ...WEB, '-o', 'yaml']),
  step('get JSON by label', ['get', ALL, '-l', 'app=web', '-o', 'json']),
  step('get names', ['get', ALL, '-o', 'name', '--sort-by=.metadata.name']),
  step('get by JSON path', ['get', INGRESS, '-o', 'jsonpath={.spec.rules[*].http.paths[*].backend.service.name}']),
  step('get columns', ['get', ALL, '-o', 'custom-columns=VERSION:.apiVersion,NAME:.metadata.name']),
  step('get what is not there', ['get', ...named('nothing')]),
  step('get what is not there, which is no matter', ['get', INGRESS.replace('web', 'no'), '--ignore-not-found']),
  step('describe', ['describe', ...WEB]),
  { name: 'list the kinds', run: kindsOf },
  step('may one make them', ['auth', 'can-i', 'create', RESOURCES.Ingress]),
];

const EDITOR = {
  env: { KUBE_EDITOR: 'sed -i -e s/shop.example/edited.example/ -e s/maxReplicas:.12/maxReplicas:\\ 14/' },
};

const CHANGES: readonly CommandStep[] = [
  step('label', ['label', ...WEB, 'tier=front']),
  step('label otherwise, without --overwrite', ['label', ...WEB, 'tier=back']),
  step('label otherwise', ['label', '--overwrite', ...WEB, 'tier=back']),
  step('take a label off', ['label', ...WEB, 'tier-']),
  step('annotate', ['annotate', ...WEB, 'example.com/note=seen']),
  step('patch by strategic merge', ['patch', CRON_JOB, '-p', json(containers('side', 'side:2'))]),
  step('patch by merge', ['patch', AUTOSCALER, '--type=merge', '-p', json({ spec: { minReplicas: 2 } })]),
  step('patch by JSON patch', ['patch', INGRESS, '--type=json', '-p', json(jsonPatch('pay-2'))]),
  step('patch, which changes nothing', ['patch', INGRESS, '--type=json', '-p', json(jsonPatch('pay-2'))]),
  step('patch the status', [
    ...['patch', INGRESS, '--subresource=status', '--type=merge', '-p'],
    json({ status: { loadBalancer: { ingress: [{ ip: '192.0.2.1' }] } } }),
  ]),
  step('patch what is not valid', ['patch', AUTOSCALER, '--type=merge', '-p', json({ spec: { maxReplicas: 0 } })]),
  step('edit', ['edit', INGRESS, AUTOSCALER], EDITOR),
  step('edit nothing', ['edit', INGRESS, AUTOSCALER], { env: { KUBE_EDITOR: 'true' } }),
  step('set an image', ['set', 'image', CRON_JOB, 'main=main:3']),
  state('changes', 'web'),
  step('apply the file again', ['apply', '-f', '-'], { stdin: manifest('web') }),
  state('that', 'web'),
];

const CREATIONS: readonly CommandStep[] = [
  step('create what is there', ['create', '-f', '-'], { stdin: manifest('web') }),
  step('create with --dry-run=server', ['create', '--dry-run=server', '-o', 'json', '-f', '-'], {
    stdin: manifest('dry'),
  }),
  step('create', ['create', '--save-config', '-f', '-'], { stdin: manifest('made') }),
  step('create an Ingress by flags', ['create', 'ingress', 'flags', '--class=nginx', '--rule=a.example/b*=c:80']),
  step('create a CronJob by flags', ['create', 'cronjob', 'flags', '--image=a:1', '--schedule=1 * * * *']),
  step('replace', ['replace', '-f', '-'], { stdin: manifest('made', edited) }),
  state('replace', 'made'),
  step('replace by force', ['replace', '--force', '-f', '-'], { stdin: manifest('made') }),
  step('wait for a field', ['wait', '--for=jsonpath={.spec.minReplicas}=2', '--timeout=5s', ...named('made').slice(2)]),
  step('wait in vain', ['wait', '--for=jsonpath={.spec.suspend}=true', '--timeout=1s', ...named('made').slice(1, 2)]),
];

const SERVER_SIDE = ['apply', '--server-side', '-f', '-'];

const SERVER_SIDE_APPLIES: readonly CommandStep[] = [
  step('apply on the server', SERVER_SIDE, { stdin: manifest('served') }),
  step('apply on the server again', SERVER_SIDE, { stdin: manifest('served') }),
  step('apply on the server as another manager', [...SERVER_SIDE, '--field-manager=other'], {
    stdin: manifest('served', edited),
  }),
  step(
    'apply on the server as another manager, by force',
    [...SERVER_SIDE, '--field-manager=other', '--force-conflicts'],
    {
      stdin: manifest('served', edited),
    },
  ),
  step('diff on the server', ['diff', '--server-side', '--field-manager=other', '-f', '-'], {
    stdin: manifest('served', edited),
  }),
  step('apply on the server what was applied by the client', SERVER_SIDE, { stdin: manifest('web') }),
  state('server-side apply', 'served', 'web'),
];

const DELETIONS: readonly CommandStep[] = [
  { name: 'watch', run: watched },
  step('delete by file', ['delete', '-f', '-'], { stdin: manifest('made') }),
  step('wait for what is gone', ['wait', '--for=delete', '--timeout=5s', ...named('made')]),
  step('delete what is gone', ['delete', ...named('made')]),
  step(
    'apply, and prune what is left of before',
    [
      ...['apply', '--prune', '-l', 'by=file', '-f', '-'],
      ...['networking.k8s.io/v1/Ingress', 'batch/v1/CronJob', 'autoscaling/v2/HorizontalPodAutoscaler'].map(
        (kind) => `--prune-allowlist=${kind}`,
      ),
    ],
    { stdin: manifest('kept') },
  ),
  step('delete by label', ['delete', ALL, '-l', 'by=file']),
  step('delete all', ['delete', ALL, '--all']),
  step('get where there is nothing', ['get', ALL]),
];

/** In the order in which they are done: later ones build on what earlier ones have made. */
export const KUBECTL_STEPS: readonly CommandStep[] = [
  ...APPLIES,
  ...READS,
  ...CHANGES,
  ...CREATIONS,
  ...SERVER_SIDE_APPLIES,
  ...DELETIONS,
];

function containers(name: string, image: string): object {
  return { spec: { jobTemplate: { spec: { template: { spec: { containers: [{ name, image }] } } } } } };
}

function jsonPatch(value: string): readonly object[] {
  return [{ op: 'replace', path: '/spec/rules/0/http/paths/1/backend/service/name', value }];
}

/** Of all kinds that a server has, those that the steps are about. */
async function kindsOf(line: CommandLine): Promise<Outcome> {
  const outcome = await line.run('kubectl', ['api-resources', '--no-headers', '--verbs=watch', '-o', 'wide']);
  const kinds = outcome.stdout.split('\n').filter((text) => /^(ingresses|cronjobs|horizontalp\w+) /.test(text));
  return { ...outcome, stdout: kinds.join('\n') };
}

/** Sees an object as it is, changed and deleted. */
async function watched(line: CommandLine): Promise<Outcome> {
  const changes: Readonly<Record<string, readonly string[]>> = {
    ADDED: ['annotate', CRON_JOB, 'seen=1'],
    MODIFIED: ['delete', CRON_JOB],
  };
  const outcome = await line.run(
    'kubectl',
    ['get', RESOURCES.CronJob, '--field-selector=metadata.name=web', '--watch', '--output-watch-events'],
    {
      enough: async (text) => {
        const [type = ''] = text.split(' ');
        const change = changes[type];
        if (change) await line.run('kubectl', change);
        return type === 'DELETED';
      },
    },
  );
  return { ...outcome, code: null };
}
