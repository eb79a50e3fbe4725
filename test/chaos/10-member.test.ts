import { expect } from 'chai';
import { writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { issueCertificate } from '../../certs/issue.ts';
import { autoscaler } from '../e2e/support/templates.ts';
import { codeOf, type Answer, type Caller } from './support/caller.ts';
import { NAMES_VARIABLE, RESOLVER, writeNames } from './support/names.ts';
import { recovery } from './support/recovery.ts';
import { Replica } from './support/replica.ts';
import { MEMBER_HOST, NAMESPACE, useWorld, type MemberName } from './support/world.ts';

const SCALERS = `/apis/autoscaling/v2/namespaces/${NAMESPACE}/horizontalpodautoscalers`;
const LOOPBACK = { address: '127.0.0.1' };
/** Of a member that works, on a busy machine. */
const PROMPT_MS = 2_000;
const REQUESTS = 100;
/** Those that the gateway keeps for the next requests to a member, at the most. */
const IDLE_CONNECTIONS = 32;

describe('a member that fails', () => {
  const world = useWorld();
  let gateway: Replica;
  let namesFile = '';
  const callers = new Map<MemberName, Caller>();

  before('a gateway', async () => {
    const { environment, fleetFile, servers } = world();
    namesFile = environment.run.file('names.json');
    writeNames(namesFile, { [MEMBER_HOST]: LOOPBACK });
    gateway = await Replica.start(environment, {
      name: 'gateway',
      args: [`--fleet=${fleetFile}`, '--log-level=debug'],
      imports: [RESOLVER],
      env: { [NAMES_VARIABLE]: namesFile },
    });
    callers.set('old', gateway.member('old', servers.old.token));
    callers.set('named', gateway.member('named', servers.old.token));
    callers.set('other', gateway.member('other', servers.other.token));
    for (const name of ['old', 'other'] as const) {
      const { status, text } = await caller(name).send('POST', SCALERS, { body: autoscaler(NAMESPACE, 'seen') });
      expect(status, text).to.equal(201);
    }
  });

  after('no gateway', async () => {
    for (const each of callers.values()) each.close();
    await gateway.kill();
  });

  const caller = (name: MemberName): Caller => callers.get(name)!;
  const read = (name: MemberName): Promise<Answer> => caller(name).get(`${SCALERS}/seen`);
  const isBack = (name: MemberName) => async (): Promise<boolean> => (await read(name)).status === 200;

  async function expectUnavailable(name: MemberName, code: string): Promise<Answer> {
    const answer = await read(name);
    expect(answer.status, answer.text).to.equal(503);
    expect(answer.headers['retry-after']).to.equal('1');
    expect(codeOf(answer)).to.equal(code);
    return answer;
  }

  async function expectUnaffected(name: MemberName): Promise<void> {
    const { status, milliseconds } = await read(name);
    expect(status, name).to.equal(200);
    expect(milliseconds, name).to.be.lessThan(PROMPT_MS);
  }

  it('is down: 503 at once, others go on, and it is back as soon as it answers', async () => {
    const { old } = world().servers;
    await old.kill();
    const { milliseconds } = await expectUnavailable('old', 'MEMBER_UNREACHABLE');
    expect(milliseconds).to.be.lessThan(PROMPT_MS);
    await expectUnaffected('other');
    await old.start();
    await recovery('a member that was killed, after it was ready again', isBack('old'));
  });

  it('refuses connections: 503 at once, others go on, and it is back with the first that it takes', async () => {
    const { old } = world().links;
    await old.refuse();
    await expectUnavailable('old', 'MEMBER_UNREACHABLE');
    await expectUnaffected('other');
    await old.repair();
    await recovery('a member that refused connections', isBack('old'));
  });

  it('hangs: new connections are given up after 5 s, others go on, and it is back when it goes on', async () => {
    const { servers, links } = world();
    servers.old.signal('SIGSTOP');
    links.old.cut();
    const unavailable = expectUnavailable('old', 'MEMBER_TIMEOUT');
    await expectUnaffected('other');
    const { milliseconds } = await unavailable;
    // A second more when what the member serves is to be asked for again.
    expect(milliseconds).to.be.within(4_500, 6_500 + PROMPT_MS);
    servers.old.signal('SIGCONT');
    await recovery('a member that hung', isBack('old'));
  });

  it('hangs on connections that are kept: whoever gives up leaves none behind', async () => {
    const { servers } = world();
    await read('old');
    const before = gateway.sockets();
    servers.old.signal('SIGSTOP');
    const gone = Array.from({ length: REQUESTS }, () =>
      caller('old')
        .get(`${SCALERS}/seen`, { timeoutMs: 1000 })
        .catch(() => 'gone'),
    );
    await expectUnaffected('other');
    expect(await Promise.all(gone)).to.deep.equal(gone.map(() => 'gone'));
    servers.old.signal('SIGCONT');
    await recovery('a member that hung, on connections that were kept', isBack('old'));
    await recovery('sockets of requests that were given up, until they are closed', async () => {
      await expectUnaffected('other');
      return gateway.sockets() <= before + IDLE_CONNECTIONS + 2;
    });
  });

  it('is behind a connection that delivers nothing: new connections are given up after 5 s, and it is back at once', async () => {
    const { old } = world().links;
    old.cut();
    old.swallow();
    await expectUnavailable('old', 'MEMBER_TIMEOUT');
    await expectUnaffected('other');
    await old.repair();
    await recovery('a member whose connections delivered nothing', isBack('old'));
  });

  it('has a name that does not resolve: 503, the same server under its address goes on, and it is back with the name', async () => {
    const { old } = world().links;
    await expectUnaffected('named');
    for (const error of ['ENOTFOUND', 'EAI_AGAIN'] as const) {
      writeNames(namesFile, { [MEMBER_HOST]: { error, afterMs: 50 } });
      old.cut();
      await expectUnavailable('named', 'MEMBER_UNREACHABLE');
    }
    await expectUnaffected('old');
    await expectUnaffected('other');
    writeNames(namesFile, { [MEMBER_HOST]: LOOPBACK });
    await recovery('a member whose name did not resolve', isBack('named'));
  });

  it('has a certificate that has ended: 502, nothing is sent to it, others go on, and it is back with a new one', async () => {
    const { certificate, links, authority } = world();
    const good = await Promise.all([certificate.certificate, certificate.key].map((file) => readFile(file)));
    const lastYear = new Date(Date.now() - 365 * 24 * 3600 * 1000);
    const names = { commonName: 'other', ipAddresses: ['127.0.0.1'], usage: 'server' } as const;
    const ended = await issueCertificate(authority, { ...names, days: 1, now: lastYear });
    writeFileSync(certificate.certificate, ended.certificate);
    writeFileSync(certificate.key, ended.privateKey);
    const untrusted = async (): Promise<boolean> => {
      links.other.cut();
      const answer = await read('other');
      return answer.status === 502 && answer.text.includes('CERT_HAS_EXPIRED') && !answer.headers['retry-after'];
    };
    await recovery('an API server that has to notice its new certificate', untrusted);
    await expectUnaffected('old');
    writeFileSync(certificate.certificate, good[0]!);
    writeFileSync(certificate.key, good[1]!);
    await recovery('a member whose certificate had ended, after it got a new one', isBack('other'));
  });

  it('is remembered in the log by one line in ten seconds, and no credentials are', async () => {
    const log = await readFile(gateway.logFile, 'utf8');
    const lines = log.split('\n').filter((line) => line.includes('gateway_failure'));
    expect(lines.length).to.be.within(4, 20);
    expect(log).not.to.include(world().servers.old.token).and.not.include('gateway_bug');
  });
});
