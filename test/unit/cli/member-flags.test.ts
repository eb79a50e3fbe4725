import { expect } from 'chai';
import { memberManagementOf, type MemberFlags } from '../../../src/cli/member-flags.ts';

const OTHERS = { hostNamespace: 'n', settle: 24 };
const KARMADA = { karmadaKubeconfig: 'k' };
const GATEWAY = { manageMembers: true, gatewayUrl: 'https://karmorph.svc/' } as const;
const FLAGS: MemberFlags = { ...OTHERS, ...KARMADA, ...GATEWAY };

describe('the flags of serve for adoption', () => {
  it('ask for nothing when they are left out', () => {
    expect(memberManagementOf(OTHERS, 'certs')).to.deep.equal({});
  });

  it('ask for labelled members, and take the CA of our own certificates', () => {
    expect(memberManagementOf(FLAGS, 'certs')).to.deep.equal({
      management: {
        scope: 'labelled',
        gatewayUrl: 'https://karmorph.svc',
        gatewayCaFile: 'certs/ca.crt',
        host: undefined,
        hostNamespace: 'n',
        settleMs: 86_400_000,
      },
    });
  });

  it('ask for all', () => {
    expect(memberManagementOf({ ...FLAGS, manageMembers: 'all' }, 'certs').management?.scope).to.equal('all');
  });

  const wrong: readonly { name: string; flags: MemberFlags; says: string }[] = [
    {
      name: 'no address',
      flags: { ...OTHERS, ...KARMADA, manageMembers: true },
      says: '--manage-members needs --gateway-url, an https URL without a path',
    },
    {
      name: 'an address with a path',
      flags: { ...FLAGS, gatewayUrl: 'https://karmorph.svc/members' },
      says: '--manage-members needs --gateway-url, an https URL without a path',
    },
    { name: 'no Karmada', flags: { ...OTHERS, ...GATEWAY }, says: '--manage-members needs --karmada-kubeconfig' },
    {
      name: "somebody else's certificate without its CA",
      flags: { ...FLAGS, tlsCert: 'tls.crt' },
      says: '--manage-members with --tls-cert needs --gateway-ca',
    },
    {
      name: 'a CA for nothing',
      flags: { ...OTHERS, gatewayCa: 'ca.crt' },
      says: '--gateway-url, --gateway-ca and --host-kubeconfig need --manage-members',
    },
  ];
  for (const { name, flags, says } of wrong) {
    it(`are refused with ${name}`, () => expect(() => memberManagementOf(flags, 'certs')).to.throw(says));
  }
});
