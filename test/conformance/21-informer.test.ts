import { expect } from 'chai';
import { informerProgram, startInformers, type Report } from './informer/run.ts';
import { KNOWN_INFORMER_DIFFERENCES } from './informer/known-differences.ts';
import { differencesOf, differenceText } from './support/differences.ts';
import { Ledger } from './support/ledger.ts';
import { normalize } from './support/normalize.ts';
import { OLD_SERVER_NAMES, useServers } from './support/servers.ts';

const BUILD_TIMEOUT_MS = 10 * 60_000;

const MODES = [
  { name: 'informers that list and watch', namespace: 'for-lists', watchList: false },
  { name: 'informers that have their watch begin with everything', namespace: 'for-watch-lists', watchList: true },
];

describe('informers are told through the gateway what a new API server tells them, though the gateway restarts', () => {
  const servers = useServers();
  const ledger = new Ledger(KNOWN_INFORMER_DIFFERENCES);
  const reports = new Map<string, Report>();

  before('their program', async function () {
    this.timeout(BUILD_TIMEOUT_MS);
    await informerProgram();
  });

  before('their work', async () => {
    const program = await informerProgram();
    const { reference, gateway, restartGateway } = servers();
    const endpoints = [reference, ...OLD_SERVER_NAMES.map((name) => gateway[name])];
    const all = MODES.flatMap((mode) =>
      endpoints.map((endpoint) => ({
        key: `${endpoint.name} ${mode.name}`,
        informers: startInformers(program, endpoint, mode),
      })),
    );
    await Promise.all(all.map(({ informers }) => informers.ready));
    await restartGateway();
    await Promise.all(all.map(async ({ key, informers }) => reports.set(key, await informers.finish())));
  });

  for (const { name: mode } of MODES) {
    for (const server of OLD_SERVER_NAMES) {
      it(`${mode}, with ${server}`, () => {
        const [reference, gateway] = ['reference', server].map((name) => normalize(reports.get(`${name} ${mode}`)));
        const found = ledger.unknown({ kind: 'any', server, step: mode }, differencesOf(reference, gateway));
        expect(found.map(differenceText)).to.deep.equal([]);
      });
    }

    it(`${mode}, with a new server: they are told of each change`, () => {
      const { events, watched } = reports.get(`reference ${mode}`)!;
      expect(events['CronJob second-0']).to.deep.equal(['add', 'update', 'delete']);
      expect(watched['second-1']).to.deep.equal(['ADDED', 'MODIFIED']);
    });
  }

  it('differ in no less than what is known', () => {
    expect(ledger.mended()).to.deep.equal([]);
  });
});
