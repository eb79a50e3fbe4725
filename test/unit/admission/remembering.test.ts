import { expect } from 'chai';
import type { DecisionRecord } from '../../../src/admission/record.ts';
import { createReviewers } from '../../../src/admission/reviewers.ts';
import type { Inventory, Member } from '../../../src/inventory/inventory.ts';
import { objectAt, stringAt, type JsonObject } from '../../../src/json/json.ts';
import { binding } from '../../../src/karmada/binding.ts';
import { plainMember } from '../../../src/karmada/fleet-member.ts';
import { fleetSnapshotOf, type FleetSnapshot } from '../../../src/karmada/fleet-snapshot.ts';
import { overridePolicy } from '../../../src/karmada/override-policy.ts';
import { propagationPolicy } from '../../../src/karmada/propagation-policy.ts';
import { NO_POLICIES, policySetOf } from '../../../src/policies/policy-set.ts';
import { loadBuiltinRules } from '../../../src/registry/builtin-rules.ts';
import { ruleSetOf, type RuleSet } from '../../../src/engine/rule-set.ts';
import { memberOf } from '../../support/fleet.ts';
import { policy } from '../../support/policies.ts';

const selects = { apiVersion: 'batch/v1', kind: 'CronJob' };
/** Kubernetes 1.21 does not know the time zone. */
const inUtc = { ...selects, metadata: { name: 'report', namespace: 'shop' }, spec: { timeZone: 'UTC' } };
const plain = { ...inUtc, spec: {} };

function reviewText(object: object, uid: string, more: object = {}): string {
  const request = { uid, operation: 'CREATE', namespace: 'shop', object, ...more };
  return JSON.stringify({ kind: 'AdmissionReview', apiVersion: 'admission.k8s.io/v1', request });
}

/** A fleet whose parts can be changed, and who answers reviews of it. */
class World {
  members: readonly Member[] = [memberOf('new', '1.34'), memberOf('old', '1.21')];
  rules: RuleSet = loadBuiltinRules();
  policies = NO_POLICIES;
  controlPlane = memberOf('control-plane', '1.34').capabilities;
  isReady = true;
  readonly records: DecisionRecord[] = [];
  /** How often a rule was looked for: never where an answer is remembered. */
  decisions = 0;
  parts = { policies: [to('new')], overrides: [] as ReturnType<typeof overriding>[], bindings: [bound('new')] };
  #fleet = this.#snapshot();

  readonly #fleetNow: FleetSnapshot = {
    members: () => this.#fleet.members(),
    member: (name) => this.#fleet.member(name),
    policies: (namespace) => this.#fleet.policies(namespace),
    overrides: (namespace) => this.#fleet.overrides(namespace),
    bindings: (kind, namespace, name) => this.#fleet.bindings(kind, namespace, name),
    controlPlane: () => this.controlPlane,
  };
  readonly #inventory: Inventory = {
    ready: () => this.isReady,
    planning: () => ({ ready: true, fleet: this.#fleetNow }),
    members: () => this.members,
    member: (name) => this.members.find((member) => member.name === name),
    controlPlane: () => this.controlPlane,
  };
  readonly #reviewers = createReviewers({
    inventory: this.#inventory,
    rules: () => this.#counted(),
    policies: () => this.policies,
    observe: { warnings: () => undefined, decided: (record) => this.records.push(record) },
  });
  #countedRules: { readonly of: RuleSet; readonly counted: RuleSet } | undefined;

  /** Takes over changed members and parts. */
  update(): void {
    this.#fleet = this.#snapshot();
  }

  /** Takes over changed parts, as an inventory does when the members stay. */
  updateParts(): void {
    const before = this.#fleet;
    this.#fleet = { ...this.#snapshot(), members: () => before.members(), member: (name) => before.member(name) };
  }

  ask(object: object, uid: string, { path = '/admission/validate', more = {} } = {}): JsonObject {
    const answer = this.#reviewers.get(path)?.(reviewText(object, uid, more));
    if (!answer) throw new Error(`nobody answers at ${path}`);
    expect(answer.uid).to.equal(uid);
    const response = objectAt(answer.body, 'response') ?? {};
    expect(stringAt(response, 'uid')).to.equal(uid);
    return { ...response, uid: null };
  }

  /** Asks until the answer is remembered, and makes sure that it is. */
  remember(object: object): JsonObject {
    for (const uid of ['a', 'b']) this.ask(object, uid);
    const before = this.decisions;
    const answer = this.ask(object, 'c');
    expect(this.decisions).to.equal(before);
    return answer;
  }

  #snapshot(): FleetSnapshot {
    const members = this.members.map(({ name, capabilities }) => plainMember(name, capabilities));
    return fleetSnapshotOf({ members, ...this.parts, controlPlane: this.controlPlane });
  }

  #counted(): RuleSet {
    if (this.#countedRules?.of === this.rules) return this.#countedRules.counted;
    const { rules } = this;
    const counted: RuleSet = {
      families: rules.families,
      familyOf: (apiVersion, kind) => {
        this.decisions++;
        return rules.familyOf(apiVersion, kind);
      },
    };
    this.#countedRules = { of: rules, counted };
    return counted;
  }
}

function to(...clusterNames: string[]) {
  return propagationPolicy.parse({
    metadata: { name: 'p', namespace: 'shop' },
    spec: { resourceSelectors: [selects], placement: { clusterAffinity: { clusterNames } } },
  });
}

function bound(...clusters: string[]) {
  const resource = { ...selects, namespace: 'shop', name: 'report' };
  return binding.parse({ spec: { resource, clusters: clusters.map((name) => ({ name })) } });
}

function overriding() {
  return overridePolicy.parse({
    metadata: { name: 'o', namespace: 'shop' },
    spec: {
      resourceSelectors: [selects],
      overrideRules: [{ overriders: { plaintext: [{ path: '/spec/timeZone', operator: 'add', value: 'UTC' }] } }],
    },
  });
}

const inProduction = policySetOf([
  policy('strict', { onLoss: 'Deny', members: { labelSelector: { matchLabels: { env: 'prod' } } } }),
]);

describe('a review that is asked again', () => {
  it('is answered from memory the third time, under its own uid, and told as the others are', () => {
    const world = new World();
    world.parts = { ...world.parts, bindings: [bound('new', 'old')] };
    world.update();
    const first = world.ask(inUtc, 'first');
    expect(first.warnings).to.have.length(2);
    expect(world.remember(inUtc)).to.deep.equal(first);
    expect(world.records).to.have.length(4);
    expect(new Set(world.records.map((record) => JSON.stringify(record))).size).to.equal(1);
  });

  const others: readonly { name: string; object?: object; more?: object; path?: string }[] = [
    { name: 'another object', object: { ...inUtc, metadata: { name: 'other', namespace: 'shop' } } },
    { name: 'another operation', more: { operation: 'UPDATE' } },
    { name: 'another user', more: { userInfo: { username: 'jane' } } },
    { name: 'another door', path: '/admission/mutate' },
  ];
  for (const { name, object = inUtc, ...asked } of others) {
    it(`is not the same as ${name}`, () => {
      const world = new World();
      world.remember(inUtc);
      const before = world.decisions;
      world.ask(object, 'd', asked);
      expect(world.decisions).to.be.greaterThan(before);
    });
  }

  const changes: readonly {
    name: string;
    object?: object;
    begin?: (world: World) => void;
    change: (world: World) => void;
  }[] = [
    {
      name: 'the rules',
      object: plain,
      begin: (world) => {
        world.parts = { ...world.parts, bindings: [bound('ancient')] };
        world.members = [memberOf('ancient', '1.18')];
        world.update();
      },
      change: (world) => (world.rules = ruleSetOf([])),
    },
    {
      name: 'the members',
      begin: (world) => {
        world.parts = { ...world.parts, policies: [], bindings: [] };
        world.members = [memberOf('new', '1.34')];
        world.update();
      },
      change: (world) => {
        world.members = [memberOf('new', '1.34'), memberOf('old', '1.21')];
        world.update();
      },
    },
    {
      name: 'a binding',
      change: (world) => {
        world.parts = { ...world.parts, bindings: [bound('new', 'old')] };
        world.updateParts();
      },
    },
    {
      name: 'a propagation policy',
      begin: (world) => {
        world.parts = { ...world.parts, bindings: [] };
        world.update();
      },
      change: (world) => {
        world.parts = { ...world.parts, policies: [to('old')] };
        world.updateParts();
      },
    },
    {
      name: 'an override policy',
      object: plain,
      begin: (world) => {
        world.parts = { ...world.parts, bindings: [bound('old')] };
        world.update();
      },
      change: (world) => {
        world.parts = { ...world.parts, overrides: [overriding()] };
        world.updateParts();
      },
    },
    {
      name: 'the conversion policies',
      begin: (world) => {
        world.parts = { ...world.parts, bindings: [bound('old')] };
        world.update();
      },
      change: (world) => (world.policies = policySetOf([policy('strict', { onLoss: 'Deny' })])),
    },
    {
      name: 'the labels of a member',
      begin: (world) => {
        world.parts = { ...world.parts, bindings: [bound('old')] };
        world.members = [{ ...memberOf('old', '1.21'), labels: { env: 'dev' } }];
        world.policies = inProduction;
        world.update();
      },
      change: (world) => (world.members = [{ ...memberOf('old', '1.21'), labels: { env: 'prod' } }]),
    },
  ];
  for (const { name, object = inUtc, begin, change } of changes) {
    it(`is decided anew when ${name} changed`, () => {
      const world = new World();
      begin?.(world);
      const before = world.remember(object);
      change(world);
      expect(world.ask(object, 'd')).not.to.deep.equal(before);
    });
  }

  it('is decided anew when the control plane serves something else, or is not known', () => {
    for (const change of [
      (world: World) => (world.controlPlane = memberOf('control-plane', '1.33').capabilities),
      (world: World) => (world.isReady = false),
    ]) {
      const world = new World();
      world.remember(inUtc);
      const before = world.decisions;
      change(world);
      world.ask(inUtc, 'd');
      expect(world.decisions).to.be.greaterThan(before);
    }
  });
});
