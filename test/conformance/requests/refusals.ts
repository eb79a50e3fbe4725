import type { Answer } from '../support/http.ts';
import { SUBJECTS } from '../subjects.ts';
import type { Step } from '../support/step.ts';

/** The first invalid object of each kind, the second one of each, and so on: what is wrong with it depends on the kind. */
const COUNT = Math.max(...SUBJECTS.map(({ invalid }) => Object.keys(invalid).length));

const invalidObjects: readonly Step[] = Array.from({ length: COUNT }, (_, index) => ({
  name: `create an invalid object, number ${index + 1}`,
  send: (session) => {
    const changes = Object.values(session.subject.invalid);
    return session.create(`invalid-${index}`, changes[index % changes.length]);
  },
}));

/** A merge patch of one value as a JSON patch. */
function asJsonPatch(patch: object): object[] {
  const [[key, value] = ['', {}]] = Object.entries(patch) as [string, object][];
  const inside = typeof value === 'object' ? (asJsonPatch(value)[0] as { path: string }) : undefined;
  return [inside ? { ...inside, path: `/${key}${inside.path}` } : { op: 'add', path: `/${key}`, value }];
}

export const REFUSALS: readonly Step[] = [
  ...invalidObjects,
  ...['Strict', 'Warn', 'Ignore', 'Sometimes'].map((fieldValidation): Step => ({
    name: `create with an unknown field and fieldValidation=${fieldValidation}`,
    send: (session) =>
      session.create(`unknown-${fieldValidation.toLowerCase()}`, session.subject.unknownField, {
        query: { fieldValidation },
      }),
  })),
  {
    name: 'create with an unknown field and no fieldValidation',
    send: (session) => session.create('unknown', session.subject.unknownField),
  },
  {
    name: 'create with a field that is there twice',
    send: async (session) => {
      const body = JSON.stringify(session.object('twice')).replace('"name":"twice"', '"name":"once","name":"twice"');
      const twice = (query: Record<string, string>): Promise<Answer> =>
        session.http.send({ method: 'POST', path: session.path(), body, query });
      return [await twice({ fieldValidation: 'Strict' }), await twice({})];
    },
  },
  ...(['update', 'merge', 'json', 'strategic-merge'] as const).map((type): Step => ({
    name: `${type === 'update' ? type : `${type} patch`} with an unknown field`,
    send: async (session) => {
      const name = `unknown-by-${type}`;
      await session.create(name);
      const change = (query: Record<string, string>): Promise<Answer> => {
        const { unknownField } = session.subject;
        if (type === 'update') return session.replace(name, unknownField, { query });
        return session.patch(name, type, type === 'json' ? asJsonPatch(unknownField) : unknownField, { query });
      };
      return [await change({ fieldValidation: 'Strict' }), await change({}), await session.get(name)];
    },
  })),
  {
    name: 'merge patch with a field of the wrong type',
    send: (session) => session.patch('made', 'merge', { spec: 'none' }),
  },
  {
    name: 'update with a field of the wrong type',
    send: (session) => session.replace('made', { metadata: { labels: ['none'] } }),
  },
  {
    name: 'create from a body that is no JSON',
    send: (session) => session.http.send({ method: 'POST', path: session.path(), body: '{' }),
  },
  {
    name: 'create from an empty body',
    send: (session) => session.http.send({ method: 'POST', path: session.path(), body: '' }),
  },
  {
    name: 'create from a list',
    send: (session) => session.http.send({ method: 'POST', path: session.path(), body: [] }),
  },
  {
    name: 'create from a body of an unknown type',
    send: (session) => session.create('typed', {}, { headers: { 'content-type': 'text/plain' } }),
  },
  { name: 'create an object of another kind', send: (session) => session.create('other-kind', { kind: 'Colour' }) },
  { name: 'create with a spec of the wrong type', send: (session) => session.create('wrong-type', { spec: 'none' }) },
  {
    name: 'post to an object',
    send: (session) => session.http.send({ method: 'POST', path: session.path('made'), body: session.object('made') }),
  },
  {
    name: 'put to the collection',
    send: (session) => session.http.send({ method: 'PUT', path: session.path(), body: session.object('made') }),
  },
];
