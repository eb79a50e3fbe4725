import { ruleSetOf, type RuleSet } from '../../src/engine/rule-set.ts';
import type { Json, JsonObject } from '../../src/json/json.ts';
import { loadBuiltinRules } from '../../src/registry/builtin-rules.ts';
import type { FakeMember } from './fake-member.ts';

export const CRON_JOBS_V1BETA1 = '/apis/batch/v1beta1/namespaces/shop/cronjobs';
export const CRON_JOBS_V1 = '/apis/batch/v1/namespaces/shop/cronjobs';

/** The rule of CronJob alone: a built-in kind, whose schemas are packaged. */
export function cronJobRules(): RuleSet {
  return ruleSetOf(loadBuiltinRules().families.filter(({ kind }) => kind === 'CronJob'));
}

/** A CronJob in any version. */
export function cronJob(apiVersion: string, pod: JsonObject, metadata: JsonObject = {}): JsonObject {
  return {
    apiVersion,
    kind: 'CronJob',
    metadata: { name: 'nightly', namespace: 'shop', ...metadata },
    spec: { schedule: '@daily', ...inPod(pod) },
  };
}

/** The part of a CronJob's spec that has this pod. */
export function inPod(spec: JsonObject): JsonObject {
  return { jobTemplate: { spec: { template: { spec } } } };
}

/** Makes a member answer discovery as one of Kubernetes 1.20 does, which has CronJobs in v1beta1 only. */
export function serveCronJobs(member: FakeMember): FakeMember {
  const versions = [{ groupVersion: 'batch/v1beta1', version: 'v1beta1' }];
  const groups: Json = [{ name: 'batch', versions, preferredVersion: versions[0] ?? null }];
  const verbs = ['get', 'patch', 'update'];
  const resources = [{ name: 'cronjobs', singularName: '', namespaced: true, kind: 'CronJob', verbs }];
  member.on('GET /version', { json: { gitVersion: 'v1.20.15' } });
  member.on('GET /apis', { json: { kind: 'APIGroupList', apiVersion: 'v1', groups } });
  return member.on('GET /apis/batch/v1beta1', {
    json: { kind: 'APIResourceList', apiVersion: 'v1', groupVersion: 'batch/v1beta1', resources },
  });
}
