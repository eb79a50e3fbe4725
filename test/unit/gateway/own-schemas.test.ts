import { expect } from 'chai';
import type { FetchedOpenApi } from '../../../src/gateway/fetch-openapi.ts';
import type { RoutedMember } from '../../../src/gateway/routed-member.ts';
import { createSchemaObserver, type SchemaObserver } from '../../../src/gateway/own-schemas.ts';
import { capabilitiesOf, type Capabilities } from '../../../src/kubernetes/capabilities.ts';

const WIDGETS = capabilitiesOf('1.21', ['example.com/v1/Widget']);
const UPGRADED = capabilitiesOf('1.22', ['example.com/v1/Widget']);

function member(name: string, url = `https://${name}`): RoutedMember {
  return { name, capabilities: WIDGETS, endpoint: { url, caBundle: undefined } };
}

function fetched(identity: string): FetchedOpenApi {
  return { schemas: { schemaOf: () => undefined, identity }, etag: undefined };
}

describe('the observer of own schemas', () => {
  /** Fetches that are under way, oldest first. */
  let flights: { readonly member: string; readonly done: (found: FetchedOpenApi) => void }[];
  let observed: [member: string, identity: string][];
  let problems: string[];
  let gone: Set<string>;
  let now: number;
  let observer: SchemaObserver;

  beforeEach(() => {
    [flights, observed, problems, gone, now] = [[], [], [], new Set(), 0];
    observer = createSchemaObserver({
      fetch: ({ member: { name } }) => new Promise((done) => flights.push({ member: name, done })),
      observe: (name, { identity }) => void observed.push([name, identity]),
      onProblem: (_, { message }) => void problems.push(message),
      addressOf: (name) => (gone.has(name) ? undefined : `https://${name}`),
      documentMs: 30_000,
      now: () => now,
    });
  });
  afterEach(() => observer.close());

  const consider = (name: string, capabilities: Capabilities = WIDGETS): void =>
    observer.consider(member(name), capabilities, {});
  /** Answers the oldest fetch, and waits until it has been taken. */
  async function answer(identity: string): Promise<void> {
    flights.shift()?.done(fetched(identity));
    await new Promise((resolve) => setImmediate(resolve));
  }

  it('fetches one document at a time, and keeps nothing of callers who come meanwhile', async () => {
    for (const name of ['a', 'b', 'c']) consider(name);
    expect(flights.map((flight) => flight.member)).to.deep.equal(['a']);
    await answer('1');
    expect(flights).to.deep.equal([]);
    consider('b');
    expect(flights.map((flight) => flight.member)).to.deep.equal(['b']);
  });

  it('asks nothing of a member without kinds that the rules know', () => {
    consider('a', capabilitiesOf('1.21', []));
    expect(flights).to.deep.equal([]);
  });

  const overtaken: { name: string; change: () => void }[] = [
    { name: 'was upgraded', change: () => consider('a', UPGRADED) },
    { name: 'is none any more', change: () => void gone.add('a') },
    {
      name: 'became another server',
      change: () => observer.consider(member('a', 'https://other'), WIDGETS, {}),
    },
  ];
  for (const { name, change } of overtaken) {
    it(`drops the document of a member that ${name} meanwhile`, async () => {
      consider('a');
      change();
      await answer('1');
      expect(observed).to.deep.equal([]);
      expect(problems).to.deep.equal([]);
    });
  }

  it('keeps 64 documents that differ, and takes equal ones and those of members that are gone for none', async () => {
    for (let i = 0; i < 64; i++) {
      consider(`m${String(i)}`);
      await answer(String(i));
    }
    consider('equal');
    await answer('7');
    expect(observed).to.have.length(65);
    consider('other');
    await answer('other');
    expect(observed).to.have.length(65);
    expect(problems).to.have.length(1);
    expect(problems[0]).to.include('64 that differ are kept already');
    gone.add('m0');
    now = 61_000;
    consider('other');
    await answer('other');
    expect(observed.at(-1)).to.deep.equal(['other', 'other']);
  });

  it('fetches nothing after it was closed', () => {
    observer.close();
    consider('a');
    expect(flights).to.deep.equal([]);
  });
});
