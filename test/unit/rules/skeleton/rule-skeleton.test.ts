import { expect } from 'chai';
import type { Json, JsonObject } from '../../../../src/json/json.ts';
import { formatDiagnostic } from '../../../../src/rules/diagnostic.ts';
import { lintRules } from '../../../../src/rules/lint/lint-rules.ts';
import { crdSchemas } from '../../../../src/rules/lint/rule-schemas.ts';
import { ruleSkeleton } from '../../../../src/rules/skeleton/rule-skeleton.ts';
import type { SchemaNode } from '../../../../src/schema/node.ts';
import { schemaFromCrd } from '../../../../src/schema/crd.ts';

const text = { type: 'string' };
const oneOf = (...values: readonly Json[]) => ({ ...text, enum: values });
const integer = { type: 'integer' };
const object = (properties: JsonObject, required: readonly string[] = []) => ({
  type: 'object',
  properties,
  ...(required.length > 0 && { required }),
});
const list = (items: JsonObject) => ({ type: 'array', items });
const map = (additionalProperties: JsonObject) => ({ type: 'object', additionalProperties });

function schemasOf(spoke: JsonObject, hub: JsonObject) {
  const versions = [
    { name: 'v1beta1', schema: { openAPIV3Schema: object({ spec: spoke }) } },
    { name: 'v1', schema: { openAPIV3Schema: object({ spec: hub }) } },
  ];
  const crd = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', spec: { versions } };
  return crdSchemas('example.com', (version) => schemaFromCrd(crd, version));
}

function skeletonOf(spoke: JsonObject, hub: JsonObject): string {
  const typesIn = (version: string): SchemaNode => {
    const [found] = schemasOf(spoke, hub).typesIn(version);
    if (!found) throw new Error(`no ${version}`);
    return found.types;
  };
  return ruleSkeleton({
    name: 'widgets.example.com',
    kind: 'Widget',
    hub: 'example.com/v1',
    spokes: [
      {
        version: 'example.com/v1beta1',
        types: { spoke: typesIn('example.com/v1beta1'), hub: typesIn('example.com/v1') },
      },
    ],
  });
}

describe('ruleSkeleton', () => {
  const port = { number: integer };
  const cases: readonly { name: string; spoke: JsonObject; hub: JsonObject; want: readonly string[] }[] = [
    {
      name: 'an integer in a smaller unit as scale',
      spoke: object({ timeoutSeconds: integer }),
      hub: object({ timeoutMilliseconds: integer }),
      want: [
        '# Open: do the two fields differ by their unit alone, as their names say?',
        '- scale: { from: spec.timeoutSeconds, to: spec.timeoutMilliseconds, factor: 1000 }',
      ],
    },
    {
      name: 'an integer in a larger unit as expressions, since scale makes it smaller',
      spoke: object({ cacheMiB: integer }),
      hub: object({ cacheGiB: integer }),
      want: [
        '# Open: do the two fields differ by their unit alone, as their names say?',
        '- cel: { from: spec.cacheMiB, to: spec.cacheGiB, up: self / 1024, down: self * 1024 }',
      ],
    },
    {
      name: 'a text that only looks like it as another field',
      spoke: object({ timeoutSeconds: integer }),
      hub: object({ timeoutMilliseconds: text }),
      want: [
        '# Open: say in each drop why the other version cannot hold the field, or write a step that carries it over.',
        "- drop: { side: spoke, path: spec.timeoutSeconds, reason: 'TODO: an integer that only the spoke has' }",
        "- drop: { side: hub, path: spec.timeoutMilliseconds, reason: 'TODO: a string that only the hub has' }",
      ],
    },
    {
      name: 'a list and a map of one name as keyed',
      spoke: object({ ports: list(object({ name: text, ...port }, ['name'])) }),
      hub: object({ ports: map(object(port)) }),
      want: [
        '# Open: is the key of the map the field that `keyed` names?',
        '- keyed: { side: hub, map: spec.ports, list: spec.ports, key: name }',
      ],
    },
    {
      name: 'a map and a list of similar names within a list as keyed',
      spoke: object({ parts: list(object({ port: map(object(port)) })) }),
      hub: object({ parts: list(object({ ports: list(object({ label: text, ...port })) })) }),
      want: [
        '# Open: is the key of the map the field that `keyed` names?',
        "- at: 'spec.parts[*]'",
        '  lens:',
        '    - keyed: { side: spoke, map: port, list: ports, key: label }',
      ],
    },
    {
      name: 'a field whose values are written another way as map',
      spoke: object({ mode: oneOf('fast', 'one-by-one') }),
      hub: object({ mode: oneOf('OneByOne', 'Fast') }),
      want: [
        '# Open: does each row of a `map` name one thing on both sides?',
        '- map: { field: spec.mode, values: { fast: Fast, one-by-one: OneByOne } }',
      ],
    },
    {
      name: 'a field of another name as move and map by its values, with a comment for those of one side',
      spoke: object({ mode: oneOf('fast', 'slow', 'on') }),
      hub: object({ operation: oneOf('Fast', 'Slow', 'Idle') }),
      want: [
        '# Open: are the two fields of each move the same? Write a drop for each of them if not.',
        '# Open: write the other half of each row of a `map` that is a comment, or say why such a value is lost; `other: fail` refuses the object instead.',
        '- move: { from: spec.mode, to: spec.operation }',
        '- map:',
        '    field: spec.operation',
        '    values:',
        '      fast: Fast',
        '      slow: Slow',
        '      # Open: "on": ...',
        '      # Open: ...: Idle',
        '    other: lose',
        "    reason: 'TODO: why a value without a row is lost'",
      ],
    },
    {
      name: 'a table without a row where no value has a partner, and one for a value that only the hub has',
      spoke: object({ parts: list(object({ colour: oneOf('red'), size: oneOf('S', 'M') })) }),
      hub: object({ parts: list(object({ color: oneOf('Blue'), size: oneOf('S', 'M', 'L') })) }),
      want: [
        '# Open: write the other half of each row of a `map` that is a comment, or say why such a value is lost; `other: fail` refuses the object instead.',
        '# Open: are the two fields of each move the same? Write a drop for each of them if not.',
        "- at: 'spec.parts[*]'",
        '  lens:',
        '    - map:',
        '        field: size',
        '        values:',
        '          S: S',
        '          M: M',
        '          # Open: ...: L',
        '        other: lose',
        "        reason: 'TODO: why a value without a row is lost'",
        '    - move: { from: colour, to: color }',
        '    - map:',
        '        field: color',
        '        values: {}',
        '          # Open: red: ...',
        '          # Open: ...: Blue',
        '        other: lose',
        "        reason: 'TODO: why a value without a row is lost'",
      ],
    },
    {
      name: 'two fields with hardly a value in common as drops',
      spoke: object({ mode: oneOf('fast', 'slow', 'none') }),
      hub: object({ level: oneOf('high', 'none') }),
      want: [
        '# Open: say in each drop why the other version cannot hold the field, or write a step that carries it over.',
        `- drop: { side: spoke, path: spec.mode, reason: 'TODO: one of "fast", "slow", "none" that only the spoke has' }`,
        `- drop: { side: hub, path: spec.level, reason: 'TODO: one of "high", "none" that only the hub has' }`,
      ],
    },
    {
      name: 'nothing for the values of list elements and integers, which map does not rename',
      spoke: object({ modes: list(oneOf('a')), level: { ...integer, enum: [1] } }),
      hub: object({ modes: list(oneOf('A')), level: { ...integer, enum: [1, 2] } }),
      want: [
        '# Open: spec.modes[*] is one of "a" on one side and one of "A" on the other; which value is which, in a `cel`?',
        '# Open: spec.level is one of 1, 2 on one side and one of 1 on the other; which value is which, in a `cel`?',
      ],
    },
    {
      name: 'the same remark once, and each required field that nothing fills',
      spoke: object({ colour: text, a: integer, parts: list(object({ x: text })) }),
      hub: object({ color: text, owner: text, parts: list(object({ y: integer })) }, ['color', 'owner']),
      want: [
        '# Open: spec.owner is required in example.com/v1, and nothing fills it; write `set: { side: hub, path: spec.owner, value: ... }` in place of its drop, or a step that computes it.',
        '# Open: are the two fields of each move the same? Write a drop for each of them if not.',
        '# Open: say in each drop why the other version cannot hold the field, or write a step that carries it over.',
        '- move: { from: spec.colour, to: spec.color }',
        "- drop: { side: spoke, path: spec.a, reason: 'TODO: an integer that only the spoke has' }",
        "- drop: { side: hub, path: spec.owner, reason: 'TODO: a string that only the hub has' }",
        "- at: 'spec.parts[*]'",
        '  lens:',
        "    - drop: { side: spoke, path: x, reason: 'TODO: a string that only the spoke has' }",
        "    - drop: { side: hub, path: y, reason: 'TODO: an integer that only the hub has' }",
      ],
    },
    {
      name: 'another type once, from the side of the spoke',
      spoke: object({ a: integer }),
      hub: object({ a: text }),
      want: ['# Open: spec.a is an integer on one side and a string on the other; which step converts it?'],
    },
  ];
  for (const { name, spoke, hub, want } of cases) {
    it(`proposes ${name}`, () => {
      const lines = skeletonOf(spoke, hub).split('\n').slice(8, -1);
      expect(lines.filter((line) => line !== '      lens:').map((line) => line.slice(8))).to.deep.equal(want);
    });
  }

  it('proposes steps that the check passes', () => {
    for (const { name, spoke, hub } of cases.slice(0, 9)) {
      const { diagnostics } = lintRules(
        { file: 'rule.yaml', text: skeletonOf(spoke, hub) },
        { codeOf: () => undefined, schemasOf: () => schemasOf(spoke, hub) },
      );
      const left = diagnostics.filter(({ code }) => code !== 'LINT_REASON_MISSING');
      expect(left.map(formatDiagnostic), name).to.deep.equal([]);
    }
  });
});
