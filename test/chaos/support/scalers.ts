import { completeAutoscaler } from '../../e2e/support/templates.ts';
import type { KubeObject } from '../../e2e/support/client.ts';
import type { Caller } from './caller.ts';
import { NAMESPACE } from './world.ts';

/** The version that the gateway adds. */
export const SCALERS = `/apis/autoscaling/v2/namespaces/${NAMESPACE}/horizontalpodautoscalers`;
/** The version that the old member stores. */
export const STORED_SCALERS = SCALERS.replace('/v2/', '/v1/');

/** One of many: each has another content. */
export function scaler(prefix: string, index: number): KubeObject {
  const object = completeAutoscaler(NAMESPACE, `${prefix}-${index}`);
  return { ...object, spec: { ...object.spec, maxReplicas: 10 + index } };
}

/** One as the old member stores it. */
export function storedScaler(name: string): KubeObject {
  return {
    apiVersion: 'autoscaling/v1',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name, namespace: NAMESPACE },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
      minReplicas: 1,
      maxReplicas: 3,
    },
  };
}

/** The objects of a list with a prefix, by name. */
export async function listScalers(caller: Caller, prefix: string, path = SCALERS): Promise<Map<string, KubeObject>> {
  const { status, text } = await caller.get(path);
  if (status !== 200) throw new Error(`${path}: ${status} ${text}`);
  const { items } = JSON.parse(text) as { items: KubeObject[] };
  const wanted = items.filter(({ metadata }) => metadata.name.startsWith(`${prefix}-`));
  const byName = new Map(wanted.map((item) => [item.metadata.name, item]));
  if (byName.size !== wanted.length) throw new Error(`${path} names an object twice`);
  return byName;
}

/** Does something for each number below `count`, `width` at a time. */
export async function inParallel(
  { count, width }: { count: number; width: number },
  work: (index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < count; index = next++) await work(index);
  };
  await Promise.all(Array.from({ length: width }, worker));
}
