import { expect } from 'chai';
import { hostsOf, parseListenAddress, urlOf, type ListenAddress } from '../../../src/cli/listen-address.ts';

describe('parseListenAddress', () => {
  const cases: readonly { text: string; want: ListenAddress | undefined }[] = [
    { text: '127.0.0.1:8443', want: { host: '127.0.0.1', port: 8443 } },
    { text: 'localhost:0', want: { host: 'localhost', port: 0 } },
    { text: '[::1]:8443', want: { host: '::1', port: 8443 } },
    { text: ':8443', want: { host: '0.0.0.0', port: 8443 } },
    { text: '8443', want: undefined },
    { text: '127.0.0.1', want: undefined },
    { text: '127.0.0.1:', want: undefined },
    { text: '127.0.0.1:65536', want: undefined },
    { text: '127.0.0.1:-1', want: undefined },
    { text: '::1:8443', want: undefined },
    { text: '[nonsense]:8443', want: undefined },
    { text: '', want: undefined },
  ];
  for (const { text, want } of cases) {
    it(`reads "${text}"`, () => expect(parseListenAddress(text)).to.deep.equal(want));
  }
});

describe('urlOf', () => {
  const cases: readonly { host: string; want: string }[] = [
    { host: '127.0.0.1', want: 'https://127.0.0.1:8443' },
    { host: '0.0.0.0', want: 'https://127.0.0.1:8443' },
    { host: '::', want: 'https://[::1]:8443' },
    { host: 'karmorph.local', want: 'https://karmorph.local:8443' },
  ];
  for (const { host, want } of cases) it(host, () => expect(urlOf({ host, port: 8443 })).to.equal(want));
});

describe('hostsOf', () => {
  const loopback = ['127.0.0.1', '::1'];
  const cases: readonly { host: string; want: object }[] = [
    { host: '127.0.0.1', want: { dnsNames: ['localhost'], ipAddresses: [...loopback, '127.0.0.1'] } },
    { host: '0.0.0.0', want: { dnsNames: ['localhost'], ipAddresses: loopback } },
    { host: '10.1.2.3', want: { dnsNames: ['localhost'], ipAddresses: [...loopback, '10.1.2.3'] } },
    { host: 'karmorph.local', want: { dnsNames: ['localhost', 'karmorph.local'], ipAddresses: loopback } },
  ];
  for (const { host, want } of cases) it(host, () => expect(hostsOf({ host, port: 1 })).to.deep.equal(want));
});
