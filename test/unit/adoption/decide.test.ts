import { expect } from 'chai';
import { clusterFacts } from '../../../src/adoption/cluster-facts.ts';
import { decide, type Circumstances } from '../../../src/adoption/decide.ts';
import { RECORD } from '../../../src/adoption/names.ts';
import { stageOf, type Stage } from '../../../src/adoption/stage.ts';
import {
  clusterObject,
  GATEWAY_ENDPOINT,
  INGRESS,
  RECORDS,
  SWITCHED_AT,
  THROUGH_GATEWAY,
  type ClusterShape,
} from '../../support/adoption.ts';

const T0 = Date.parse(SWITCHED_AT);
const MINUTE = 60_000;
const CIRCUMSTANCES: Circumstances = {
  ...{ wish: 'in', insists: false, lacking: [INGRESS], unneededSince: undefined, restart: 'none' },
  ...{ now: T0, confirmMs: 2 * MINUTE, settleMs: 60 * MINUTE },
};
const failed = (times: number) => ({
  [RECORD.failed]: JSON.stringify({ at: SWITCHED_AT, times, reason: 'no way' }),
});
const byHand = { 'karmorph.io/member-endpoint': 'https://192.0.2.18:6443' };

interface Case {
  readonly name: string;
  readonly cluster?: ClusterShape;
  readonly given?: Partial<Circumstances>;
  readonly stage: Stage;
  readonly want: string;
}

const CASES: readonly Case[] = [
  // direct
  { name: 'a member that lacks a version is adopted', stage: 'direct', want: `adopt: it lacks ${INGRESS}` },
  {
    name: 'of many versions a few are named',
    given: { lacking: ['a/v1/A', 'b/v1/B', 'c/v1/C', 'd/v1/D', 'e/v1/E'] },
    stage: 'direct',
    want: 'adopt: it lacks a/v1/A, b/v1/B, c/v1/C and 2 more',
  },
  {
    name: 'a member that lacks nothing is left alone',
    given: { lacking: [] },
    stage: 'direct',
    want: 'leave: it serves every version that Karmada propagates',
  },
  {
    name: 'nobody asks for it',
    given: { wish: 'neither' },
    stage: 'direct',
    want: 'leave: nobody has asked for its adoption',
  },
  { name: 'it is opted out', given: { wish: 'out' }, stage: 'direct', want: 'leave: it is not behind the gateway' },
  {
    name: 'it is being removed',
    cluster: { metadata: { deletionTimestamp: SWITCHED_AT } },
    stage: 'direct',
    want: 'leave: it is being removed from Karmada',
  },
  {
    name: 'a member that is not Ready is waited for, since nobody could tell whether the gateway works',
    cluster: { ready: false },
    stage: 'direct',
    want: 'wait: it is not Ready in Karmada: no route',
  },
  {
    name: 'pull mode',
    cluster: { spec: { syncMode: 'Pull' } },
    stage: 'direct',
    want: 'refuse: it is in pull mode: its karmada-agent has the address in a kubeconfig of its own',
  },
  {
    name: 'a proxy',
    cluster: { spec: { proxyURL: 'http://proxy' } },
    stage: 'direct',
    want: 'refuse: spec.proxyURL is set: Karmada would go to the gateway through that proxy',
  },
  {
    name: 'TLS that is not verified',
    cluster: { spec: { insecureSkipTLSVerification: true } },
    stage: 'direct',
    want: 'refuse: spec.insecureSkipTLSVerification is true: the gateway verifies members, and needs their CA in the Secret',
  },
  {
    name: 'no Secret',
    cluster: { spec: { secretRef: null } },
    stage: 'direct',
    want: 'refuse: spec.secretRef is missing',
  },
  {
    name: 'an address with a path',
    cluster: { endpoint: 'https://rancher.example/k8s/clusters/c-1' },
    stage: 'direct',
    want: 'refuse: spec.apiEndpoint "https://rancher.example/k8s/clusters/c-1" must not have a path, a query or a fragment',
  },
  {
    name: 'an address without a scheme, which Karmada takes for HTTPS',
    cluster: { endpoint: '192.0.2.18:6443' },
    stage: 'direct',
    want: `adopt: it lacks ${INGRESS}`,
  },
  {
    name: 'after a failure it waits ten minutes',
    cluster: { annotations: failed(1) },
    given: { now: T0 + 10 * MINUTE - 1 },
    stage: 'direct',
    want: 'wait: its adoption failed, and is tried again at 2026-01-01T00:10:00.000Z: no way',
  },
  {
    name: 'and is then tried again',
    cluster: { annotations: failed(1) },
    given: { now: T0 + 10 * MINUTE },
    stage: 'direct',
    want: `adopt: it lacks ${INGRESS}`,
  },
  {
    name: 'after many failures it waits six hours at most',
    cluster: { annotations: failed(50) },
    stage: 'direct',
    want: 'wait: its adoption failed, and is tried again at 2026-01-01T06:00:00.000Z: no way',
  },
  {
    name: 'a person who asks does not wait',
    cluster: { annotations: failed(50) },
    given: { insists: true },
    stage: 'direct',
    want: `adopt: it lacks ${INGRESS}`,
  },
  // prepared: whoever recorded it has stopped before the switch
  {
    name: 'a record alone is gone on with',
    cluster: { annotations: RECORDS.prepared },
    stage: 'prepared',
    want: `adopt: it lacks ${INGRESS}`,
  },
  {
    name: 'a record that is not needed any more is removed',
    cluster: { annotations: RECORDS.prepared },
    given: { lacking: [] },
    stage: 'prepared',
    want: 'release: it serves every version that Karmada propagates',
  },
  {
    name: 'a record of a member that is opted out is removed',
    cluster: { annotations: RECORDS.prepared },
    given: { wish: 'out' },
    stage: 'prepared',
    want: 'release: it is not to be behind the gateway',
  },
  {
    name: 'a record that somebody else is working on is left alone',
    cluster: { annotations: RECORDS.prepared },
    given: { wish: 'neither' },
    stage: 'prepared',
    want: 'leave: nobody has asked for its adoption',
  },
  // switched
  {
    name: 'a switch is confirmed by Ready and the versions, whoever made it',
    cluster: { ...THROUGH_GATEWAY, annotations: RECORDS.switched },
    given: { wish: 'neither' },
    stage: 'switched',
    want: 'confirm: Karmada sees it Ready behind the gateway, with the versions that it lacked',
  },
  {
    name: 'Ready alone may be from before the switch',
    cluster: { endpoint: GATEWAY_ENDPOINT, annotations: RECORDS.switched },
    given: { now: T0 + 2 * MINUTE - 1 },
    stage: 'switched',
    want: `wait: it was switched; until now, Karmada does not see ${INGRESS}`,
  },
  {
    name: 'a switch that is not confirmed in time is rolled back',
    cluster: { endpoint: GATEWAY_ENDPOINT, annotations: RECORDS.switched },
    given: { now: T0 + 2 * MINUTE, wish: 'neither' },
    stage: 'switched',
    want: `rollback: Karmada does not see ${INGRESS}`,
  },
  {
    name: 'one after which Karmada takes the member for not Ready is rolled back at once',
    cluster: { ...THROUGH_GATEWAY, ready: false, annotations: RECORDS.switched },
    stage: 'switched',
    want: 'rollback: no route',
  },
  {
    name: 'a time that was made unreadable is long ago',
    cluster: { endpoint: GATEWAY_ENDPOINT, annotations: { ...RECORDS.switched, [RECORD.switchedAt]: 'yesterday' } },
    stage: 'switched',
    want: `rollback: Karmada does not see ${INGRESS}`,
  },
  {
    name: 'a switch of a member that is opted out is undone',
    cluster: { ...THROUGH_GATEWAY, annotations: RECORDS.switched },
    given: { wish: 'out' },
    stage: 'switched',
    want: 'release: it is not to be behind the gateway',
  },
  // adopted
  {
    name: 'an adopted member is kept',
    cluster: { ...THROUGH_GATEWAY, annotations: RECORDS.adopted },
    stage: 'adopted',
    want: `keep: it is behind the gateway for ${INGRESS}`,
  },
  {
    name: 'also while it is not Ready: its objects would be worse off without the gateway',
    cluster: { ...THROUGH_GATEWAY, ready: false, annotations: RECORDS.adopted },
    given: { now: T0 + 600 * MINUTE },
    stage: 'adopted',
    want: `keep: it is behind the gateway for ${INGRESS}`,
  },
  {
    name: 'one that was upgraded is kept until that has settled',
    cluster: { ...THROUGH_GATEWAY, annotations: RECORDS.adopted },
    given: { unneededSince: T0, now: T0 + 60 * MINUTE - 1 },
    stage: 'adopted',
    want: 'keep: it needs the gateway no longer, and is released at 2026-01-01T01:00:00.000Z unless that changes',
  },
  {
    name: 'and is then released',
    cluster: { ...THROUGH_GATEWAY, annotations: RECORDS.adopted },
    given: { unneededSince: T0, now: T0 + 60 * MINUTE },
    stage: 'adopted',
    want: 'release: it serves every version that Karmada propagates by itself now',
  },
  {
    name: 'one that a person has adopted is not released by anybody else',
    cluster: { ...THROUGH_GATEWAY, annotations: RECORDS.adopted },
    given: { wish: 'neither', unneededSince: T0, now: T0 + 600 * MINUTE },
    stage: 'adopted',
    want: `keep: it is behind the gateway for ${INGRESS}`,
  },
  {
    name: 'one that is opted out is released',
    cluster: { ...THROUGH_GATEWAY, annotations: RECORDS.adopted },
    given: { wish: 'out' },
    stage: 'adopted',
    want: 'release: it is not to be behind the gateway',
  },
  // released
  {
    name: 'a released member is waited for while informers go to the gateway',
    cluster: { annotations: RECORDS.released },
    given: { wish: 'out', restart: 'pending' },
    stage: 'released',
    want: 'wait: it is released; the gateway knows it until karmada-controller-manager restarts',
  },
  {
    name: 'also when nobody can tell whether they do',
    cluster: { annotations: RECORDS.released },
    given: { wish: 'neither', restart: 'unknown' },
    stage: 'released',
    want: 'wait: it is released; the gateway knows it until karmada-controller-manager restarts',
  },
  {
    name: 'after the restart its release is finished',
    cluster: { annotations: RECORDS.released },
    given: { wish: 'neither', restart: 'done' },
    stage: 'released',
    want: "finish: Karmada's informers go to the member itself",
  },
  {
    name: 'a released member that is opted in again is adopted again',
    cluster: { annotations: RECORDS.released },
    given: { restart: 'pending' },
    stage: 'released',
    want: `adopt: it lacks ${INGRESS}`,
  },
  // others have been there
  {
    name: 'what was put behind the gateway by hand is left alone',
    cluster: { ...THROUGH_GATEWAY, annotations: byHand },
    stage: 'by-hand',
    want: 'leave: somebody has put it behind the gateway by hand',
  },
  {
    name: 'also when it is opted out',
    cluster: { ...THROUGH_GATEWAY, annotations: byHand },
    given: { wish: 'out' },
    stage: 'by-hand',
    want: 'leave: somebody has put it behind the gateway by hand, and takes it out',
  },
  {
    name: 'unless a person asks for it',
    cluster: { ...THROUGH_GATEWAY, annotations: byHand },
    given: { wish: 'out', insists: true },
    stage: 'by-hand',
    want: 'release: it is not to be behind the gateway',
  },
  {
    name: 'an address that somebody else has written is left alone',
    cluster: { endpoint: 'https://192.0.2.99:6443', annotations: RECORDS.adopted },
    stage: 'moved',
    want: 'leave: somebody has changed spec.apiEndpoint since it was adopted; release it, and adopt it again',
  },
  {
    name: 'and what else was recorded is removed when it is opted out',
    cluster: { endpoint: 'https://192.0.2.99:6443', annotations: RECORDS.adopted },
    given: { wish: 'out' },
    stage: 'moved',
    want: 'release: it is not to be behind the gateway',
  },
];

describe('what is to be done with a member', () => {
  for (const { name, cluster, given, stage, want } of CASES) {
    it(`${stage}: ${name}`, () => {
      const facts = clusterFacts(clusterObject(cluster))!;
      expect(stageOf(facts)).to.equal(stage);
      const { action, reason } = decide(facts, { ...CIRCUMSTANCES, ...given });
      expect(`${action}: ${reason}`).to.equal(want);
    });
  }
});
