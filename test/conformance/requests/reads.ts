import type { KubeObject } from '../../e2e/support/client.ts';
import type { Answer } from '../support/http.ts';
import { metadataOf, type Session } from '../support/session.ts';
import type { Step } from '../support/step.ts';

const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io';
const METADATA = 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io';
const METADATA_LIST = 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io';
/** Three objects that only these requests read. */
const READ = { labelSelector: 'for=reads' };

const makeReadable = async (session: Session): Promise<void> => {
  for (const [name, tier] of Object.entries({ 'read-1': 'front', 'read-2': 'back', 'read-3': 'back' }))
    await session.create(name, { metadata: { labels: { for: 'reads', tier } } });
};

/** What comes from an API server's cache is in no order up to 1.26. */
function byName(answer: Answer): Answer {
  const { items } = answer.body as { items: KubeObject[] };
  const sorted = [...items].sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  return { ...answer, body: { ...(answer.body as object), items: sorted } };
}

export const READS: readonly Step[] = [
  { name: 'get', send: (session) => session.get('made') },
  { name: 'get what is not there', send: (session) => session.get('missing') },
  { name: 'get with pretty', send: (session) => session.get('made', { query: { pretty: 'true' } }) },
  { name: 'get at resourceVersion 0', send: (session) => session.get('made', { query: { resourceVersion: '0' } }) },
  {
    name: 'list by label',
    send: async (session) => {
      await makeReadable(session);
      return session.get(undefined, { query: READ });
    },
  },
  {
    name: 'list by labels, negated',
    send: (session) => session.get(undefined, { query: { labelSelector: 'for=reads,tier!=front' } }),
  },
  {
    name: 'list by a label selector that is none',
    send: (session) => session.get(undefined, { query: { labelSelector: 'a==b==c' } }),
  },
  {
    name: 'list by name',
    send: (session) => session.get(undefined, { query: { fieldSelector: 'metadata.name=read-2' } }),
  },
  {
    name: 'list by a field that cannot be selected',
    send: (session) => session.get(undefined, { query: { fieldSelector: 'spec.colour=red' } }),
  },
  { name: 'list none', send: (session) => session.get(undefined, { query: { labelSelector: 'for=nothing' } }) },
  {
    name: 'list in all namespaces',
    send: ({ http, subject }) =>
      http.send({ method: 'GET', path: `/apis/${subject.apiVersion}/${subject.resource}`, query: READ }),
  },
  {
    name: 'list in chunks',
    send: async (session) => {
      const first = await session.get(undefined, { query: { ...READ, limit: '2' } });
      const token = metadataOf(first)['continue'] ?? '';
      return [first, await session.get(undefined, { query: { ...READ, limit: '2', continue: token } })];
    },
  },
  {
    name: 'list with a continue token that is none',
    send: (session) => session.get(undefined, { query: { limit: '2', continue: 'nonsense' } }),
  },
  {
    name: 'list at resourceVersion 0',
    send: async (session) => byName(await session.get(undefined, { query: { ...READ, resourceVersion: '0' } })),
  },
  {
    name: 'list at an exact resourceVersion',
    send: async (session) => {
      const { resourceVersion = '' } = metadataOf(await session.get(undefined, { query: READ }));
      return session.get(undefined, { query: { ...READ, resourceVersion, resourceVersionMatch: 'Exact' } });
    },
  },
  {
    name: 'list at a resourceVersion that is none',
    send: (session) => session.get(undefined, { query: { resourceVersion: 'new' } }),
  },
  {
    name: 'list at a resourceVersion of the future',
    send: (session) => session.get(undefined, { query: { resourceVersion: '9000000000', timeoutSeconds: '1' } }),
  },
  { name: 'get as a table', send: (session) => session.get('made', { headers: { accept: TABLE } }) },
  { name: 'list as a table', send: (session) => session.get(undefined, { query: READ, headers: { accept: TABLE } }) },
  {
    name: 'list as a table with whole objects',
    send: (session) =>
      session.get(undefined, { query: { ...READ, includeObject: 'Object' }, headers: { accept: TABLE } }),
  },
  {
    name: 'list as a table without objects',
    send: (session) =>
      session.get(undefined, { query: { ...READ, includeObject: 'None' }, headers: { accept: TABLE } }),
  },
  { name: 'get the metadata alone', send: (session) => session.get('made', { headers: { accept: METADATA } }) },
  {
    name: 'list the metadata alone',
    send: (session) => session.get(undefined, { query: READ, headers: { accept: METADATA_LIST } }),
  },
  { name: 'get as a list of metadata', send: (session) => session.get('made', { headers: { accept: METADATA_LIST } }) },
  {
    name: 'get as YAML or else JSON',
    send: (session) => session.get('made', { headers: { accept: 'application/yaml;q=0.1, application/json' } }),
  },
  {
    name: 'get what kubectl asks for',
    send: (session) => session.get('made', { headers: { accept: `${TABLE},application/json` } }),
  },
  {
    name: 'get in a form that no server has',
    send: (session) => session.get('made', { headers: { accept: 'text/html' } }),
  },
  {
    name: 'get the status',
    send: (session) => session.http.send({ method: 'GET', path: session.path('made', 'status') }),
  },
  {
    name: 'get the status of what is not there',
    send: (session) => session.http.send({ method: 'GET', path: session.path('missing', 'status') }),
  },
  {
    name: 'get an unknown subresource',
    send: (session) => session.http.send({ method: 'GET', path: session.path('made', 'colour') }),
  },
  {
    name: 'get the scale, which the kind lacks',
    send: (session) => session.http.send({ method: 'GET', path: session.path('made', 'scale') }),
  },
];
