import type { Lens } from '../../../src/engine/rule-set.ts';
import type { Draft, Scope } from '../../../src/engine/scope.ts';
import { encodeJson } from '../../../src/json/encode.ts';
import { isJsonObject, objectAt, type Json, type JsonObject } from '../../../src/json/json.ts';
import { ANNOTATION, putAnnotation, takeAnnotations, type RoundTripAnnotations } from './annotations.ts';
import { parseBehavior } from './behavior.ts';
import { convertCurrentReplicas } from './current-replicas.ts';
import { loseDifferences } from './differences.ts';
import { CONDITIONS, CURRENT_METRICS, keepFlat, METRICS, parseList, type Indexed } from './kept-lists.ts';
import { moveBehavior } from './v2beta1.ts';

/** What an autoscaler without metrics means (k8s.io/kubernetes/pkg/apis/autoscaling, DefaultCPUUtilization), in percent. */
const DEFAULT_CPU_UTILIZATION = 80;

const CURRENT_CPU = 'currentCPUUtilizationPercentage';

/** autoscaling/v1 has one field for CPU utilization, and keeps everything else in annotations. */
export const v1: Lens = (object, direction, scope) => {
  const draft = scope.draft(object);
  convertCurrentReplicas(draft, direction, scope);
  if (direction === 'up') takeAnnotations(draft, scope, (annotations) => up(draft, annotations, scope));
  else down(draft, scope);
  for (const key of ['spec', 'status']) {
    const part = scope.child(draft, key);
    if (part) draft[key] = scope.settle(part);
  }
  return draft;
};

function up(draft: Draft, annotations: RoundTripAnnotations, scope: Scope): void {
  const spec: Draft = scope.child(draft, 'spec') ?? scope.draft({});
  draft.spec = spec;
  const cpu = takeNumber(spec, 'targetCPUUtilizationPercentage', scope);
  const others = parseList(annotations, METRICS, scope) ?? [];
  const metrics = cpu === undefined ? others : [...others, cpuMetric(cpu)];
  spec.metrics = metrics.length > 0 ? metrics : [cpuMetric(DEFAULT_CPU_UTILIZATION)];
  const behavior = parseBehavior(annotations.text(ANNOTATION.behavior));
  if (behavior) {
    spec.behavior = behavior;
    annotations.understood(ANNOTATION.behavior);
  }
  statusUp(draft, annotations, scope);
}

function statusUp(draft: Draft, annotations: RoundTripAnnotations, scope: Scope): void {
  const existing = scope.child(draft, 'status');
  const status: Draft = existing ?? scope.draft({});
  const cpu = takeNumber(status, CURRENT_CPU, scope);
  const current = parseList(annotations, CURRENT_METRICS, scope);
  const conditions = parseList(annotations, CONDITIONS, scope);
  if (current) {
    status.currentMetrics = current;
    const [told] = current.filter(isJsonObject).map(currentUtilizationOf).filter(isSet).slice(-1);
    if (cpu !== undefined && told !== cpu) scope.lose(['status', CURRENT_CPU], cpu, ANNOTATION_WINS);
  } else if (cpu !== undefined) status.currentMetrics = [cpuStatus(cpu)];
  if (conditions) status.conditions = conditions;
  if (existing || current || conditions) draft.status = status;
}

function down(draft: Draft, scope: Scope): void {
  takeAnnotations(draft, scope);
  moveBehavior(draft, scope);
  const spec = scope.child(draft, 'spec');
  const metrics = takeMetrics(spec, 'metrics', 'spec', scope);
  const [cpu, ...more] = metrics.filter(({ metric }) => utilizationOf(metric) !== undefined);
  for (const { metric, index } of more) scope.lose(['spec', 'metrics', index], metric, SECOND_CPU);
  if (spec && cpu) {
    spec.targetCPUUtilizationPercentage = utilizationOf(cpu.metric);
    loseDifferences(
      cpu.metric,
      cpuMetric(utilizationOf(cpu.metric) ?? null),
      { list: ['spec', 'metrics'], index: cpu.index },
      scope,
    );
  }
  const others = metrics.filter(({ metric }) => utilizationOf(metric) === undefined);
  keepFlat(draft, others, METRICS, scope);
  statusDown(draft, scope);
}

const ANNOTATION_WINS = 'the annotation with the current metrics says more, and counts';
const SECOND_CPU = 'autoscaling/v1 holds one CPU utilization target, and keeps the first';

function statusDown(draft: Draft, scope: Scope): void {
  const status = scope.child(draft, 'status');
  if (!status) return;
  const metrics = takeMetrics(status, 'currentMetrics', 'status', scope);
  const cpu = metrics.map(({ metric }) => currentUtilizationOf(metric)).filter((value) => value !== undefined);
  if (cpu.length > 0) status.currentCPUUtilizationPercentage = cpu.at(-1);
  keepFlat(draft, metrics, CURRENT_METRICS, scope);
  let conditions: readonly Json[] = [];
  scope.within('status', () => (conditions = scope.childList(status, 'conditions') ?? []));
  if (conditions.length > 0) putAnnotation(draft, ANNOTATION.conditions, encodeJson(conditions), scope);
  scope.remove(status, 'conditions');
}

function takeMetrics(owner: Draft | undefined, key: string, parent: string, scope: Scope): readonly Indexed[] {
  let list: readonly Json[] = [];
  scope.within(parent, () => (list = (owner && scope.childList(owner, key)) ?? []));
  if (owner) scope.remove(owner, key);
  return list.map((metric, index) => {
    if (!isJsonObject(metric)) throw scope.typeMismatch([parent, key, index], 'an object', metric);
    return { metric, index };
  });
}

function cpuMetric(averageUtilization: Json): JsonObject {
  return { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization } } };
}

function cpuStatus(averageUtilization: Json): JsonObject {
  return { type: 'Resource', resource: { name: 'cpu', current: { averageUtilization } } };
}

function utilizationOf(metric: JsonObject): Json | undefined {
  return cpuField(metric, 'target')?.averageUtilization ?? undefined;
}

function currentUtilizationOf(metric: JsonObject): Json | undefined {
  return cpuField(metric, 'current')?.averageUtilization ?? undefined;
}

function cpuField(metric: JsonObject, key: string): JsonObject | undefined {
  const resource = objectAt(metric, 'resource');
  return metric.type === 'Resource' && resource?.name === 'cpu' ? objectAt(resource, key) : undefined;
}

function isSet(value: Json | undefined): value is Json {
  return value !== undefined && value !== null;
}

function takeNumber(owner: Draft, key: string, scope: Scope): Json | undefined {
  const value = owner[key];
  scope.remove(owner, key);
  return value ?? undefined;
}
