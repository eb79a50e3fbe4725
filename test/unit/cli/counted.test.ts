import { expect } from 'chai';
import { counted } from '../../../src/cli/counted.ts';

describe('counted', () => {
  const cases: readonly { name: string; got: string; want: string }[] = [
    { name: 'one of something', got: counted(1, 'rule'), want: '1 rule' },
    { name: 'none of it', got: counted(0, 'rule'), want: '0 rules' },
    { name: 'several', got: counted(2, 'rule'), want: '2 rules' },
    {
      name: 'a plural of its own',
      got: counted(2, 'object that stays', 'objects that stay'),
      want: '2 objects that stay',
    },
  ];
  for (const { name, got, want } of cases) it(`says ${name}`, () => expect(got).to.equal(want));
});
