import { clusterFacts, type ClusterFacts } from '../adoption/cluster-facts.ts';
import { obstacleOf } from '../adoption/obstacle.ts';
import { restartOf, stageOf, type Stage } from '../adoption/stage.ts';
import { problem, ProblemError } from '../errors.ts';
import { openAdoption, type AdoptionSession } from './adoption-session.ts';
import type { LoadedRules } from './load-rules.ts';
import { rulesInForce } from './rules-in-force.ts';
import type { Streams } from './streams.ts';

export interface StatusOptions {
  readonly karmada: string;
  /** None means all. */
  readonly members: readonly string[];
}

/** `karmorph status`: what there is to say of the adoption of members. Throws ProblemError when Karmada does not answer. */
export async function runStatus(
  { karmada, members }: StatusOptions,
  loaded: LoadedRules,
  streams: Streams,
): Promise<void> {
  const access = { karmada, host: undefined, hostNamespace: '', gateway: undefined, confirmMs: 0 };
  const session = await openAdoption(access, (client, signal) => rulesInForce(client, signal, loaded, streams.stderr));
  try {
    const all = (await session.means.karmada.clusters())
      .map(clusterFacts)
      .filter((facts): facts is ClusterFacts => facts !== undefined)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const chosen = members.length === 0 ? all : members.map((name) => find(all, name));
    if (chosen.length === 0) streams.stdout.write('Karmada has no members\n');
    for (const facts of chosen) streams.stdout.write(statusText(facts, session));
  } finally {
    session.close();
  }
}

function find(all: readonly ClusterFacts[], name: string): ClusterFacts {
  const found = all.find((facts) => facts.name === name);
  if (found) return found;
  const known = all.map((facts) => facts.name).join(', ');
  throw new ProblemError(problem('ADOPTION_MEMBER', { name, known: known === '' ? 'none' : known }));
}

const STAGES: Readonly<Record<Stage, string>> = {
  direct: 'Karmada goes to the member itself',
  prepared: 'Karmada goes to the member itself; an adoption has begun',
  switched: 'Karmada goes through the gateway; nobody has confirmed yet that it works',
  adopted: 'behind the gateway',
  released: 'Karmada goes to the member itself again; the gateway still knows it',
  'by-hand': 'behind the gateway, put there by hand',
  moved: 'adopted, and then somebody has changed spec.apiEndpoint',
};

function statusText(facts: ClusterFacts, { means, process }: AdoptionSession): string {
  const stage = stageOf(facts);
  const restart = restartOf(facts, process);
  const isPending = restart === 'pending' || restart === 'unknown';
  const lines: readonly (readonly [string, string | undefined])[] = [
    ['state', STAGES[stage]],
    ['Ready', facts.ready ? 'yes' : `no: ${facts.readiness}`],
    ['address', facts.endpoint],
    ['original', facts.originalEndpoint === facts.endpoint ? undefined : facts.originalEndpoint],
    ['lacks', lackingText(facts, means.lackingOf(facts.enabled), stage)],
    ['cannot be adopted', stage === 'direct' ? obstacleOf(facts) : undefined],
    ['label', facts.label],
    ['restart', isPending ? `karmada-controller-manager, ${CERTAINTY[restart]}` : undefined],
    ['last failure', facts.failure && `${new Date(facts.failure.at).toISOString()}: ${facts.failure.reason}`],
  ];
  const told = lines.flatMap(([key, value]) => (value === undefined ? [] : [`  ${key}: ${value}\n`]));
  return `${facts.name}\n${told.join('')}`;
}

const CERTAINTY = { pending: 'it still has the former address', unknown: 'unless that was done' };

function lackingText(facts: ClusterFacts, lacking: readonly string[], stage: Stage): string {
  const kinds = stage === 'direct' || facts.adoptedFor.length === 0 ? lacking : facts.adoptedFor;
  return kinds.length === 0 ? 'nothing' : kinds.join(', ');
}
