import { metadataOf } from '../support/session.ts';
import type { Step } from '../support/step.ts';

export const CREATIONS: readonly Step[] = [
  { name: 'create', send: (session) => session.create('made') },
  { name: 'create what is there already', send: (session) => session.create('made') },
  {
    name: 'create what leaves values to the server',
    send: (session) => session.create('sparse', session.subject.sparse),
  },
  {
    name: 'create with generateName',
    send: (session) => session.create('', { metadata: { name: null, generateName: 'generated-' } }),
  },
  { name: 'create without a name', send: (session) => session.create('', { metadata: { name: null } }) },
  { name: 'create with a name that is none', send: (session) => session.create('Not_A_Name') },
  {
    name: 'create without apiVersion and kind',
    send: (session) => session.create('untyped', { apiVersion: null, kind: null }),
  },
  {
    name: 'create in a namespace that is not that of the path',
    send: (session) => session.create('elsewhere', { metadata: { namespace: 'elsewhere' } }),
  },
  {
    name: 'create in a namespace that does not exist',
    send: ({ http, subject }) =>
      http.send({
        method: 'POST',
        path: `/apis/${subject.apiVersion}/namespaces/nowhere/${subject.resource}`,
        body: subject.object('nowhere', 'lost'),
      }),
  },
  {
    name: 'create with dryRun=All, which stores nothing',
    send: async (session) => [
      await session.create('rehearsed', {}, { query: { dryRun: 'All' } }),
      await session.get('rehearsed'),
    ],
  },
  {
    name: 'create with dryRun=Some',
    send: (session) => session.create('rehearsed', {}, { query: { dryRun: 'Some' } }),
  },
  {
    name: 'create by a named field manager',
    send: (session) => session.create('managed', {}, { query: { fieldManager: 'conformance-manager' } }),
  },
  {
    name: 'create with a resourceVersion',
    send: (session) => session.create('old', { metadata: { resourceVersion: '1' } }),
  },
  {
    name: 'create with a uid and timestamps, which the server makes itself',
    send: async (session) => {
      const { uid = '' } = metadataOf(await session.get('made'));
      return session.create('own-uid', { metadata: { uid, creationTimestamp: '2001-01-01T00:00:00Z', generation: 7 } });
    },
  },
  {
    name: 'create with a status, which is dropped',
    send: (session) => session.create('with-status', { status: session.subject.status }),
  },
];
