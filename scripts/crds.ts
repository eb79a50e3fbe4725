import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { stringify } from 'yaml';
import { clusterConversionPolicy, conversionPolicy } from '../src/policies/model.ts';
import { STATUS, STATUS_COLUMNS } from './crd-status.ts';
import { ruleSpecSchema, specSchema, type Schema } from './structural-schema.ts';

const FOLDER = join(import.meta.dirname, '../manifests/karmada');
const TEXT = { type: 'string' };

/** A kind whose objects Karmorph judges. */
interface Kind {
  readonly kind: string;
  readonly plural: string;
  readonly scope: 'Cluster' | 'Namespaced';
  readonly description: string;
  readonly spec: Schema;
  readonly columns: readonly Schema[];
  /** The head of the file: where the text comes from, and where the kind is described. */
  readonly from: string;
  readonly about: string;
}

const RULE: Kind = {
  kind: 'ConversionRule',
  plural: 'conversionrules',
  scope: 'Cluster',
  description: 'How the versions of one kind turn into each other.',
  spec: ruleSpecSchema(),
  columns: [
    { name: 'Kind', type: 'string', jsonPath: '.spec.kind' },
    { name: 'Hub', type: 'string', jsonPath: '.spec.hub' },
  ],
  from: 'src/rules/model.ts and src/engine/steps',
  about: 'Conversion rules as objects of the Karmada API server; docs/rules.md describes them.',
};

const POLICY = {
  columns: [
    { name: 'On Loss', type: 'string', jsonPath: '.spec.onLoss' },
    { name: 'On Impossible', type: 'string', jsonPath: '.spec.onImpossible' },
  ],
  from: 'src/policies/model.ts',
  about: 'Conversion policies as objects of the Karmada API server; docs/conversion-policy.md describes them.',
};

const KINDS: Readonly<Record<string, Kind>> = {
  'conversion-rule': RULE,
  'conversion-policy': {
    ...POLICY,
    kind: 'ConversionPolicy',
    plural: 'conversionpolicies',
    scope: 'Namespaced',
    description: 'What it means that members lose something of the templates of a namespace.',
    spec: specSchema(conversionPolicy.shape.spec),
  },
  'cluster-conversion-policy': {
    ...POLICY,
    kind: 'ClusterConversionPolicy',
    plural: 'clusterconversionpolicies',
    scope: 'Cluster',
    description: 'What it means that members lose something of templates, in any namespace.',
    spec: specSchema(clusterConversionPolicy.shape.spec),
  },
};

function definition({ kind, plural, scope, description, spec, columns }: Kind): Schema {
  const schema = {
    type: 'object',
    description,
    required: ['spec'],
    properties: { apiVersion: TEXT, kind: TEXT, metadata: { type: 'object' }, spec, status: STATUS },
  };
  const names = { kind, listKind: `${kind}List`, plural, singular: kind.toLowerCase(), categories: ['karmorph'] };
  const version = {
    name: 'v1alpha1',
    served: true,
    storage: true,
    subresources: { status: {} },
    additionalPrinterColumns: [...columns, ...STATUS_COLUMNS],
    schema: { openAPIV3Schema: schema },
  };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.karmorph.io` },
    spec: { group: 'karmorph.io', scope, names, versions: [version] },
  };
}

/** The CustomResourceDefinitions: texts by file. */
export async function renderCrds(): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  for (const [name, kind] of Object.entries(KINDS)) {
    const file = join(FOLDER, `${name}-crd.yaml`);
    const head = `# Made by \`npm run crd\` from ${kind.from}; do not edit.\n# ${kind.about}\n`;
    const text = head + stringify(definition(kind), { aliasDuplicateObjects: false });
    texts.set(file, await format(text, { ...(await resolveConfig(file)), parser: 'yaml' }));
  }
  return texts;
}
