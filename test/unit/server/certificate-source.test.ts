import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { certificateFromStore } from '../../../src/server/certificate-source.ts';
import { FakeClock } from '../../support/fake-clock.ts';

/** Two thirds of a lifetime of one day and the hour before it, counted from the day's begin. */
const RENEWAL_MS = 56_400_000;
const RETRY_MS = 60_000;

describe('certificateFromStore', () => {
  let directory = '';
  beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'karmorph-store-'))));
  afterEach(() => {
    rmSync(directory, { recursive: true, force: true });
  });

  async function follow(clock: FakeClock) {
    const source = await certificateFromStore({ directory, dnsNames: ['a'], ipAddresses: [], days: 1 }, clock);
    const seen: { serials: string[]; errors: unknown[] } = { serials: [], errors: [] };
    const following = source.follow({
      use: ({ certificate }) => seen.serials.push(new X509Certificate(certificate).serialNumber),
      onError: (error) => seen.errors.push(error),
    });
    return { first: new X509Certificate(source.pair.certificate).serialNumber, seen, following };
  }

  it('makes a new certificate when two thirds of the lifetime are over, again and again', async () => {
    const clock = new FakeClock();
    const { first, seen, following } = await follow(clock);
    await clock.fire(RENEWAL_MS);
    await clock.fire(RENEWAL_MS);
    await clock.timer(RENEWAL_MS);
    expect(seen.errors).to.deep.equal([]);
    expect(new Set([first, ...seen.serials])).to.have.property('size', 3);
    following.close();
    expect(clock.timers).to.deep.equal([]);
  });

  it('keeps what it has when it cannot make a new one, and tries again every minute', async () => {
    const clock = new FakeClock();
    const { seen, following } = await follow(clock);
    writeFileSync(join(directory, 'ca.key'), 'nonsense');
    await clock.fire(RENEWAL_MS);
    await clock.fire(RETRY_MS);
    await clock.timer(RETRY_MS);
    expect(seen.serials).to.deep.equal([]);
    expect(seen.errors).to.have.length(2);
    expect(seen.errors[0]).to.have.nested.property('problem.code', 'CERT_UNREADABLE');
    following.close();
  });
});
