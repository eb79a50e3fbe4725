import { expect } from 'chai';
import fc from 'fast-check';
import { withGatewayCa, withoutGatewayCa } from '../../../src/adoption/gateway-ca.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const text = (encoded: string): string => Buffer.from(encoded, 'base64').toString();
const PEM = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';

describe('the CA of the gateway in a caBundle', () => {
  it('stands behind what is there, between lines that say whose it is', () => {
    expect(text(withGatewayCa(base64('THEIRS\n'), PEM))).to.equal(
      'THEIRS\n\n# karmorph: the CA of its gateway; `karmorph release` removes these lines\n' +
        `${PEM}# karmorph: end\n`,
    );
  });

  it('is there once, and the newest, however often it is added', () => {
    const first = withGatewayCa(base64('THEIRS'), 'OLD');
    expect(withGatewayCa(first, PEM)).to.equal(withGatewayCa(base64('THEIRS'), PEM));
  });

  it('is taken out of a bundle that was given another end meanwhile', () => {
    const changed = base64(`${text(withGatewayCa(base64('THEIRS\n'), PEM))}MORE\n`);
    expect(text(withoutGatewayCa(changed))).to.equal('THEIRS\nMORE\n');
  });

  it('leaves a bundle that has none as it is', () => {
    expect(withoutGatewayCa('not/canonical==')).to.equal('not/canonical==');
  });

  it('comes and goes without a trace, whatever bytes are there', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const bundle = Buffer.from(bytes).toString('base64');
        expect(withoutGatewayCa(withGatewayCa(bundle, PEM))).to.equal(bundle);
      }),
    );
  });
});
