import { expect } from 'chai';
import { createNameLookup } from '../../../src/gateway/name-lookup.ts';

describe('name lookup', () => {
  it('looks a name up once for all who ask meanwhile, and anew after that', () => {
    const asked: string[] = [];
    const answers: (() => void)[] = [];
    const lookup = createNameLookup((hostname, { family }, callback) => {
      asked.push(`${hostname} ${String(family)}`);
      answers.push(() => callback(null, '192.0.2.1', 4));
    });
    const got: unknown[][] = [];
    const ask = (name: string, family: number): void => lookup(name, { family }, (...answer) => void got.push(answer));
    ask('m1.example', 4);
    ask('m1.example', 4);
    ask('m1.example', 6);
    ask('m2.example', 4);
    expect(asked).to.deep.equal(['m1.example 4', 'm1.example 6', 'm2.example 4']);
    answers[0]?.();
    expect(got).to.deep.equal([
      [null, '192.0.2.1', 4],
      [null, '192.0.2.1', 4],
    ]);
    ask('m1.example', 4);
    expect(asked).to.have.length(4);
  });

  it('tells all who ask when it fails', () => {
    const failure = Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });
    const lookup = createNameLookup((_, __, callback) => setImmediate(() => callback(failure, '', undefined)));
    const both = [1, 2].map(() => new Promise((resolve) => lookup('m1.example', {}, (error) => resolve(error))));
    return Promise.all(both).then((errors) => expect(errors).to.deep.equal([failure, failure]));
  });
});
