import { isJsonObject, objectAt, type Json, type JsonObject } from '../../../src/json/json.ts';

/**
 * Metrics of autoscaling/v2 (`metric`, `target`, `current`) and the flat ones of v2beta1, which the annotations of v1
 * have as well. Both directions follow k8s.io/kubernetes/pkg/apis/autoscaling/{v1,v2beta1}/conversion.go.
 */
const ZERO = '0';

type Fields = Readonly<Record<string, Json | undefined>>;
type Convert = (source: JsonObject) => Fields;

interface Converters {
  readonly flatten: Convert;
  readonly unflatten: Convert;
}

const SPEC: Readonly<Record<string, Converters>> = {
  object: {
    flatten: (m) => ({
      target: m.describedObject,
      ...flatMetric(m, 'selector'),
      targetValue: targetOf(m).value ?? ZERO,
      averageValue: targetOf(m).averageValue,
    }),
    unflatten: (m) => ({
      describedObject: m.target,
      metric: metricOf(m, 'selector'),
      target: withoutUnset({
        type: isSet(m.averageValue) ? 'AverageValue' : 'Value',
        value: m.targetValue ?? ZERO,
        averageValue: m.averageValue,
      }),
    }),
  },
  pods: {
    flatten: (m) => ({ ...flatMetric(m, 'selector'), targetAverageValue: targetOf(m).averageValue ?? ZERO }),
    unflatten: (m) => ({
      metric: metricOf(m, 'selector'),
      target: { type: 'AverageValue', averageValue: m.targetAverageValue ?? ZERO },
    }),
  },
  resource: {
    flatten: (m) => ({ name: m.name, ...flatTarget(m) }),
    unflatten: (m) => ({ name: m.name, target: resourceTarget(m) }),
  },
  // Upstream forgets `container` at v2beta1, in both directions, and so makes a metric of no container: a defect.
  containerResource: {
    flatten: (m) => ({ name: m.name, ...flatTarget(m), container: m.container }),
    unflatten: (m) => ({ name: m.name, container: m.container, target: resourceTarget(m) }),
  },
  external: {
    flatten: (m) => ({
      ...flatMetric(m, 'metricSelector'),
      targetValue: targetOf(m).value,
      targetAverageValue: targetOf(m).averageValue,
    }),
    unflatten: (m) => ({
      metric: metricOf(m, 'metricSelector'),
      target: withoutUnset({
        type: isSet(m.targetValue) ? 'Value' : 'AverageValue',
        value: m.targetValue,
        averageValue: m.targetAverageValue,
      }),
    }),
  },
};

const STATUS: Readonly<Record<string, Converters>> = {
  object: {
    flatten: (m) => ({
      target: m.describedObject,
      ...flatMetric(m, 'selector'),
      currentValue: currentOf(m).value ?? ZERO,
      averageValue: currentOf(m).averageValue,
    }),
    unflatten: (m) => ({
      describedObject: m.target,
      metric: metricOf(m, 'selector'),
      current: withoutUnset({ value: m.currentValue ?? ZERO, averageValue: m.averageValue }),
    }),
  },
  pods: {
    flatten: (m) => ({ ...flatMetric(m, 'selector'), currentAverageValue: currentOf(m).averageValue ?? ZERO }),
    unflatten: (m) => ({ metric: metricOf(m, 'selector'), current: { averageValue: m.currentAverageValue ?? ZERO } }),
  },
  resource: {
    flatten: (m) => ({ name: m.name, ...flatCurrent(m) }),
    unflatten: (m) => ({ name: m.name, current: resourceCurrent(m) }),
  },
  containerResource: {
    flatten: (m) => ({ name: m.name, ...flatCurrent(m), container: m.container }),
    unflatten: (m) => ({ name: m.name, container: m.container, current: resourceCurrent(m) }),
  },
  external: {
    flatten: (m) => ({
      ...flatMetric(m, 'metricSelector'),
      currentValue: currentOf(m).value ?? ZERO,
      currentAverageValue: currentOf(m).averageValue,
    }),
    unflatten: (m) => ({
      metric: metricOf(m, 'metricSelector'),
      current: withoutUnset({ value: m.currentValue ?? ZERO, averageValue: m.currentAverageValue }),
    }),
  },
};

/** A metric of v2 as v2beta1 and the annotations of v1 write it. */
export const flattenMetric = (metric: JsonObject): JsonObject => convertMetric(metric, FLATTEN_SPEC);
/** A flat metric as v2 writes it. */
export const unflattenMetric = (metric: JsonObject): JsonObject => convertMetric(metric, UNFLATTEN_SPEC);
/** The same for `status.currentMetrics`. */
export const flattenStatus = (metric: JsonObject): JsonObject => convertMetric(metric, FLATTEN_STATUS);
export const unflattenStatus = (metric: JsonObject): JsonObject => convertMetric(metric, UNFLATTEN_STATUS);

const FLATTEN_SPEC = convertersOf(SPEC, 'flatten');
const UNFLATTEN_SPEC = convertersOf(SPEC, 'unflatten');
const FLATTEN_STATUS = convertersOf(STATUS, 'flatten');
const UNFLATTEN_STATUS = convertersOf(STATUS, 'unflatten');

function convertersOf(table: typeof SPEC, direction: keyof Converters): ReadonlyMap<string, Convert> {
  return new Map(Object.entries(table).map(([source, converters]) => [source, converters[direction]]));
}

function convertMetric(metric: JsonObject, converters: ReadonlyMap<string, Convert>): JsonObject {
  const converted: Record<string, Json | undefined> = {};
  for (const key in metric) {
    const value = metric[key];
    const convert = isJsonObject(value) ? converters.get(key) : undefined;
    converted[key] = convert && isJsonObject(value) ? withoutUnset(convert(value)) : value;
  }
  return converted;
}

function flatMetric(metric: JsonObject, selector: string): Fields {
  const identifier = objectAt(metric, 'metric');
  return { metricName: identifier?.name ?? '', [selector]: identifier?.selector };
}

function metricOf(flat: JsonObject, selector: string): JsonObject {
  return withoutUnset({ name: flat.metricName ?? '', selector: flat[selector] });
}

function flatTarget(metric: JsonObject): Fields {
  const target = targetOf(metric);
  return { targetAverageUtilization: target.averageUtilization, targetAverageValue: target.averageValue };
}

function resourceTarget(flat: JsonObject): Json {
  const averageUtilization = flat.targetAverageUtilization;
  const type = isSet(averageUtilization) ? 'Utilization' : 'AverageValue';
  return withoutUnset({ type, averageValue: flat.targetAverageValue, averageUtilization });
}

function flatCurrent(metric: JsonObject): Fields {
  const current = currentOf(metric);
  return { currentAverageUtilization: current.averageUtilization, currentAverageValue: current.averageValue ?? ZERO };
}

function resourceCurrent(flat: JsonObject): Json {
  return withoutUnset({
    averageValue: flat.currentAverageValue ?? ZERO,
    averageUtilization: flat.currentAverageUtilization,
  });
}

function targetOf(metric: JsonObject): JsonObject {
  return objectAt(metric, 'target') ?? {};
}

function currentOf(metric: JsonObject): JsonObject {
  return objectAt(metric, 'current') ?? {};
}

function isSet(value: Json | undefined): boolean {
  return value !== undefined && value !== null;
}

function withoutUnset(fields: Fields): JsonObject {
  const set: Record<string, Json> = {};
  for (const key in fields) {
    const value = fields[key];
    if (value !== undefined && value !== null) set[key] = value;
  }
  return set;
}
