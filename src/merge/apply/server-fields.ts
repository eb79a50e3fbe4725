import { fieldSetOf, type FieldSet } from '../fields/field-set.ts';

const METADATA = [
  'name',
  'namespace',
  'creationTimestamp',
  'selfLink',
  'uid',
  'clusterName',
  'generation',
  'managedFields',
  'resourceVersion',
];

/** What nobody manages (k8s.io/apimachinery/pkg/util/managedfields, stripmeta.go). */
export const SERVER_FIELDS: FieldSet = fieldSetOf([
  ['f:apiVersion'],
  ['f:kind'],
  ['f:metadata'],
  ...METADATA.map((field) => ['f:metadata', `f:${field}`]),
]);
