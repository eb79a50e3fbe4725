import { metadataOf, type Session } from '../support/session.ts';
import type { Answer, RawRequest } from '../support/http.ts';
import type { Step } from '../support/step.ts';

const SELECTED = { labelSelector: 'for=watch' };
const LABELS = { metadata: { labels: { for: 'watch' } } };
const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io';
const METADATA = 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io';

const now = async (session: Session): Promise<string> => metadataOf(await session.get())['resourceVersion'] ?? '';

/** Makes an object, changes it and deletes it, and watches that from before. */
async function lifeOf(
  session: Session,
  name: string,
  { headers = {}, query = {} }: Partial<RawRequest> = {},
): Promise<Answer> {
  const resourceVersion = await now(session);
  await session.create(name, LABELS);
  await session.patch(name, 'merge', session.subject.change);
  await session.delete(name);
  const path = session.path();
  return session.http.watch(
    { method: 'GET', path, headers, query: { ...SELECTED, resourceVersion, timeoutSeconds: '4', ...query } },
    3,
  );
}

export const WATCHES: readonly Step[] = [
  { name: 'watch what is made, changed and deleted', send: (session) => lifeOf(session, 'watched') },
  { name: 'watch as a table', send: (session) => lifeOf(session, 'watched-as-table', { headers: { accept: TABLE } }) },
  {
    name: 'watch the metadata alone',
    send: (session) => lifeOf(session, 'watched-as-metadata', { headers: { accept: METADATA } }),
  },
  {
    name: 'watch one object by name',
    send: (session) =>
      lifeOf(session, 'watched-by-name', { query: { fieldSelector: 'metadata.name=watched-by-name' } }),
  },
  {
    name: 'watch, and go on from what was seen',
    send: async (session) => {
      const first = await lifeOf(session, 'resumed');
      const [added] = first.body as { object: { metadata: { resourceVersion: string } } }[];
      const { resourceVersion = '' } = added?.object.metadata ?? {};
      const query = { ...SELECTED, resourceVersion, timeoutSeconds: '4' };
      return session.http.watch({ method: 'GET', path: session.path(), query }, 2);
    },
  },
  {
    name: 'watch without a resourceVersion',
    send: async (session) => {
      await session.create('standing', { metadata: { labels: { for: 'standing' } } });
      const query = { labelSelector: 'for=standing', timeoutSeconds: '4' };
      return session.http.watch({ method: 'GET', path: session.path(), query }, 1);
    },
  },
  {
    name: 'watch until the time is over',
    send: async (session) => {
      const query = { labelSelector: 'for=nothing', resourceVersion: await now(session), timeoutSeconds: '1' };
      return session.http.watch({ method: 'GET', path: session.path(), query });
    },
  },
  {
    name: 'watch with bookmarks',
    send: async (session) => {
      const resourceVersion = await now(session);
      const selected = { labelSelector: 'for=nothing', resourceVersion, allowWatchBookmarks: 'true' };
      await session.create('beside-the-bookmark');
      const watch = () =>
        session.http.watch({ method: 'GET', path: session.path(), query: { ...selected, timeoutSeconds: '5' } }, 1);
      // A bookmark comes two seconds before the end of a watch, and a busy server leaves it out.
      for (let attempt = 1; attempt < 4; attempt++) {
        const answer = await watch();
        if (!Array.isArray(answer.body) || answer.body.length > 0) return answer;
      }
      return watch();
    },
  },
  {
    name: 'watch at a resourceVersion that is none',
    send: (session) =>
      session.http.watch({
        method: 'GET',
        path: session.path(),
        query: { resourceVersion: 'new', timeoutSeconds: '1' },
      }),
  },
  {
    name: 'watch with sendInitialEvents',
    send: (session) =>
      session.http.watch(
        {
          method: 'GET',
          path: session.path(),
          query: {
            labelSelector: 'for=standing',
            sendInitialEvents: 'true',
            resourceVersionMatch: 'NotOlderThan',
            allowWatchBookmarks: 'true',
            timeoutSeconds: '5',
          },
        },
        2,
      ),
  },
];

/** These take the history of a server away, so they come last. */
export const EXPIRIES: readonly Step[] = [
  {
    name: 'list at a resourceVersion that has expired',
    send: async (session) => {
      await compact(session);
      return session.get(undefined, { query: { resourceVersion: '1', resourceVersionMatch: 'Exact', limit: '1' } });
    },
  },
];

/** Has etcd forget everything but the newest revision, as an API server does every five minutes. */
async function compact(session: Session): Promise<void> {
  const answer = await fetch(`${session.endpoint.etcdUrl}/v3/kv/compaction`, {
    method: 'POST',
    body: JSON.stringify({ revision: await now(session), physical: true }),
  });
  // Another kind may have done it already.
  if (!answer.ok && !(await answer.text()).includes('has been compacted')) throw new Error(`etcd: ${answer.status}`);
}
