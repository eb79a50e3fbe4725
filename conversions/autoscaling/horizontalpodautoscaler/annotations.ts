import { isEmpty } from '../../../src/engine/field.ts';
import type { Draft, Scope } from '../../../src/engine/scope.ts';
import { stringAt } from '../../../src/json/json.ts';

/**
 * The annotations in which Kubernetes keeps what an older version of HorizontalPodAutoscaler has no field for
 * (k8s.io/kubernetes/pkg/apis/autoscaling/annotations.go).
 */
const PREFIX = 'autoscaling.alpha.kubernetes.io/';
export const ANNOTATION = {
  metrics: `${PREFIX}metrics`,
  currentMetrics: `${PREFIX}current-metrics`,
  conditions: `${PREFIX}conditions`,
  behavior: `${PREFIX}behavior`,
  scaleDownTolerance: `${PREFIX}scale-down-tolerance`,
  scaleUpTolerance: `${PREFIX}scale-up-tolerance`,
} as const;

type Name = (typeof ANNOTATION)[keyof typeof ANNOTATION];
const NAMES: readonly Name[] = Object.values(ANNOTATION);

/** The text of an annotation, and a way to say that it has been understood. */
export interface RoundTripAnnotations {
  /** The annotation's text; undefined when it is absent. */
  text(name: Name): string | undefined;
  /** Marks the annotation as turned into fields, so that dropping it loses nothing. */
  understood(name: Name): void;
}

/**
 * Takes all of Kubernetes' own annotations off the object, which every conversion does, so that only those which this
 * conversion writes are there afterwards. `use` reads them first; what it does not understand is a loss.
 */
export function takeAnnotations(object: Draft, scope: Scope, use?: (annotations: RoundTripAnnotations) => void): void {
  const metadata = scope.child(object, 'metadata');
  const annotations = metadata && scope.child(metadata, 'annotations');
  const understood = new Set<string>();
  use?.({ text: (name) => stringAt(annotations, name), understood: (name) => understood.add(name) });
  if (!metadata || !annotations) return;
  const present = NAMES.filter((name) => annotations[name] !== undefined);
  for (const name of present) {
    const text = annotations[name] ?? null;
    if (!understood.has(name)) scope.lose(['metadata', 'annotations', name], text, REASON);
    scope.remove(annotations, name);
  }
  if (present.length === 0) return;
  if (isEmpty(annotations)) scope.remove(metadata, 'annotations');
  else metadata.annotations = scope.settle(annotations);
  object.metadata = scope.settle(metadata);
}

const REASON = 'Kubernetes uses this annotation for its own conversion only, and here it stands for no field';

/** Writes one of the annotations. */
export function putAnnotation(object: Draft, name: Name, text: string, scope: Scope): void {
  const metadata = scope.child(object, 'metadata') ?? (object.metadata = scope.draft({}));
  const parent = metadata;
  const annotations = scope.child(parent, 'annotations') ?? (parent.annotations = scope.draft({}));
  annotations[name] = text;
}
