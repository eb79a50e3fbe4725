import { expect } from 'chai';
import { selectMembers } from '../../../src/dry-run/select-members.ts';
import { fleetOf, memberOf, memberServing } from '../../support/fleet.ts';

const members = [memberOf('new', '1.34'), memberOf('old', '1.18'), memberServing('bare', undefined, [])];

describe('selectMembers', () => {
  const cases: readonly { name: string; names: readonly string[] | undefined; want: unknown }[] = [
    { name: 'all without names', names: undefined, want: undefined },
    { name: 'none for no names', names: [], want: [] },
    { name: 'those named, once each', names: ['old', 'new', 'old'], want: ['old', 'new'] },
    { name: 'an error for an unknown name', names: ['new', 'nobody'], want: 'DRY_RUN_MEMBER' },
  ];
  for (const { name, names, want } of cases) {
    it(name, () => {
      const selected = selectMembers(fleetOf(members), names);
      expect(selected.ok ? selected.only && [...selected.only] : selected.problem.code).to.deep.equal(want);
    });
  }
});
