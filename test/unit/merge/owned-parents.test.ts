import { expect } from 'chai';
import { fromMember, toMember } from '../../../src/engine/preserve.ts';
import type { JsonObject } from '../../../src/json/json.ts';
import { translateOwned } from '../../../src/merge/apply/translate-fields.ts';
import { formatFieldsV1, parseFieldsV1 } from '../../../src/merge/fields/fields-v1.ts';
import { loadBuiltinRules } from '../../../src/registry/builtin-rules.ts';
import { schemaOf } from '../../../src/schema/packaged.ts';
import { autoscaler, ingress } from '../../e2e/support/templates.ts';

const rules = loadBuiltinRules();
const BEHAVIOR = 'f:autoscaling.alpha.kubernetes.io/behavior';

/** The member's object of a template, and its fields as the client's version has them. */
function translated(template: object, served: string, fields: JsonObject): JsonObject {
  const { apiVersion, kind } = template as { apiVersion: string; kind: string };
  const stored = toMember(template as JsonObject, served, rules);
  if (!stored.ok) throw new Error(stored.problem.message);
  const node = schemaOf('1.34', apiVersion, kind);
  const convert = (part: JsonObject): ReturnType<typeof fromMember> => fromMember(part, apiVersion, rules);
  return formatFieldsV1(translateOwned(stored.object, parseFieldsV1(fields), { convert, node }));
}

describe('translateOwned', () => {
  const ownBackend = { 'f:name': {}, 'f:port': {} };
  const cases: { name: string; template: object; served: string; fields: JsonObject; want: JsonObject }[] = [
    {
      name: 'says who owns an object that the conversion makes of another one',
      ...{ template: ingress('shop'), served: 'networking.k8s.io/v1beta1' },
      fields: { 'f:spec': { 'f:backend': { '.': {}, 'f:serviceName': {}, 'f:servicePort': {} } } },
      want: { 'f:spec': { 'f:defaultBackend': { '.': {}, 'f:service': { '.': {}, ...ownBackend } } } },
    },
    {
      name: 'does not take one for owned in which somebody else has a field',
      ...{ template: ingress('shop'), served: 'networking.k8s.io/v1beta1' },
      fields: { 'f:spec': { 'f:backend': { 'f:servicePort': {} } } },
      want: { 'f:spec': { 'f:defaultBackend': { 'f:service': { 'f:port': {} } } } },
    },
    {
      name: 'says who owns a map that is the same in both',
      ...{ template: ingress('shop'), served: 'networking.k8s.io/v1beta1' },
      fields: { 'f:metadata': { 'f:labels': { '.': {}, 'f:app': {} } } },
      want: { 'f:metadata': { 'f:labels': { '.': {}, 'f:app': {} } } },
    },
    {
      name: 'says who owns what is in an annotation',
      ...{ template: autoscaler('shop'), served: 'autoscaling/v1' },
      fields: { 'f:metadata': { 'f:annotations': { '.': {}, [BEHAVIOR]: {} } } },
      want: {
        'f:spec': {
          'f:behavior': {
            '.': {},
            'f:scaleDown': { '.': {}, 'f:policies': {}, 'f:selectPolicy': {}, 'f:stabilizationWindowSeconds': {} },
          },
        },
      },
    },
  ];
  for (const { name, template, served, fields, want } of cases) {
    it(name, () => expect(translated(template, served, fields)).to.deep.equal(want));
  }
});
