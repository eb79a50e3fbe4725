import { expect } from 'chai';
import { copyFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:tls';
import { once } from 'node:events';
import { issueCertificate } from '../../certs/issue.ts';
import { recovery } from './support/recovery.ts';
import { Replica } from './support/replica.ts';
import { useWorld } from './support/world.ts';

describe('a gateway whose certificate is renewed', () => {
  const world = useWorld();
  let gateway: Replica;

  before('a gateway with files of its own', async () => {
    const { environment, fleetFile } = world();
    const { run, pki } = environment;
    const certificate = { certificate: run.file('gateway.crt'), key: run.file('gateway.key') };
    copyFileSync(pki.server.certificate, certificate.certificate);
    copyFileSync(pki.server.key, certificate.key);
    gateway = await Replica.start(environment, { name: 'renewed', args: [`--fleet=${fleetFile}`], certificate });
  });

  after('no gateway', () => gateway.kill());

  it('serves the new one on new connections, without a restart, and goes on with those that are there', async () => {
    const { environment, authority, servers } = world();
    const { run, pki } = environment;
    const caller = gateway.member('old', servers.old.token);
    const version = async (): Promise<number> => (await caller.get('/version')).status;
    expect(await version()).to.equal(200);
    const next = await issueCertificate(authority, {
      ...{ commonName: 'gateway', ipAddresses: ['127.0.0.1'], usage: 'server', days: 1, now: new Date() },
    });
    writeFileSync(run.file('gateway.crt'), next.certificate);
    expect(await version()).to.equal(200);
    writeFileSync(run.file('gateway.key'), next.privateKey);
    await recovery('a new certificate of the gateway, until it is served', () => isTrusted(authority.certificate));
    expect(await isTrusted(pki.caPem)).to.equal(false);
    expect(await version()).to.equal(200);
    caller.close();
  });

  async function isTrusted(ca: string): Promise<boolean> {
    const socket = connect({ host: '127.0.0.1', port: gateway.port, ca });
    const trusted = await once(socket, 'secureConnect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    return trusted;
  }
});
