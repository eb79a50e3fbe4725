import { expect } from 'chai';
import { KNOWN_OLDER_DIFFERENCES } from './older/known-differences.ts';
import { useOlderControlPlane } from './older/servers.ts';
import { OLDER_STEPS } from './older/steps.ts';
import { OLDER_SUBJECTS } from './older/subjects.ts';
import { answersOf, differencesIn, type Answers } from './support/comparison.ts';
import { differenceText } from './support/differences.ts';
import { Ledger } from './support/ledger.ts';
import { useServers } from './support/servers.ts';

/** Where the new server is a member, and the old one says what is right. */
describe('requests in old versions through the gateway to a new server are answered as an old server answers them', () => {
  const servers = useServers();
  const older = useOlderControlPlane(servers);
  const ledger = new Ledger(KNOWN_OLDER_DIFFERENCES);
  const answers = new Map<string, readonly [Answers, Answers]>();

  before('the answers', async () => {
    const { reference, gateway } = older();
    await Promise.all(
      OLDER_SUBJECTS.map(async (subject) => {
        const both = [reference, gateway].map((endpoint) => answersOf(endpoint, subject, OLDER_STEPS));
        const [right, found] = await Promise.all(both);
        answers.set(subject.apiVersion + subject.kind, [right!, found!]);
      }),
    );
  });

  after('what is known', () => {
    const file = process.env['KARMORPH_CONFORMANCE_OUT'];
    if (file !== undefined) ledger.write(file);
  });

  for (const { kind, apiVersion } of OLDER_SUBJECTS) {
    describe(`${kind} in ${apiVersion}`, () => {
      for (const { name: step } of OLDER_STEPS) {
        it(step, () => {
          const [right, found] = answers.get(apiVersion + kind)!;
          // Who manages fields is compared where a new server says what is right.
          const differences = differencesIn(step, right, found).filter(({ path }) => !path.includes('managedFields'));
          const unknown = ledger.unknown({ kind, server: 'm134', step }, differences);
          expect(unknown.map(differenceText)).to.deep.equal([]);
        });
      }
    });
  }

  describe('all of them', () => {
    it('differ in no less than what is known', () => {
      for (const line of ledger.summary()) process.stdout.write(`      known: ${line}\n`);
      expect(ledger.mended()).to.deep.equal([]);
    });
  });
});
