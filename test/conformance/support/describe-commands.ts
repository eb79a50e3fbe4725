import { expect } from 'chai';
import type { KnownDifference } from '../known-differences.ts';
import { CommandLine, outcomesOf, type CommandStep } from './command-line.ts';
import { differencesIn, type Answers } from './comparison.ts';
import { differenceText } from './differences.ts';
import { Ledger } from './ledger.ts';
import { OLD_SERVER_NAMES, type Servers } from './servers.ts';

interface Commands {
  readonly namespace: string;
  readonly steps: readonly CommandStep[];
  readonly known: readonly KnownDifference[];
  /** Where the programs are, by name. */
  readonly programs: () => Readonly<Record<string, string>>;
  /** The way to the old servers; the gateway when left out. */
  readonly through?: () => Servers['gateway'];
}

/** A test for each step and old server: what programs print is the same. Goes into the enclosing suite. */
export function describeCommands(servers: () => Servers, commands: Commands): void {
  const { namespace, steps, known, programs, through = () => servers().gateway } = commands;
  const ledger = new Ledger(known);
  const outcomes = new Map<string, Answers>();

  before('the commands', async () => {
    const way = through();
    const endpoints = [servers().reference, ...OLD_SERVER_NAMES.map((name) => way[name])];
    const lines = endpoints.map(
      (endpoint) => new CommandLine(servers(), endpoint, { namespace, programs: programs() }),
    );
    const found = await Promise.all(lines.map((line) => outcomesOf(line, steps)));
    for (const [index, { name }] of endpoints.entries()) outcomes.set(name, found[index]!);
  });

  for (const server of OLD_SERVER_NAMES) {
    describe(`with ${server}`, () => {
      for (const { name: step } of steps) {
        it(step, () => {
          const found = differencesIn(step, outcomes.get('reference')!, outcomes.get(server)!);
          const unknown = ledger.unknown({ kind: 'any', server, step }, found);
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

  after('what is known', () => {
    const file = process.env['KARMORPH_CONFORMANCE_OUT'];
    if (file !== undefined) ledger.write(file);
  });
}
