import { X509Certificate } from 'node:crypto';
import { copyFile, mkdtemp, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { createAuthority } from '../../../certs/authority.ts';
import { issueCertificate } from '../../../certs/issue.ts';
import { splitBundle } from '../../../certs/bundle.ts';
import { ensureServingCertificate, type ServingCertificate } from '../../../certs/store.ts';
import { ProblemError } from '../../../src/errors.ts';
import { connectOnce } from '../../support/tls.ts';

const DAY = 24 * 3_600_000;

describe('certificate store', () => {
  const now = new Date();
  let directory: string;

  const ensure = (change: { days?: number; now?: Date; dnsNames?: string[] } = {}): Promise<ServingCertificate> =>
    ensureServingCertificate({
      directory,
      dnsNames: ['karmorph.test'],
      ipAddresses: ['127.0.0.1', '::1'],
      days: 30,
      authorityDays: 300,
      now,
      ...change,
    });
  const later = (days: number): Date => new Date(now.getTime() + days * DAY);
  const trusts = (serving: ServingCertificate, ca: string) =>
    connectOnce({ cert: serving.certificate, key: serving.privateKey }, { ca });

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'karmorph-certs-'));
  });
  afterEach(async () => rm(directory, { recursive: true }));

  it('makes what is missing: keys for the owner alone, no temporary files left', async () => {
    await ensure();
    const modes: Record<string, string> = {};
    for (const file of await readdir(directory)) {
      modes[file] = ((await stat(join(directory, file))).mode & 0o777).toString(8);
    }
    expect(modes).to.deep.equal({ 'ca.crt': '644', 'ca.key': '600', 'tls.crt': '644', 'tls.key': '600' });
  });

  const unusable: readonly { name: string; path: (file: string) => string; reason: string }[] = [
    { name: 'a file', path: (file) => file, reason: 'EEXIST' },
    { name: 'a directory below a file', path: (file) => join(file, 'certs'), reason: 'ENOTDIR' },
    { name: 'a directory that the system does not make', path: () => '/proc/karmorph/certs', reason: 'ENOENT' },
  ];
  for (const { name, path, reason } of unusable) {
    it(`refuses ${name}, and says why`, async () => {
      const file = join(directory, 'file');
      await writeFile(file, '');
      const error: unknown = await ensureServingCertificate({
        directory: path(file),
        dnsNames: ['karmorph.test'],
        ipAddresses: [],
        now,
      }).catch((thrown: unknown) => thrown);
      if (!(error instanceof ProblemError)) throw error;
      expect(error.problem.code).to.equal('CERT_DIR_UNUSABLE');
      expect(error.message).to.include(`the certificate directory ${path(file)} cannot be used: ${reason}`);
    });
  }

  it('makes the directories around it', async () => {
    directory = join(directory, 'a/b');
    await ensure();
    expect((await stat(directory)).mode & 0o777).to.equal(0o700);
    directory = join(directory, '../..');
  });

  it('reuses what is there, and says when to come back', async () => {
    const first = await ensure();
    const second = await ensure({ now: later(19) });
    expect(second).to.deep.equal(first);
    expect(second.renewAt.getTime()).to.be.closeTo(later(20).getTime(), DAY / 24);
    expect(await trusts(second, second.caBundle)).to.deep.equal({ status: 204 });
  });

  it('renews the serving certificate after two thirds of its lifetime, under the same authority', async () => {
    const first = await ensure();
    const second = await ensure({ now: later(20) });
    expect(second.certificate).not.to.equal(first.certificate);
    expect(second.caBundle).to.equal(first.caBundle);
    expect(await readFile(join(directory, 'tls.crt'), 'utf8')).to.equal(second.certificate);
  });

  it('issues a new certificate when the hosts change', async () => {
    await ensure();
    const { certificate } = await ensure({ dnsNames: ['karmorph.test', '*.karmorph.test'] });
    expect(new X509Certificate(certificate).subjectAltName).to.contain('DNS:*.karmorph.test');
    expect((await ensure({ dnsNames: ['karmorph.test', '*.karmorph.test'] })).certificate).to.equal(certificate);
  });

  it('issues a new certificate when the one there is from elsewhere', async () => {
    const first = await ensure();
    await Promise.all(['ca.crt', 'ca.key'].map((file) => rm(join(directory, file))));
    const second = await ensure();
    expect(second.caBundle).not.to.equal(first.caBundle);
    expect(await trusts(second, second.caBundle)).to.deep.equal({ status: 204 });
  });

  it('keeps clients of the old, the new and both authorities connected through a change of the authority', async () => {
    // Born 250 days ago, so that it is past two thirds of 300 days but still valid for the TLS library's clock.
    const first = await ensure({ now: later(-250) });
    const second = await ensure();
    expect(splitBundle(second.caBundle)).to.have.length(2).and.include(first.caBundle);
    const renewed = await ensure({ days: 40, dnsNames: ['renamed.test'] });
    for (const serving of [second, renewed]) {
      for (const ca of [first.caBundle, splitBundle(second.caBundle)[0]!, second.caBundle]) {
        expect(await trusts(serving, ca)).to.deep.equal({ status: 204 });
      }
    }
  });

  it('drops an authority from the bundle when it has expired', async () => {
    const first = await ensure({ now: later(-250) });
    const second = await ensure();
    const third = await ensure({ now: later(200) });
    expect(splitBundle(third.caBundle)).to.have.length(2).and.not.include(first.caBundle);
    expect(splitBundle(third.caBundle)[1]).to.equal(splitBundle(second.caBundle)[0]);
  });

  it('starts over without trusting an authority that expired while nobody looked', async () => {
    await ensure();
    const second = await ensure({ now: later(400) });
    expect(splitBundle(second.caBundle)).to.have.length(1);
    expect(splitBundle(second.certificate)).to.have.length(1);
  });

  it('finishes a write that was interrupted between key and certificate', async () => {
    const first = await ensure();
    await copyFile(join(directory, 'tls.crt'), join(directory, 'old.crt'));
    const second = await ensure({ now: later(20) });
    await rename(join(directory, 'tls.crt'), join(directory, 'tls.crt.new'));
    await rename(join(directory, 'old.crt'), join(directory, 'tls.crt'));
    expect(await readFile(join(directory, 'tls.crt'), 'utf8')).to.equal(first.certificate);
    expect((await ensure({ now: later(20) })).certificate).to.equal(second.certificate);
  });

  const broken: { name: string; code: string; names: string; damage: () => Promise<unknown> }[] = [
    {
      name: 'a certificate that is not PEM',
      code: 'CERT_UNREADABLE',
      names: 'tls.crt',
      damage: () => writeFile(join(directory, 'tls.crt'), 'garbage'),
    },
    {
      name: 'a key that is not PEM',
      code: 'CERT_UNREADABLE',
      names: 'ca.key',
      damage: () => writeFile(join(directory, 'ca.key'), ''),
    },
    {
      name: 'a key of another certificate',
      code: 'CERT_KEY_MISMATCH',
      names: 'tls.key',
      damage: () => copyFile(join(directory, 'ca.key'), join(directory, 'tls.key')),
    },
    {
      name: 'a certificate without its key',
      code: 'CERT_INCOMPLETE',
      names: 'ca.key',
      damage: () => rm(join(directory, 'ca.key')),
    },
    {
      name: 'a key without its certificate',
      code: 'CERT_INCOMPLETE',
      names: 'tls.crt',
      damage: () => rm(join(directory, 'tls.crt')),
    },
    {
      name: 'a serving certificate in place of the authority',
      code: 'CERT_NOT_AUTHORITY',
      names: 'ca.crt',
      damage: async () => {
        const authority = await createAuthority({ commonName: 'a', days: 9, now });
        const leaf = await issueCertificate(authority, { commonName: 'b', usage: 'client', days: 9, now });
        await writeFile(join(directory, 'ca.crt'), leaf.certificate);
        await writeFile(join(directory, 'ca.key'), leaf.privateKey);
      },
    },
  ];
  for (const { name, code, names, damage } of broken) {
    it(`refuses ${name} and overwrites nothing`, async () => {
      await ensure();
      await damage();
      const files = async () =>
        Promise.all((await readdir(directory)).map((file) => readFile(join(directory, file), 'utf8')));
      const before = await files();
      const failure = await ensure().catch((error: unknown) => error);
      expect(failure).to.be.instanceOf(ProblemError);
      const { problem } = failure as ProblemError;
      expect(problem.code).to.equal(code);
      expect(problem.message).to.contain(join(directory, names));
      expect(await files()).to.deep.equal(before);
    });
  }
});
