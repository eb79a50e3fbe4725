import { expect } from 'chai';
import { fieldValidation, withoutFieldValidation } from '../../../src/gateway/field-validation.ts';

describe('fieldValidation', () => {
  for (const [release, level] of [
    ['1.21', 'Ignore'],
    ['1.24', 'Ignore'],
    ['1.25', 'Warn'],
    ['1.34', 'Warn'],
    [undefined, 'Warn'],
  ] as const) {
    it(`is ${level} where a client of ${release ?? 'an unknown release'} says nothing`, () => {
      expect(fieldValidation({ query: '?fieldValidation=', method: 'PUT', release })).to.equal(level);
      expect(fieldValidation({ query: '?fieldValidation=Strict', method: 'PUT', release })).to.equal('Strict');
    });
  }

  it('is sent to no member', () => {
    expect(withoutFieldValidation('?fieldValidation=Strict&dryRun=All')).to.equal('?fieldValidation=Ignore&dryRun=All');
  });
});
