import type { DecisionRecord } from '../admission/record.ts';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { GatewayMetrics } from '../gateway/metrics.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { PolicySet } from '../policies/policy-set.ts';
import { createPolicyMetrics } from './policy-metrics.ts';
import { createAdoptionMetrics, type AdoptionMetrics } from './adoption-metrics.ts';

/** Which part of Karmorph answered a request. */
export type Door =
  | 'admission_mutate'
  | 'admission_rules'
  | 'admission_validate'
  | 'admission_validate_strict'
  | 'convert'
  | 'dry_run'
  | 'health'
  | 'metrics'
  | 'unknown';

/** What one server counts, in a registry of its own. */
export interface Metrics {
  readonly registry: Registry;
  readonly gateway: GatewayMetrics;
  readonly adoption: AdoptionMetrics;
  /** One request was answered by another door than the gateway. */
  request(door: Door, status: number, seconds: number): void;
  /** Warnings in one answer to an API server. */
  admissionWarnings(count: number): void;
  /** What was decided of one template. */
  decision(record: DecisionRecord): void;
  /** Objects in one answer of the conversion webhook. */
  convertedObjects(count: number): void;
  /** When the serving certificate ends. */
  certificateExpires(at: Date): void;
}

/** Buckets from half a millisecond, which a webhook takes, to ten seconds, when API servers have given up. */
const SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

/** Makes the metrics of one server. Label values come from fixed sets and from the rules, never from requests. */
export function createMetrics(version: string, inventory: Inventory, policies: () => PolicySet | undefined): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  describeProcess(registry, version, inventory);
  createPolicyMetrics(registry, policies);
  const requests = new Counter({
    name: 'karmorph_http_requests_total',
    help: 'Requests answered by other doors than the gateway.',
    labelNames: ['door', 'status'],
    registers: [registry],
  });
  const durations = new Histogram({
    name: 'karmorph_http_request_duration_seconds',
    help: 'Time from the head of a request to the end of its answer, without the gateway.',
    labelNames: ['door'],
    buckets: SECONDS,
    registers: [registry],
  });
  const warnings = new Counter({
    name: 'karmorph_admission_warnings_total',
    help: 'Warnings given to users who applied a template.',
    registers: [registry],
  });
  const decided = decisionCounters(registry);
  const converted = new Counter({
    name: 'karmorph_conversion_objects_total',
    help: 'Objects that the conversion webhook has converted.',
    registers: [registry],
  });
  const expiry = new Gauge({
    name: 'karmorph_tls_certificate_expiry_timestamp_seconds',
    help: 'When the serving certificate ends, in seconds since the epoch.',
    registers: [registry],
  });
  return {
    registry,
    gateway: gatewayMetrics(registry),
    adoption: createAdoptionMetrics(registry),
    request: (door, status, seconds) => {
      requests.inc({ door, status });
      durations.observe({ door }, seconds);
    },
    admissionWarnings: (count) => warnings.inc(count),
    decision: decided,
    convertedObjects: (count) => converted.inc(count),
    certificateExpires: (at) => expiry.set(at.getTime() / 1000),
  };
}

function decisionCounters(registry: Registry): Metrics['decision'] {
  const decisions = new Counter({
    name: 'karmorph_admission_decisions_total',
    help: 'Templates decided on, by the worst verdict of their plans (empty where none could be made) and what the user was told.',
    labelNames: ['kind', 'verdict', 'outcome'],
    registers: [registry],
  });
  const plans = new Counter({
    name: 'karmorph_admission_plans_total',
    help: 'Plans made for templates, one for each set of members that serve the same; to is empty where they get nothing.',
    labelNames: ['kind', 'from', 'to', 'verdict'],
    registers: [registry],
  });
  return ({ plans: made, verdict = '', outcome }) => {
    decisions.inc({ kind: made[0]?.kind ?? '', verdict, outcome });
    // Members mostly get the same, and labels are dear to look up.
    for (const [labels, count] of counted(made)) plans.inc({ ...labels }, count);
  };
}

function counted(plans: DecisionRecord['plans']): readonly (readonly [DecisionRecord['plans'][number], number])[] {
  const counts = new Map<string, [DecisionRecord['plans'][number], number]>();
  for (const plan of plans) {
    // Kind and version are the template's, and so those of every plan.
    const key = `${plan.to} ${plan.verdict}`;
    const known = counts.get(key);
    if (known) known[1]++;
    else counts.set(key, [plan, 1]);
  }
  return [...counts.values()];
}

function describeProcess(registry: Registry, version: string, inventory: Inventory): void {
  new Gauge({
    name: 'karmorph_build_info',
    help: 'Always 1; the label says which version runs.',
    labelNames: ['version'],
    registers: [registry],
  }).set({ version }, 1);
  new Gauge({
    name: 'karmorph_inventory_ready',
    help: '1 when the members have been read, else 0.',
    registers: [registry],
    collect() {
      this.set(inventory.ready() ? 1 : 0);
    },
  });
  new Gauge({
    name: 'karmorph_inventory_members',
    help: 'Members whose capabilities are known.',
    registers: [registry],
    collect() {
      this.set(inventory.members().length);
    },
  });
}

const CONVERSION = ['kind', 'from', 'to'] as const;

function gatewayMetrics(registry: Registry): GatewayMetrics {
  const requests = new Counter({
    name: 'karmorph_gateway_requests_total',
    help: 'Requests to members; kind, from and to are empty where nothing was converted.',
    labelNames: ['outcome', ...CONVERSION],
    registers: [registry],
  });
  const losses = new Counter({
    name: 'karmorph_gateway_losses_total',
    help: 'Fields of written objects that the version of the member cannot express.',
    labelNames: CONVERSION,
    registers: [registry],
  });
  const unconverted = new Counter({
    name: 'karmorph_gateway_unconverted_objects_total',
    help: 'Objects in lists and watches that were shown by their metadata alone, since they cannot be converted.',
    labelNames: CONVERSION,
    registers: [registry],
  });
  const followUps = new Counter({
    name: 'karmorph_gateway_follow_up_writes_total',
    help: 'Second writes, which make reading back exact.',
    labelNames: ['result', ...CONVERSION],
    registers: [registry],
  });
  return {
    request: (outcome, conversion) => requests.inc({ outcome, ...(conversion ?? { kind: '', from: '', to: '' }) }),
    losses: (count, conversion) => losses.inc({ ...conversion }, count),
    unconverted: (count, conversion) => unconverted.inc({ ...conversion }, count),
    followUpWrite: (succeeded, conversion) =>
      followUps.inc({ result: succeeded ? 'succeeded' : 'failed', ...conversion }),
  };
}
