import { expect } from 'chai';
import { KNOWN_DIFFERENCES } from './known-differences.ts';
import { LAST_STEPS, STEPS } from './requests/index.ts';
import { SUBJECTS } from './subjects.ts';
import { answersOf, differencesIn, type Answers } from './support/comparison.ts';
import { differenceText } from './support/differences.ts';
import { Ledger } from './support/ledger.ts';
import { OLD_SERVER_NAMES, useServers, type Endpoint } from './support/servers.ts';

describe('requests through the gateway are answered as a new API server answers them', () => {
  const servers = useServers();
  const ledger = new Ledger(KNOWN_DIFFERENCES);
  const answers = new Map<string, Answers>();

  // All at once, since most of the time is spent waiting for watches to end.
  before('the answers', async () => {
    const { reference, gateway } = servers();
    const endpoints: readonly Endpoint[] = [reference, ...OLD_SERVER_NAMES.map((name) => gateway[name])];
    const pairs = endpoints.flatMap((endpoint) => SUBJECTS.map((subject) => ({ endpoint, subject })));
    for (const steps of [STEPS, LAST_STEPS]) {
      const found = await Promise.all(pairs.map(({ endpoint, subject }) => answersOf(endpoint, subject, steps)));
      for (const [index, { endpoint, subject }] of pairs.entries()) {
        const key = `${endpoint.name} ${subject.kind}`;
        answers.set(key, new Map([...(answers.get(key) ?? []), ...found[index]!]));
      }
    }
  });

  after('what is known', () => {
    const file = process.env['KARMORPH_CONFORMANCE_OUT'];
    if (file !== undefined) ledger.write(file);
  });

  for (const { kind, apiVersion, convertedFor } of SUBJECTS) {
    for (const server of convertedFor) {
      describe(`${kind} in ${apiVersion}, for ${server}`, () => {
        for (const { name: step } of [...STEPS, ...LAST_STEPS]) {
          it(step, () => {
            const [reference, gateway] = ['reference', server].map((name) => answers.get(`${name} ${kind}`)!);
            const found = ledger.unknown({ kind, server, step }, differencesIn(step, reference!, gateway!));
            expect(found.map(differenceText)).to.deep.equal([]);
          });
        }
      });
    }
  }

  describe('all of them', () => {
    it('differ in no less than what is known', () => {
      for (const line of ledger.summary()) process.stdout.write(`      known: ${line}\n`);
      expect(ledger.mended()).to.deep.equal([]);
    });
  });
});
