import type { Schema } from './structural-schema.ts';

const INTEGER = { type: 'integer', format: 'int64' };
const TEXT = { type: 'string' };

/** The status of every kind that Karmorph judges. */
export const STATUS: Schema = {
  type: 'object',
  description: 'What became of it; Karmorph writes it.',
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

/** The columns that kubectl shows of it, after those of the kind. */
export const STATUS_COLUMNS: readonly Schema[] = [
  { name: 'Accepted', type: 'string', jsonPath: `${ACCEPTED}.status` },
  { name: 'Reason', type: 'string', jsonPath: `${ACCEPTED}.reason` },
  { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
];
