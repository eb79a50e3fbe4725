import type { Family } from '../engine/rule-set.ts';
import { objectAt, objectsAt, stringAt, type JsonObject } from '../json/json.ts';
import { KubeRefused, readObject, type KubeClient } from '../kube/kube-client.ts';
import type { Policy } from '../policies/policy.ts';
import { objectRecord, type CheckObject, type ObjectRecord } from '../registry/object-record.ts';
import { checkPolicyObject } from '../registry/policy-objects.ts';
import { checkRuleObject } from '../registry/rule-objects.ts';
import { settlePolicies } from '../registry/settle-policies.ts';
import { settleRules } from '../registry/settle-rules.ts';
import type { Verdict } from '../registry/verdict.ts';

const API = '/apis/karmorph.io/v1alpha1';
const PAGE_SIZE = 100;
const NOT_FOUND = 404;

/** The conversion policies in force on an API server. Throws ProblemError as {@link readObject} does. */
export async function listPolicies(client: KubeClient, signal: AbortSignal): Promise<readonly Policy[]> {
  const kinds = ['conversionpolicies', 'clusterconversionpolicies'];
  const lists = await Promise.all(kinds.map((plural) => listRecords({ client, signal, plural }, checkPolicyObject)));
  return inForce(settlePolicies(lists.flat()));
}

/** The rules of ConversionRules in force on an API server, beside `fixed` ones. Throws ProblemError as {@link readObject} does. */
export async function listRules(
  client: KubeClient,
  signal: AbortSignal,
  fixed: readonly Family[],
): Promise<readonly Family[]> {
  return inForce(settleRules(await listRecords({ client, signal, plural: 'conversionrules' }, checkRuleObject), fixed));
}

function inForce<T>(verdicts: readonly Verdict<T>[]): readonly T[] {
  return verdicts.flatMap(({ inForce: good }) => good?.item ?? []);
}

interface Listing {
  readonly client: KubeClient;
  readonly signal: AbortSignal;
  readonly plural: string;
}

/** None where the API server has no such kind. */
async function listRecords<T>(listing: Listing, check: CheckObject<T>): Promise<readonly ObjectRecord<T>[]> {
  try {
    return (await listObjects(listing)).flatMap((object) => objectRecord(object, undefined, check) ?? []);
  } catch (error) {
    if (error instanceof KubeRefused && error.status === NOT_FOUND) return [];
    throw error;
  }
}

/** Items of a list have neither kind nor apiVersion where an API server leaves them out; those of custom resources have both. */
async function listObjects({ client, signal, plural }: Listing): Promise<readonly JsonObject[]> {
  const objects: JsonObject[] = [];
  let next = '';
  do {
    const query = new URLSearchParams({ limit: String(PAGE_SIZE), ...(next !== '' && { continue: next }) });
    const page = await readObject(client, `${API}/${plural}?${query.toString()}`, { signal });
    objects.push(...objectsAt(page, 'items'));
    next = stringAt(objectAt(page, 'metadata'), 'continue') ?? '';
  } while (next !== '');
  return objects;
}
