import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import served from '../../../src/inventory/data/served-versions.json' with { type: 'json' };
import manifest from '../../../src/schema/data/manifest.json' with { type: 'json' };
import type { SchemaNode } from '../../../src/schema/node.ts';
import { packagedMinors, schemaOf } from '../../../src/schema/packaged.ts';

const DATA = new URL('../../../src/schema/data/', import.meta.url);

/** The node at a path of fields, through lists and maps. */
function nodeAt(node: SchemaNode | undefined, ...path: readonly string[]): SchemaNode | undefined {
  return path.reduce<SchemaNode | undefined>((current, field) => {
    const inner = current?.kind === 'list' ? current.items : current?.kind === 'map' ? current.values : current;
    return inner?.kind === 'object' ? inner.fields.get(field) : undefined;
  }, node);
}

describe('the packaged schemas', () => {
  it('are the file that the manifest describes', () => {
    const content = readFileSync(new URL(manifest.file.name, DATA));
    expect(createHash('sha256').update(content).digest('hex')).to.equal(manifest.file.sha256);
  });

  it('stay small', () => expect(readFileSync(new URL(manifest.file.name, DATA)).length).to.be.below(100_000));

  it('name the source of every minor', () => {
    expect(packagedMinors()).to.have.length(22);
    expect(manifest.sources.map(({ minor }) => `1.${String(minor)}`)).to.deep.equal(packagedMinors());
    for (const { minor, version, sha256 } of manifest.sources) {
      expect(version).to.match(new RegExp(`^v1\\.${String(minor)}\\.\\d+$`));
      expect(sha256).to.match(/^[0-9a-f]{64}$/);
    }
  });

  it('cover the minors of the table of served versions', () => {
    expect(packagedMinors().at(0)).to.equal(`1.${String(served.first)}`);
    expect(packagedMinors().at(-1)).to.equal(`1.${String(served.last)}`);
  });

  it('have every kind in every minor that serves it', () => {
    const missing = served.kinds.flatMap(({ apiVersion, kind, from, to }) =>
      Array.from({ length: to - from + 1 }, (_, index) => `1.${String(from + index)}`)
        .filter((minor) => schemaOf(minor, apiVersion, kind) === undefined)
        .map((minor) => `${minor} ${apiVersion} ${kind}`),
    );
    expect(missing).to.deep.equal([]);
  });
});

describe('schemaOf', () => {
  const fields = [
    { name: 'a field that came later', minors: ['1.23', '1.24'], at: ['batch/v1', 'CronJob', 'spec', 'timeZone'] },
    {
      name: 'a field inside a pod template',
      minors: ['1.24', '1.25'],
      at: ['batch/v1', 'CronJob', 'spec', 'jobTemplate', 'spec', 'podFailurePolicy'],
    },
    {
      name: 'a field of a beta version',
      minors: ['1.17', '1.18'],
      at: ['networking.k8s.io/v1beta1', 'Ingress', 'spec', 'rules', 'http', 'paths', 'pathType'],
    },
  ] as const;
  for (const { name, minors, at } of fields) {
    it(`tells ${name} from one that the minor does not know`, () => {
      const [apiVersion, kind, ...path] = at;
      const found = minors.map((minor) => nodeAt(schemaOf(minor, apiVersion, kind), ...path) !== undefined);
      expect(found).to.deep.equal([false, true]);
    });
  }

  const deployment = schemaOf('1.34', 'apps/v1', 'Deployment');
  const pod = ['spec', 'template', 'spec'];

  const types = [
    { name: 'an integer', path: ['spec', 'replicas'], want: { kind: 'scalar', type: 'integer' } },
    {
      name: 'a time, which is text',
      path: ['metadata', 'creationTimestamp'],
      want: { kind: 'scalar', type: 'string' },
    },
    {
      name: 'an integer or text',
      path: ['spec', 'strategy', 'rollingUpdate', 'maxSurge'],
      want: { kind: 'scalar', type: 'intOrString' },
    },
    {
      name: 'a map of quantities',
      path: [...pod, 'containers', 'resources', 'limits'],
      want: { kind: 'map', values: { kind: 'scalar', type: 'quantity' } },
    },
    { name: 'who manages which field', path: ['metadata', 'managedFields', 'fieldsV1'], want: { kind: 'any' } },
    {
      name: 'a set of text',
      path: ['metadata', 'finalizers'],
      want: { kind: 'list', items: { kind: 'scalar', type: 'string' }, patchMerge: true },
    },
  ] as const;
  for (const { name, path, want } of types) {
    it(`knows ${name}`, () => expect(nodeAt(deployment, ...path)).to.deep.equal(want));
  }

  it('knows what tells the elements of a list apart', () => {
    expect(nodeAt(deployment, ...pod, 'containers', 'ports')).to.deep.include({
      mergeKeys: ['containerPort', 'protocol'],
      patchMergeKey: 'containerPort',
      patchMerge: true,
    });
  });

  it('knows what is required', () => {
    const spec = nodeAt(deployment, 'spec');
    expect(spec?.kind === 'object' && [...spec.required].sort()).to.deep.equal(['selector', 'template']);
  });

  it('is not misled by fields that are named like keywords of OpenAPI', () => {
    const path = ['spec', 'versions', 'schema', 'openAPIV3Schema'];
    const schema = nodeAt(schemaOf('1.21', 'apiextensions.k8s.io/v1', 'CustomResourceDefinition'), ...path);
    const own = schema?.kind === 'object' ? schema.fields : new Map<string, SchemaNode>();
    expect(own.get('type')).to.deep.equal({ kind: 'scalar', type: 'string' });
    expect(own.get('$ref')).to.deep.equal({ kind: 'scalar', type: 'string' });
    expect(own.get('default')).to.deep.equal({ kind: 'any' });
    expect(own.get('properties')).to.deep.include({ kind: 'map' });
    expect(nodeAt(schema, 'properties', 'properties'), 'a schema contains schemas').to.equal(own.get('properties'));
    expect(own.get('additionalProperties'), 'a schema or a boolean').to.equal(schema);
  });

  it('gives the same node every time', () => {
    expect(schemaOf('1.34', 'apps/v1', 'Deployment')).to.equal(deployment);
  });

  for (const [minor, apiVersion, kind] of [
    ['1.15', 'apps/v1', 'Deployment'],
    ['1.38', 'apps/v1', 'Deployment'],
    ['2.21', 'apps/v1', 'Deployment'],
    ['1.', 'apps/v1', 'Deployment'],
    ['1.34', 'extensions/v1beta1', 'Ingress'],
    ['1.34', 'example.com/v1', 'Widget'],
    ['1.34', 'apps/v1', 'DeploymentList'],
    ['1.34', '__proto__', 'x'],
  ] as const) {
    it(`knows nothing of ${apiVersion} ${kind} in ${minor}`, () => {
      expect(schemaOf(minor, apiVersion, kind)).to.equal(undefined);
    });
  }
});
