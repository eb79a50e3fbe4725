import type { Answer } from '../support/http.ts';
import { metadataOf, type PatchType, type Session } from '../support/session.ts';
import type { Step } from '../support/step.ts';

/** Changes, refuses and repeats the same patch in each form. */
const patches = (type: PatchType, patchOf: (session: Session) => unknown): Step[] => [
  {
    name: `${type} patch`,
    send: async (session) => {
      await session.create(`${type}-patched`);
      return session.patch(`${type}-patched`, type, patchOf(session));
    },
  },
  {
    name: `${type} patch with dryRun=All, which stores nothing`,
    send: async (session) => {
      await session.create(`${type}-rehearsed`);
      const query = { dryRun: 'All' };
      return [
        await session.patch(`${type}-rehearsed`, type, patchOf(session), { query }),
        await session.get(`${type}-rehearsed`),
      ];
    },
  },
  {
    name: `${type} patch of what is not there`,
    send: (session) => session.patch('missing', type, patchOf(session)),
  },
  { name: `${type} patch that is no JSON`, send: (session) => session.patch('made', type, '{') },
];

async function status(session: Session, name: string): Promise<Answer> {
  const { body } = await session.get(name);
  return session.http.send({
    method: 'PUT',
    path: session.path(name, 'status'),
    body: { ...(body as object), status: session.subject.status },
  });
}

export const UPDATES: readonly Step[] = [
  {
    name: 'update',
    send: async (session) => {
      await session.create('updated');
      return [await session.replace('updated', session.subject.change), await session.get('updated')];
    },
  },
  { name: 'update with nothing changed', send: (session) => session.replace('updated', {}) },
  {
    name: 'update with a stale resourceVersion',
    send: async (session) => {
      const { body } = await session.get('updated');
      await session.replace('updated', { metadata: { labels: { turn: '1' } } });
      return session.http.send({ method: 'PUT', path: session.path('updated'), body });
    },
  },
  {
    name: 'update after somebody has changed it in the version of the server',
    send: async (session) => {
      await session.create('contended');
      const { body } = await session.get('contended');
      const native = { path: session.path('contended', undefined, session.native) };
      const headers = { 'content-type': 'application/merge-patch+json' };
      await session.http.send({
        method: 'PATCH',
        ...native,
        headers,
        body: { metadata: { labels: { by: 'native' } } },
      });
      const stale = await session.http.send({ method: 'PUT', path: session.path('contended'), body });
      return [stale, await session.patch('contended', 'merge', { metadata: { labels: { by: 'gateway' } } })];
    },
  },
  {
    name: 'update without a resourceVersion',
    send: (session) => session.replace('updated', { metadata: { resourceVersion: null } }),
  },
  {
    name: 'update with the uid of another object',
    send: async (session) => {
      const { uid } = metadataOf(await session.get('made'));
      return session.replace('updated', { metadata: { uid } });
    },
  },
  { name: 'update under another name', send: (session) => session.replace('updated', { metadata: { name: 'other' } }) },
  {
    name: 'update what is not there',
    send: (session) =>
      session.http.send({ method: 'PUT', path: session.path('missing'), body: session.object('missing') }),
  },
  {
    name: 'update with dryRun=All, which stores nothing',
    send: async (session) => [
      await session.replace('updated', { metadata: { labels: { rehearsed: 'yes' } } }, { query: { dryRun: 'All' } }),
      await session.get('updated'),
    ],
  },
  {
    name: 'update by an object of another version',
    send: (session) => session.replace('updated', { apiVersion: 'example.com/v1' }),
  },
  ...patches('merge', ({ subject }) => subject.change),
  ...patches('json', ({ subject }) => subject.jsonPatch),
  ...patches('strategic-merge', ({ subject }) => subject.strategicPatch),
  {
    name: 'json patch whose test fails',
    send: (session) => session.patch('made', 'json', [{ op: 'test', path: '/metadata/name', value: 'x' }]),
  },
  {
    name: 'json patch that removes what is not there',
    send: (session) => session.patch('made', 'json', [{ op: 'remove', path: '/spec/nothing' }]),
  },
  { name: 'json patch that is an object', send: (session) => session.patch('made', 'json', {}) },
  {
    name: 'merge patch with a stale resourceVersion',
    send: (session) => session.patch('made', 'merge', { metadata: { resourceVersion: '1', labels: { a: 'b' } } }),
  },
  {
    name: 'merge patch that changes the name',
    send: (session) => session.patch('made', 'merge', { metadata: { name: 'other' } }),
  },
  { name: 'merge patch that changes nothing', send: (session) => session.patch('made', 'merge', {}) },
  {
    name: 'patch in a form that no server has',
    send: (session) =>
      session.patch('made', 'merge', {}, { headers: { 'content-type': 'application/colour-patch+json' } }),
  },
  {
    name: 'get and update the status',
    send: async (session) => {
      await session.create('reported');
      return [await status(session, 'reported'), await session.get('reported')];
    },
  },
  {
    name: 'update the status, which leaves the spec',
    send: async (session) => {
      const { body } = await session.get('reported');
      const path = session.path('reported', 'status');
      return session.http.send({
        method: 'PUT',
        path,
        body: { ...(body as object), spec: session.object('x', session.subject.change).spec },
      });
    },
  },
  {
    name: 'merge patch the status',
    send: (session) =>
      session.http.send({
        method: 'PATCH',
        path: session.path('reported', 'status'),
        headers: { 'content-type': 'application/merge-patch+json' },
        body: { status: session.subject.status, metadata: { labels: { by: 'status' } } },
      }),
  },
  {
    name: 'update, which leaves the status',
    send: (session) => session.replace('reported', { status: {}, metadata: { labels: { b: 'c' } } }),
  },
];
