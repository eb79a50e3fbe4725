import { expect } from 'chai';
import { literalPath } from '../../../src/engine/path.ts';
import { rewriteReferences, type Reference } from '../../../src/engine/rewrite-references.ts';
import type { JsonObject } from '../../../src/json/json.ts';

const PATHS = ['spec.ref', 'spec.list[*].ref', 'spec.map.*'].map(literalPath);
const old = { apiVersion: 'a/v1beta1', kind: 'Thing', name: 'x' };
const current = { ...old, apiVersion: 'a/v1' };

describe('rewriteReferences', () => {
  const cases: readonly {
    name: string;
    spec: JsonObject['spec'];
    want: JsonObject['spec'];
    found?: readonly string[];
  }[] = [
    {
      name: 'finds them in fields, lists and maps',
      spec: { ref: old, list: [{ ref: old }, {}, null, { ref: current }], map: { a: old, 'b.c': null } },
      want: { ref: current, list: [{ ref: current }, {}, null, { ref: current }], map: { a: current, 'b.c': null } },
      found: ['spec.ref', 'spec.list[0].ref', 'spec.list[3].ref', 'spec.map.a'],
    },
    {
      name: 'passes over what is no reference',
      spec: { ref: { kind: 'Thing' }, map: { a: { apiVersion: 1 } } },
      want: undefined,
    },
    {
      name: 'leaves a path alone that leads into another type, and follows the others',
      spec: { list: [{ ref: old }, 'x'], ref: old },
      want: { list: [{ ref: old }, 'x'], ref: current },
    },
    { name: 'takes a spec that is null', spec: null, want: undefined },
  ];
  for (const { name, spec, want, found } of cases) {
    it(name, () => {
      const object = { kind: 'Widget', spec };
      const before = structuredClone(object);
      const seen: Reference[] = [];
      const rewritten = rewriteReferences(object, PATHS, (reference) => {
        seen.push(reference);
        return 'a/v1';
      });
      expect(object).to.deep.equal(before);
      if (want === undefined) expect(rewritten).to.equal(object);
      else expect(rewritten).to.deep.equal({ ...object, spec: want });
      if (found) expect(seen.map(({ path }) => path)).to.deep.equal(found.map((path) => `${path}.apiVersion`));
    });
  }

  it('gives back the same object where nothing is to be changed', () => {
    const object = { spec: { ref: old } };
    expect(rewriteReferences(object, PATHS, () => undefined)).to.equal(object);
  });
});
