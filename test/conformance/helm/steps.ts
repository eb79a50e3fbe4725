import { join } from 'node:path';
import { ALL } from '../kubectl/objects.ts';
import type { CommandLine, CommandStep } from '../support/command-line.ts';
import type { Outcome } from '../support/program.ts';

const CHART = join(import.meta.dirname, 'chart');
const CHANGED = ['--set', 'host=other.example,maxReplicas=7'];

/** How Helm writes: it applies on the server, or computes patches itself, as Helm 3 did. */
const MODES = [
  { release: 'served', mode: 'applying on the server', flags: ['--server-side=true'] },
  { release: 'patched', mode: 'by patches', flags: ['--server-side=false'] },
];

/** In the order in which they are done: later ones build on what earlier ones have made. */
export const HELM_STEPS: readonly CommandStep[] = MODES.flatMap(({ release, mode, flags }) => {
  const step = (name: string, args: readonly string[]): CommandStep => ({
    name: `${name}, ${mode}`,
    run: async (line) => sorted(await line.run('helm', args)),
  });
  const state = (after: string): CommandStep => ({
    name: `what is there after ${after}, ${mode}`,
    run: (line) => line.run('kubectl', ['get', ALL, '-o', 'json']),
  });
  const upgrade = ['upgrade', release, CHART, ...flags];
  return [
    step('install', ['install', release, CHART, '--create-namespace', ...flags]),
    state('an install'),
    step('get the manifest', ['get', 'manifest', release]),
    step('status', ['status', release]),
    { name: `upgrade without a change, which writes nothing, ${mode}`, run: (line) => unwritten(line, upgrade) },
    step('upgrade, dry run', [...upgrade, '--dry-run=server', ...CHANGED]),
    step('upgrade, and wait', [...upgrade, '--wait', '--timeout=10s', ...CHANGED]),
    state('an upgrade'),
    step('history', ['history', release]),
    step('roll back', ['rollback', release, '1', ...flags]),
    state('a rollback'),
    step('list', ['list']),
    step('uninstall, and wait', ['uninstall', release, '--wait', '--timeout=10s']),
    state('an uninstall'),
  ];
});

/** Helm tells of resources in an order that is another one each time. */
function sorted(outcome: Outcome): Outcome {
  return { ...outcome, stdout: outcome.stdout.split('\n').sort().join('\n') };
}

/** What an upgrade says, and which objects it has written though nothing was to be changed. */
async function unwritten(line: CommandLine, upgrade: readonly string[]): Promise<readonly Outcome[]> {
  const versions = (): Promise<Outcome> =>
    line.run('kubectl', ['get', ALL, '-o', 'custom-columns=KIND:.kind,VERSION:.metadata.resourceVersion']);
  const before = await versions();
  const outcome = sorted(await line.run('helm', upgrade));
  const after = await versions();
  const written = after.stdout.split('\n').filter((text) => !before.stdout.split('\n').includes(text));
  return [outcome, { ...after, stdout: written.join('\n') }];
}
