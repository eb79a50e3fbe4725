import { expect } from 'chai';
import { capabilitiesOf } from '../../../src/kubernetes/capabilities.ts';
import { capabilitySets } from '../../../src/planner/capability-sets.ts';
import type { OwnSchemas } from '../../../src/schema/node.ts';

const old = capabilitiesOf('1.18', ['v1/Pod']);
const schemas = (identity: string): OwnSchemas => ({ identity, schemaOf: () => undefined });

describe('capability sets', () => {
  it('puts members together that serve the same with the same schemas, by name', () => {
    const members = [
      { name: 'c', capabilities: capabilitiesOf('1.18', ['v1/Pod']) },
      { name: 'b', capabilities: old, schemas: schemas('x') },
      { name: 'a', capabilities: old },
      { name: 'd', capabilities: old, schemas: schemas('x') },
      { name: 'e', capabilities: capabilitiesOf('1.19', ['v1/Pod']) },
    ];
    expect(capabilitySets(members).map((set) => set.members.join())).to.deep.equal(['a,c', 'b,d', 'e']);
  });

  it('looks at a list of members once', () => {
    const members = [{ name: 'a', capabilities: old }];
    expect(capabilitySets(members)).to.equal(capabilitySets(members));
    expect(capabilitySets([...members])).to.deep.equal(capabilitySets(members));
  });
});
