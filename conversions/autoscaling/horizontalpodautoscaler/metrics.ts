import { isJsonObject, type Json, type JsonObject } from '../../../src/json/json.ts';

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
      metricName: metricOf(m).name ?? '',
      selector: metricOf(m).selector,
      targetValue: targetOf(m).value ?? ZERO,
      averageValue: targetOf(m).averageValue,
    }),
    unflatten: (m) => ({
      describedObject: m.target,
      metric: identifier(m.metricName, m.selector),
      target: withoutUnset({
        type: isSet(m.averageValue) ? 'AverageValue' : 'Value',
        value: m.targetValue ?? ZERO,
        averageValue: m.averageValue,
      }),
    }),
  },
  pods: {
    flatten: (m) => ({
      metricName: metricOf(m).name ?? '',
      selector: metricOf(m).selector,
      targetAverageValue: targetOf(m).averageValue ?? ZERO,
    }),
    unflatten: (m) => ({
      metric: identifier(m.metricName, m.selector),
      target: { type: 'AverageValue', averageValue: m.targetAverageValue ?? ZERO },
    }),
  },
  resource: {
    flatten: (m) => ({
      name: m.name,
      targetAverageUtilization: targetOf(m).averageUtilization,
      targetAverageValue: targetOf(m).averageValue,
    }),
    unflatten: (m) => ({ name: m.name, target: resourceTarget(m) }),
  },
  // Upstream forgets `container` at v2beta1, in both directions, and so makes a metric of no container: a defect.
  containerResource: {
    flatten: (m) => ({
      name: m.name,
      targetAverageUtilization: targetOf(m).averageUtilization,
      targetAverageValue: targetOf(m).averageValue,
      container: m.container,
    }),
    unflatten: (m) => ({ name: m.name, container: m.container, target: resourceTarget(m) }),
  },
  external: {
    flatten: (m) => ({
      metricName: metricOf(m).name ?? '',
      metricSelector: metricOf(m).selector,
      targetValue: targetOf(m).value,
      targetAverageValue: targetOf(m).averageValue,
    }),
    unflatten: (m) => ({
      metric: identifier(m.metricName, m.metricSelector),
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
      metricName: metricOf(m).name ?? '',
      selector: metricOf(m).selector,
      currentValue: currentOf(m).value ?? ZERO,
      averageValue: currentOf(m).averageValue,
    }),
    unflatten: (m) => ({
      describedObject: m.target,
      metric: identifier(m.metricName, m.selector),
      current: withoutUnset({ value: m.currentValue ?? ZERO, averageValue: m.averageValue }),
    }),
  },
  pods: {
    flatten: (m) => ({
      metricName: metricOf(m).name ?? '',
      selector: metricOf(m).selector,
      currentAverageValue: currentOf(m).averageValue ?? ZERO,
    }),
    unflatten: (m) => ({
      metric: identifier(m.metricName, m.selector),
      current: { averageValue: m.currentAverageValue ?? ZERO },
    }),
  },
  resource: {
    flatten: (m) => ({
      name: m.name,
      currentAverageUtilization: currentOf(m).averageUtilization,
      currentAverageValue: currentOf(m).averageValue ?? ZERO,
    }),
    unflatten: (m) => ({ name: m.name, current: resourceCurrent(m) }),
  },
  containerResource: {
    flatten: (m) => ({
      name: m.name,
      currentAverageUtilization: currentOf(m).averageUtilization,
      currentAverageValue: currentOf(m).averageValue ?? ZERO,
      container: m.container,
    }),
    unflatten: (m) => ({ name: m.name, container: m.container, current: resourceCurrent(m) }),
  },
  external: {
    flatten: (m) => ({
      metricName: metricOf(m).name ?? '',
      metricSelector: metricOf(m).selector,
      currentValue: currentOf(m).value ?? ZERO,
      currentAverageValue: currentOf(m).averageValue,
    }),
    unflatten: (m) => ({
      metric: identifier(m.metricName, m.metricSelector),
      current: withoutUnset({ value: m.currentValue ?? ZERO, averageValue: m.currentAverageValue }),
    }),
  },
};

/** Both directions of one kind of metric list. */
export interface MetricConversion {
  /** A metric of v2 as v2beta1 and the annotations of v1 write it. */
  readonly flatten: (metric: JsonObject) => JsonObject;
  /** A flat metric as v2 writes it. */
  readonly unflatten: (metric: JsonObject) => JsonObject;
  /** The same for comparing only: fields that are not set may be there. */
  readonly forComparison: Pick<MetricConversion, 'flatten' | 'unflatten'>;
}

/** `spec.metrics`. */
export const METRIC = conversionOf(SPEC);
/** `status.currentMetrics`. */
export const METRIC_STATUS = conversionOf(STATUS);

function conversionOf(table: typeof SPEC): MetricConversion {
  const [flatten, unflatten] = [convertersOf(table, 'flatten'), convertersOf(table, 'unflatten')];
  return {
    flatten: (metric) => convertMetric(metric, flatten, withoutUnset),
    unflatten: (metric) => convertMetric(metric, unflatten, withoutUnset),
    forComparison: {
      flatten: (metric) => convertMetric(metric, flatten, asItIs),
      unflatten: (metric) => convertMetric(metric, unflatten, asItIs),
    },
  };
}

function asItIs(fields: JsonObject): JsonObject {
  return fields;
}

function convertersOf(table: typeof SPEC, direction: keyof Converters): ReadonlyMap<string, Convert> {
  return new Map(Object.entries(table).map(([source, converters]) => [source, converters[direction]]));
}

function convertMetric(
  metric: JsonObject,
  converters: ReadonlyMap<string, Convert>,
  finish: (fields: JsonObject) => JsonObject,
): JsonObject {
  const converted: Record<string, Json | undefined> = {};
  for (const key in metric) {
    const value = metric[key];
    const convert = isJsonObject(value) ? converters.get(key) : undefined;
    converted[key] = convert && isJsonObject(value) ? finish(convert(value)) : value;
  }
  return converted;
}

function identifier(name: Json | undefined, selector: Json | undefined): JsonObject {
  return (selector ?? null) === null ? { name: name ?? '' } : { name: name ?? '', selector };
}

function resourceTarget(flat: JsonObject): Json {
  const averageUtilization = flat.targetAverageUtilization;
  const type = isSet(averageUtilization) ? 'Utilization' : 'AverageValue';
  return withoutUnset({ type, averageValue: flat.targetAverageValue, averageUtilization });
}

function resourceCurrent(flat: JsonObject): Json {
  return withoutUnset({
    averageValue: flat.currentAverageValue ?? ZERO,
    averageUtilization: flat.currentAverageUtilization,
  });
}

const NONE: JsonObject = {};

function metricOf({ metric }: JsonObject): JsonObject {
  return isJsonObject(metric) ? metric : NONE;
}

function targetOf({ target }: JsonObject): JsonObject {
  return isJsonObject(target) ? target : NONE;
}

function currentOf({ current }: JsonObject): JsonObject {
  return isJsonObject(current) ? current : NONE;
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
