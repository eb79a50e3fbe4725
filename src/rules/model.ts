import { z } from 'zod';
import { fieldPath, selectorPath } from '../engine/steps/field-path.ts';
import { defaults, type DefaultsText } from './model-defaults.ts';

export const apiVersion = z
  .string()
  .regex(
    /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?v[a-z0-9]+$/,
    'an apiVersion is GROUP/VERSION, such as networking.k8s.io/v1, or v1',
  );

export const kind = z.string().regex(/^[A-Z][A-Za-z0-9]*$/, 'a kind is written in CamelCase, such as Ingress');

const steps = z.array(z.record(z.string(), z.unknown()));

const references = z.array(selectorPath).optional();

const spoke = z
  .strictObject({
    apiVersions: z
      .array(apiVersion)
      .min(1, 'a spoke names one apiVersion at least')
      .describe('the versions of one shape'),
    lens: steps.optional().describe("steps from the spoke to the hub; none when the shape is the hub's"),
    code: z.string().optional().describe('instead of `lens`, the name of a TypeScript lens; built-in rules only'),
    references: references.describe("where this shape has the hub's `references`, if some are in other places"),
    ...defaults,
  })
  .refine((value) => value.lens === undefined || value.code === undefined, {
    message: 'a spoke has either `lens` or `code`, not both',
  });

/** The text of a conversion rule: a file, or a ConversionRule object. */
export const conversionRule = z.strictObject({
  apiVersion: z.literal('karmorph.io/v1alpha1').describe('the version of this text'),
  kind: z.literal('ConversionRule').describe('what it is'),
  metadata: z
    .looseObject({ name: z.string().min(1).describe('`<resource>.<group>`, such as `ingresses.networking.k8s.io`') })
    .describe('the name, and labels or annotations'),
  spec: z.strictObject({
    kind: kind.describe('the kind that the rule converts'),
    hub: apiVersion.describe('the version that every other one is converted through: the newest stable one'),
    spokes: z
      .array(spoke)
      .min(1, 'a rule has one spoke at least: a version other than the hub')
      .describe('the other versions'),
    omitEmpty: z
      .array(fieldPath)
      .optional()
      .describe('lists of the hub that are left out when they are empty, where a spoke writes the empty list'),
    references: references.describe(
      'objects of the hub that name another one by `apiVersion` and `kind`; a version that the control plane does not serve is ' +
        'rewritten when a template is admitted',
    ),
    normalize: steps
      .optional()
      .describe("steps from the hub to the hub, run upwards on templates in the hub's version when they are admitted"),
    lenses: z.record(z.string(), steps).optional().describe('steps that are used in more than one place, by name'),
    ...defaults,
  }),
});

export type ConversionRule = z.infer<typeof conversionRule>;

/** Families whose versions have one shape, one line each: a file of these saves a rule file per kind. */
export const sameShapeRules = z.strictObject({
  apiVersion: z.literal('karmorph.io/v1alpha1'),
  kind: z.literal('SameShapeRules'),
  families: z.array(
    z.strictObject({
      /** The rule's name, `<resource>.<group>`. */
      name: z.string().min(1),
      kind,
      /** The hub first. */
      versions: z
        .array(apiVersion)
        .min(2, 'a family has two versions at least, the hub first')
        .superRefine((versions, context) => {
          versions.forEach((version, index) => {
            if (versions.indexOf(version) < index)
              context.addIssue({ code: 'custom', path: [index], message: `${version} is named twice` });
          });
        }),
      /** By version, what fields that are left out mean to its author. */
      defaults: z.record(apiVersion, z.strictObject(defaults)).optional(),
    }),
  ),
});

/** A rule's text where it differs from the hub: what `SameShapeRules` stands for, as full rules. */
export function expandSameShape(text: z.infer<typeof sameShapeRules>): readonly ConversionRule[] {
  return text.families.map(({ name, kind, versions: [hub = '', ...others], defaults: byVersion = {} }) => ({
    apiVersion: 'karmorph.io/v1alpha1',
    kind: 'ConversionRule',
    metadata: { name },
    spec: { kind, hub, ...byVersion[hub], spokes: spokesOf(others, byVersion) },
  }));
}

type ByVersion = Readonly<Record<string, DefaultsText>>;

/** One spoke; a version with defaults has one of its own. */
function spokesOf(versions: readonly string[], byVersion: ByVersion): ConversionRule['spec']['spokes'] {
  if (Object.keys(byVersion).length === 0) return [{ apiVersions: [...versions] }];
  return versions.map((version) => ({ apiVersions: [version], ...byVersion[version] }));
}
