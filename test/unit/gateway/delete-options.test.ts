import { expect } from 'chai';
import { convertDeleteOptions } from '../../../src/gateway/delete-options.ts';
import type { Translation } from '../../../src/gateway/exchange.ts';
import { loadBuiltinRules } from '../../../src/registry/builtin-rules.ts';

const { families } = loadBuiltinRules();
const translation = (kind: string, wanted: string, served: string): Translation => ({
  family: families.find((family) => family.kind === kind && family.versions.includes(wanted))!,
  wanted,
  served,
});
const CRON_JOB = translation('CronJob', 'batch/v1', 'batch/v1beta1');
const OLDER = translation('CronJob', 'batch/v1beta1', 'batch/v1');
const INGRESS = translation('Ingress', 'networking.k8s.io/v1', 'extensions/v1beta1');
const OPTIONS = { kind: 'DeleteOptions', apiVersion: 'v1' };

interface Case {
  readonly name: string;
  readonly to: Translation;
  readonly query?: string;
  readonly body?: object | string;
  readonly want: { readonly query?: string; readonly body?: object | string };
}

describe('the options of a delete', () => {
  const cases: readonly Case[] = [
    {
      name: 'say that dependents go, where the member would leave them',
      to: CRON_JOB,
      want: { query: '?propagationPolicy=Background' },
    },
    {
      name: 'keep what else the query says',
      to: CRON_JOB,
      query: '?dryRun=All',
      want: { query: '?dryRun=All&propagationPolicy=Background' },
    },
    {
      name: 'say that dependents stay, where the member would delete them',
      to: OLDER,
      want: { query: '?propagationPolicy=Orphan' },
    },
    {
      name: 'say it in the body, which is all that is read where there is one',
      to: CRON_JOB,
      body: OPTIONS,
      want: { body: { ...OPTIONS, propagationPolicy: 'Background' } },
    },
    {
      name: 'have the version of the member',
      to: CRON_JOB,
      body: { ...OPTIONS, apiVersion: 'batch/v1' },
      want: { body: { ...OPTIONS, apiVersion: 'batch/v1beta1', propagationPolicy: 'Background' } },
    },
    {
      name: 'stay when the query says what becomes of dependents',
      to: CRON_JOB,
      query: '?propagationPolicy=Orphan',
      want: { query: '?propagationPolicy=Orphan' },
    },
    {
      name: 'stay when the query says it in the old form',
      to: CRON_JOB,
      query: '?orphanDependents=true',
      want: { query: '?orphanDependents=true' },
    },
    {
      name: 'stay when the body says it',
      to: CRON_JOB,
      body: { ...OPTIONS, propagationPolicy: 'Foreground' },
      want: { body: { ...OPTIONS, propagationPolicy: 'Foreground' } },
    },
    {
      name: 'stay when the body says it in the old form',
      to: CRON_JOB,
      body: { ...OPTIONS, orphanDependents: true },
      want: { body: { ...OPTIONS, orphanDependents: true } },
    },
    { name: 'stay for a kind without dependents', to: INGRESS, want: {} },
    { name: 'that cannot be read are left to the member', to: CRON_JOB, body: '{', want: { body: '{' } },
  ];
  for (const { name, to, query = '', body, want } of cases) {
    it(name, () => {
      const found = convertDeleteOptions({ query, body: bytes(body) }, to);
      expect({ query: found.query, body: found.body.toString() }).to.deep.equal({
        query: want.query ?? '',
        body: bytes(want.body).toString(),
      });
    });
  }
});

function bytes(body: object | string | undefined): Buffer {
  if (body === undefined) return Buffer.alloc(0);
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}
