import { expect } from 'chai';
import { selectMembers } from '../../../src/dry-run/select-members.ts';
import { inventoryOf, memberOf, memberServing } from '../../support/fleet.ts';

const members = [memberOf('new', '1.34'), memberOf('old', '1.18'), memberServing('bare', undefined, [])];

describe('selectMembers', () => {
  const cases: readonly { name: string; names: readonly string[] | undefined; ready?: boolean; want: unknown }[] = [
    { name: 'all without names', names: undefined, want: ['new', 'old', 'bare'] },
    { name: 'none for no names', names: [], want: [] },
    { name: 'those named, once each', names: ['old', 'new', 'old'], want: ['old', 'new'] },
    { name: 'an error for an unknown name', names: ['new', 'nobody'], want: 'DRY_RUN_MEMBER' },
    { name: 'an error while the members are not known', names: undefined, ready: false, want: 'INVENTORY_NOT_READY' },
  ];
  for (const { name, names, ready, want } of cases) {
    it(name, () => {
      const selected = selectMembers(inventoryOf(members, ready), names);
      expect(selected.ok ? selected.members.map((member) => member.name) : selected.problem.code).to.deep.equal(want);
    });
  }
});
