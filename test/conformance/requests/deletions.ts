import { metadataOf, type Session } from '../support/session.ts';
import type { Step } from '../support/step.ts';

const OPTIONS = { kind: 'DeleteOptions', apiVersion: 'v1' };

const made = async (session: Session, name: string, change: object = {}): Promise<string> =>
  metadataOf(await session.create(name, change)).uid ?? '';

export const DELETIONS: readonly Step[] = [
  {
    name: 'delete',
    send: async (session) => {
      await made(session, 'deleted');
      return [await session.delete('deleted'), await session.get('deleted')];
    },
  },
  { name: 'delete what is not there', send: (session) => session.delete('missing') },
  {
    name: 'delete with the uid of another object',
    send: async (session) => {
      await made(session, 'precondition');
      const preconditions = { uid: '00000000-0000-0000-0000-000000000000' };
      return session.delete('precondition', { body: { ...OPTIONS, preconditions } });
    },
  },
  {
    name: 'delete with another resourceVersion',
    send: (session) =>
      session.delete('precondition', { body: { ...OPTIONS, preconditions: { resourceVersion: '1' } } }),
  },
  {
    name: 'delete with the right uid',
    send: async (session) => {
      const { uid } = metadataOf(await session.get('precondition'));
      return session.delete('precondition', { body: { ...OPTIONS, preconditions: { uid } } });
    },
  },
  {
    name: 'delete with dryRun=All, which deletes nothing',
    send: async (session) => {
      await made(session, 'kept');
      return [await session.delete('kept', { query: { dryRun: 'All' } }), await session.get('kept')];
    },
  },
  ...['Foreground', 'Background', 'Orphan', 'Sideways'].map((propagationPolicy): Step => ({
    name: `delete with propagationPolicy=${propagationPolicy}`,
    send: async (session) => {
      const name = `propagated-${propagationPolicy.toLowerCase()}`;
      await made(session, name);
      return [await session.delete(name, { query: { propagationPolicy } }), await session.get(name)];
    },
  })),
  {
    name: 'delete with options in the version of the path',
    send: async (session) => {
      await made(session, 'by-options');
      return session.delete('by-options', {
        body: { ...OPTIONS, apiVersion: session.subject.apiVersion, gracePeriodSeconds: 0 },
      });
    },
  },
  {
    name: 'delete what has a finalizer, and take it off',
    send: async (session) => {
      await made(session, 'finalized', { metadata: { finalizers: ['example.com/wait'] } });
      return [
        await session.delete('finalized'),
        await session.get('finalized'),
        await session.patch('finalized', 'merge', { metadata: { finalizers: null } }),
        await session.get('finalized'),
      ];
    },
  },
  {
    name: 'delete a collection by label',
    send: async (session) => {
      for (const name of ['bulk-1', 'bulk-2']) await made(session, name, { metadata: { labels: { for: 'bulk' } } });
      const query = { labelSelector: 'for=bulk' };
      return [
        await session.delete(undefined, { query: { ...query, dryRun: 'All' } }),
        await session.delete(undefined, { query }),
        await session.get(undefined, { query }),
      ];
    },
  },
];
