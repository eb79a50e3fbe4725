import type { Answer } from '../support/http.ts';
import type { Session } from '../support/session.ts';
import type { Step } from '../support/step.ts';

interface Apply {
  readonly by?: string;
  readonly change?: object;
  readonly query?: Readonly<Record<string, string>>;
}

const labelled = (labels: object): object => ({ metadata: { labels } });

/** Applies the whole object of the subject, changed. */
function apply(session: Session, name: string, { by = 'first', change = {}, query = {} }: Apply = {}): Promise<Answer> {
  return session.apply(name, session.object(name, change), { query: { fieldManager: by, ...query } });
}

/** Applies nothing but labels. */
function applyLabels(
  session: Session,
  name: string,
  labels: object,
  { by = 'first', query = {} }: Apply = {},
): Promise<Answer> {
  const { apiVersion, kind } = session.subject;
  const body = { apiVersion, kind, metadata: { name, labels } };
  return session.apply(name, body, { query: { fieldManager: by, ...query } });
}

export const APPLIES: readonly Step[] = [
  {
    name: 'apply what is not there, which creates it',
    send: async (session) => [await apply(session, 'applied'), await session.get('applied')],
  },
  { name: 'apply the same again', send: (session) => apply(session, 'applied') },
  { name: 'apply a change', send: (session) => apply(session, 'applied', { change: session.subject.change }) },
  {
    name: 'apply what leaves values to the server',
    send: (session) => apply(session, 'applied-sparse', { change: session.subject.sparse }),
  },
  {
    name: 'apply with dryRun=All, which stores nothing',
    send: async (session) => [
      await apply(session, 'apply-rehearsed', { query: { dryRun: 'All' } }),
      await session.get('apply-rehearsed'),
    ],
  },
  { name: 'apply without a field manager', send: (session) => session.apply('applied', session.object('applied')) },
  {
    name: 'apply labels, take one over by force, and give them up again',
    send: async (session) => {
      await apply(session, 'shared', { change: labelled({ app: null, tier: 'front', owner: 'first' }) });
      return [
        await applyLabels(session, 'shared', { tier: 'back' }, { by: 'second' }),
        await applyLabels(session, 'shared', { tier: 'back', more: 'yes' }, { by: 'second', query: { force: 'true' } }),
        await apply(session, 'shared', { change: labelled({ app: null, tier: 'front', owner: 'first' }) }),
        await apply(session, 'shared', { change: labelled({ app: null, owner: 'first' }) }),
        await applyLabels(session, 'shared', { tier: 'back' }, { by: 'second' }),
      ];
    },
  },
  {
    name: 'apply a change of a field that somebody else applied',
    send: async (session) => {
      await apply(session, 'contested');
      const change = { change: session.subject.change, by: 'second' };
      return [
        await apply(session, 'contested', change),
        await apply(session, 'contested', { ...change, query: { force: 'true' } }),
        await apply(session, 'contested'),
      ];
    },
  },
  {
    name: 'apply what somebody else has created',
    send: async (session) => {
      await session.create('adopted', {}, { query: { fieldManager: 'creator' } });
      return [
        await apply(session, 'adopted'),
        await apply(session, 'adopted', { change: session.subject.change }),
        await apply(session, 'adopted', { change: session.subject.change, query: { force: 'true' } }),
      ];
    },
  },
  {
    name: 'apply with managedFields',
    send: (session) => apply(session, 'applied', { change: { metadata: { managedFields: [] } } }),
  },
  {
    name: 'apply with a stale resourceVersion',
    send: (session) => apply(session, 'applied', { change: { metadata: { resourceVersion: '1' } } }),
  },
  {
    name: 'apply an unknown field',
    send: async (session) => [
      await apply(session, 'apply-unknown', { change: session.subject.unknownField }),
      await apply(session, 'apply-unknown', {
        change: session.subject.unknownField,
        query: { fieldValidation: 'Strict' },
      }),
    ],
  },
  {
    name: 'apply an object of the wrong type',
    send: (session) => apply(session, 'applied', { change: { spec: 'none' } }),
  },
  {
    name: 'apply an invalid object',
    send: (session) => apply(session, 'apply-invalid', { change: Object.values(session.subject.invalid)[0] ?? {} }),
  },
];
