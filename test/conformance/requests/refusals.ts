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
