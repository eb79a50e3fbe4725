import { isJsonArray, isJsonObject, type Json } from '../../src/json/json.ts';
import type { UpstreamPair } from './corpus.ts';
import { kindOf } from './corpus-names.ts';

/** A defect of Kubernetes' own conversion: being right means to differ from it. */
export interface UpstreamException {
  readonly name: string;
  readonly reason: string;
  concerns(pair: UpstreamPair): boolean;
  /** The object without what the defect touches: both sides must agree on the rest. */
  settle(object: Json): Json;
}

const RESERVED_LABEL = 'pdb.kubernetes.io/deprecated-v1beta1-empty-selector-match';

export const UPSTREAM_EXCEPTIONS: readonly UpstreamException[] = [
  {
    name: 'the container of a metric',
    reason:
      'Kubernetes forgets `containerResource.container` at `autoscaling/v2beta1`, so that the metric is of no container',
    concerns: ({ family, from, to }) =>
      kindOf(family) === 'HorizontalPodAutoscaler' && [from, to].includes('autoscaling/v2beta1'),
    settle: withoutContainer,
  },
  {
    name: 'the reserved label of a selector',
    reason:
      'Kubernetes 1.37 takes `pdb.kubernetes.io/deprecated-v1beta1-empty-selector-match` out when `policy/v1` is written; ' +
      'the releases that serve `policy/v1beta1` take it out when they convert',
    concerns: ({ release, family, from }) =>
      release === 'live-1.37' && kindOf(family) === 'PodDisruptionBudget' && from === 'policy/v1',
    settle: withoutReservedLabel,
  },
];

/** Also in the annotation of autoscaling/v1, which the corpus compares as JSON. */
function withoutContainer(value: Json): Json {
  if (isJsonArray(value)) return value.map(withoutContainer);
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).map(([key, item = null]): [string, Json] => {
    const isMetric = key === 'containerResource' && isJsonObject(item);
    return [key, withoutContainer(isMetric ? { ...item, container: null } : item)];
  });
  return Object.fromEntries(entries);
}

function withoutReservedLabel(object: Json): Json {
  if (!isJsonObject(object) || !isJsonObject(object.spec) || !isJsonObject(object.spec.selector)) return object;
  const { matchExpressions, ...others } = object.spec.selector;
  const expressions = isJsonArray(matchExpressions) ? matchExpressions : [];
  const kept = expressions.filter((one) => !isJsonObject(one) || one.key !== RESERVED_LABEL);
  return { ...object, spec: { ...object.spec, selector: { ...others, matchExpressions: kept } } };
}
