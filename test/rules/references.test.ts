import { expect } from 'chai';
import { formatPath } from '../../src/engine/path.ts';
import { loadBuiltinRules } from '../../src/registry/builtin-rules.ts';
import { newestTypes, packagedSchemas } from '../../src/rules/lint/rule-schemas.ts';
import type { SchemaNode } from '../../src/schema/node.ts';
import { PACKAGED_SCHEMAS } from '../../src/schema/packaged.ts';

/** Objects with apiVersion and kind that are not rewritten, and why not. */
const [RECORD, SHAPE, OTHER_KINDS] = [
  'servers write it of what is there, and it is not propagated',
  'the rest of the object is written for the fields of this version',
  'it names kinds that have had one version',
];
const LEFT_ALONE: Readonly<Record<string, string>> = {
  'EndpointSlice endpoints[*].targetRef': RECORD,
  'Event regarding': RECORD,
  'Event involvedObject': RECORD,
  'Event related': RECORD,
  'MutatingAdmissionPolicy spec.paramKind': SHAPE,
  'ValidatingAdmissionPolicy spec.paramKind': SHAPE,
  'StatefulSet spec.volumeClaimTemplates[*]': OTHER_KINDS,
  'ClusterRoleBinding subjects[*]': OTHER_KINDS,
  'RoleBinding subjects[*]': OTHER_KINDS,
  'VolumeAttachment spec.source.inlineVolumeSpec.claimRef': OTHER_KINDS,
  'VolumeAttachment spec.source.inlineVolumeSpec.storageos.secretRef': OTHER_KINDS,
};

/** Where objects of a type have others with the texts apiVersion and kind, outside of status and of all metadata. */
function referencesIn(root: SchemaNode): readonly string[] {
  const found: string[] = [];
  const visit = (node: SchemaNode, path: string, around: ReadonlySet<SchemaNode>): void => {
    if (around.has(node)) return;
    const within = new Set([...around, node]);
    if (node.kind === 'list') visit(node.items, `${path}[*]`, within);
    if (node.kind === 'map') visit(node.values, `${path}.*`, within);
    if (node.kind !== 'object') return;
    if (path !== '' && node.fields.has('apiVersion') && node.fields.has('kind')) found.push(path);
    for (const [key, type] of node.fields) {
      if (key === 'metadata' || (path === '' && key === 'status')) continue;
      visit(type, path === '' ? key : `${path}.${key}`, within);
    }
  };
  visit(root, '', new Set());
  return found;
}

describe('references of the built-in rules', () => {
  const used = new Set<string>();
  for (const { rule, kind, versions, references } of loadBuiltinRules().families) {
    const schemas = packagedSchemas(kind, PACKAGED_SCHEMAS);
    it(`${rule}: what has apiVersion and kind is a reference, or there is a reason`, () => {
      for (const version of versions) {
        const types = newestTypes(schemas, version);
        const listed = (references.get(version) ?? []).map(formatPath);
        const others = (types ? referencesIn(types) : []).filter((path) => !listed.includes(path));
        for (const path of others) used.add(`${kind} ${path}`);
        expect(
          others.filter((path) => !(`${kind} ${path}` in LEFT_ALONE)),
          version,
        ).to.deep.equal([]);
      }
    });
  }

  it('leaves nothing alone that is not there', () => {
    const unused = Object.keys(LEFT_ALONE).filter((name) => !used.has(name));
    expect(unused).to.deep.equal([]);
  });
});
