import { expect } from 'chai';
import { withConversionPolicies, type PolicySet } from '../../../src/policies/policy-set.ts';
import { createLivePolicies } from '../../../src/registry/live-policies.ts';
import { policy } from '../../support/policies.ts';

const BOTH = ['ConversionPolicy', 'ClusterConversionPolicy'] as const;
const fromFile = policy('file', { onLoss: 'Deny' });

describe('createLivePolicies', () => {
  it('has those of files at once where no objects are awaited', () => {
    expect(createLivePolicies([fromFile], []).policies()?.policies).to.deep.equal([fromFile]);
  });

  it('is unknown until both kinds have been read', () => {
    const live = createLivePolicies([fromFile], BOTH);
    expect(live.policies()).to.equal(undefined);
    live.use('ConversionPolicy', [policy('own', {}, 'shop')]);
    expect(live.policies()).to.equal(undefined);
    live.use('ClusterConversionPolicy', []);
    expect(live.policies()?.policies.map(({ title }) => title)).to.deep.equal([
      'ClusterConversionPolicy file',
      'ConversionPolicy shop/own',
    ]);
  });

  it('puts objects in the place of those of their kind, as a whole, and changes no set that somebody has', () => {
    const live = createLivePolicies([fromFile], BOTH);
    live.use('ConversionPolicy', []);
    live.use('ClusterConversionPolicy', [policy('a', {}), policy('file', {})]);
    const before = live.policies();
    live.use('ClusterConversionPolicy', [policy('b', {})]);
    const titles = (set = live.policies()) => set?.policies.map(({ title }) => title.replace(/^\w+ /, ''));
    expect(titles(before)).to.deep.equal(['a', 'file', 'file']);
    expect(titles()).to.deep.equal(['b', 'file']);
  });

  it('keeps those of files when an object of the same name is applied, and replaces the object', () => {
    const live = createLivePolicies([fromFile], BOTH);
    live.use('ConversionPolicy', []);
    live.use('ClusterConversionPolicy', [policy('file', { onLoss: 'Warn' })]);
    const applied = policy('file', { onLoss: 'Allow' });
    const said = (of: PolicySet | undefined) => of?.policies.map(({ spec }) => spec.onLoss).sort();
    const set = live.policies();
    expect(said(set && withConversionPolicies(set, [applied]))).to.deep.equal(['Allow', 'Deny']);
  });
});
