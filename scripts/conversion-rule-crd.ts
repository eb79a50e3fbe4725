import { format, resolveConfig } from 'prettier';
import { stringify } from 'yaml';
import { specSchema, type Schema } from './structural-schema.ts';

/** Where the text belongs. */
export const CRD_FILE = new URL('../manifests/karmada/conversion-rule-crd.yaml', import.meta.url);

const HEAD = `# Made by \`npm run crd\` from src/rules/model.ts and src/engine/steps; do not edit.
# Conversion rules as objects of the Karmada API server; docs/rules.md describes them.
`;

const INTEGER = { type: 'integer', format: 'int64' };
const TEXT = { type: 'string' };

const STATUS: Schema = {
  type: 'object',
  description: 'What became of the rule; Karmorph writes it.',
  properties: {
    observedGeneration: INTEGER,
    accepted: {
      type: 'object',
      description: 'The version that was accepted last. It stays in force while a later one is refused.',
      required: ['generation', 'spec'],
      properties: { generation: INTEGER, spec: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
    },
    conditions: {
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['type'],
      items: {
        type: 'object',
        required: ['type', 'status', 'reason', 'message', 'lastTransitionTime'],
        properties: {
          type: TEXT,
          status: { type: 'string', enum: ['True', 'False', 'Unknown'] },
          reason: TEXT,
          message: TEXT,
          observedGeneration: INTEGER,
          lastTransitionTime: { type: 'string', format: 'date-time' },
        },
      },
    },
  },
};

const ACCEPTED = '.status.conditions[?(@.type=="Accepted")]';
const COLUMNS = [
  { name: 'Kind', type: 'string', jsonPath: '.spec.kind' },
  { name: 'Hub', type: 'string', jsonPath: '.spec.hub' },
  { name: 'Accepted', type: 'string', jsonPath: `${ACCEPTED}.status` },
  { name: 'Reason', type: 'string', jsonPath: `${ACCEPTED}.reason` },
  { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
];

function definition(): Schema {
  const schema = {
    type: 'object',
    description: 'How the versions of one kind turn into each other.',
    required: ['spec'],
    properties: { apiVersion: TEXT, kind: TEXT, metadata: { type: 'object' }, spec: specSchema(), status: STATUS },
  };
  const names = {
    kind: 'ConversionRule',
    listKind: 'ConversionRuleList',
    plural: 'conversionrules',
    singular: 'conversionrule',
    categories: ['karmorph'],
  };
  const version = {
    name: 'v1alpha1',
    served: true,
    storage: true,
    subresources: { status: {} },
    additionalPrinterColumns: COLUMNS,
    schema: { openAPIV3Schema: schema },
  };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'conversionrules.karmorph.io' },
    spec: { group: 'karmorph.io', scope: 'Cluster', names, versions: [version] },
  };
}

/** The text of the CustomResourceDefinition. */
export async function renderCrd(): Promise<string> {
  const config = await resolveConfig(CRD_FILE);
  return format(HEAD + stringify(definition(), { aliasDuplicateObjects: false }), { ...config, parser: 'yaml' });
}
