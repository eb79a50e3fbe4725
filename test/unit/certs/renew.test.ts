import { expect } from 'chai';
import { createAuthority } from '../../../certs/authority.ts';
import { isExpired, needsRenewal, renewalTime } from '../../../certs/renew.ts';

const HOUR = 3_600_000;

describe('renewal', () => {
  const made = new Date('2026-01-10T12:00:00Z');
  let certificate: string;

  before(async () => {
    // 48 hours and the hour before: two thirds of 49 hours are 32 h 40 min.
    ({ certificate } = await createAuthority({ commonName: 'test-ca', days: 2, now: made }));
  });

  it('is due after two thirds of the lifetime', () => {
    expect(renewalTime(certificate).toISOString()).to.equal('2026-01-11T19:40:00.000Z');
  });

  const cases = [
    { name: 'fresh', hours: 0, renew: false, expired: false },
    { name: 'just before two thirds', hours: 31.6, renew: false, expired: false },
    { name: 'at two thirds', hours: 31 + 2 / 3, renew: true, expired: false },
    { name: 'just before the end', hours: 47.9, renew: true, expired: false },
    { name: 'at the end', hours: 48, renew: true, expired: true },
    { name: 'clock set back to before it began', hours: -2, renew: true, expired: false },
  ];
  for (const { name, hours, renew, expired } of cases) {
    it(`${name}: ${renew ? 'renew' : 'keep'}`, () => {
      const now = new Date(made.getTime() + hours * HOUR);
      expect(needsRenewal(certificate, now)).to.equal(renew);
      expect(isExpired(certificate, now)).to.equal(expired);
    });
  }
});
