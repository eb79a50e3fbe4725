import type { SchemaNode } from '../../schema/node.ts';
import { compareTypes, type TypeDifference } from '../lint/compare-types.ts';
import { containerOf, quoted, textOf } from './field-text.ts';
import { openQuestions } from './open-questions.ts';
import { retypedStep, stepsFor, type OwnField, type ProposedStep } from './propose-steps.ts';
import type { TypedPair } from './typed-pair.ts';

/** What a skeleton is made for. */
export interface SkeletonInput {
  /** `<resource>.<group>`. */
  readonly name: string;
  readonly kind: string;
  readonly hub: string;
  readonly spokes: readonly SkeletonSpoke[];
}

interface SkeletonSpoke {
  readonly version: string;
  readonly types: { readonly hub: SchemaNode; readonly spoke: SchemaNode };
}

/**
 * The text of a rule with the steps that follow from the types: fields that are the same on both sides need none; integers whose
 * names differ by a unit are proposed as `scale`, a list and a map of the same objects as `keyed`, values that have other names as
 * `map`, fields with a similar name and the same type, or with the same values, as `move`, any other as `drop`. What is left to
 * decide is in comments, each once.
 */
export function ruleSkeleton({ name, kind, hub, spokes }: SkeletonInput): string {
  return [
    'apiVersion: karmorph.io/v1alpha1',
    'kind: ConversionRule',
    `metadata: { name: ${name} }`,
    'spec:',
    `  kind: ${kind}`,
    `  hub: ${hub}`,
    '  spokes:',
    ...spokes.flatMap((spoke) => spokeLines(spoke, hub).map((line) => `    ${line}`)),
    '',
  ].join('\n');
}

function spokeLines({ version, types }: SkeletonSpoke, hub: string): readonly string[] {
  const differences = {
    spoke: compareTypes(types.spoke, types.hub).filter(isOwnField),
    hub: compareTypes(types.hub, types.spoke).filter(isOwnField),
  };
  const steps = proposedSteps(differences);
  const questions = openQuestions(
    [
      { side: 'hub', version: hub, differences: differences.spoke },
      { side: 'spoke', version, differences: differences.hub },
    ],
    steps,
  );
  const open = new Set([...questions, ...steps.map(({ question }) => question)]);
  const lines = [...[...open].map((question) => `# ${question}`), ...lensLines(steps)];
  return [
    `- apiVersions: [${version}]`,
    ...(lines.length === 0 ? ['  # No field differs: no lens is needed.'] : []),
    ...(steps.length === 0 ? [] : ['  lens:']),
    ...lines.map((line) => `    ${line}`),
  ];
}

/** Metadata is one type everywhere. */
function isOwnField({ path: [first] }: TypeDifference): boolean {
  return first !== 'apiVersion' && first !== 'kind' && first !== 'metadata';
}

type Differences = Readonly<Record<'spoke' | 'hub', readonly TypeDifference[]>>;

function proposedSteps({ spoke, hub }: Differences): readonly ProposedStep[] {
  const own = { spoke: spoke.filter(isOfOneSide), hub: hub.filter(isOfOneSide) };
  const containers = new Set([...own.spoke, ...own.hub].map(({ path }) => containerOf(path)));
  const isIn =
    (container: string) =>
    ({ path }: OwnField): boolean =>
      containerOf(path) === container;
  return [
    ...retypedPairs({ spoke, hub }).flatMap(retypedStep),
    ...[...containers].flatMap((container) =>
      stepsFor({ spoke: own.spoke.filter(isIn(container)), hub: own.hub.filter(isIn(container)) }),
    ),
  ];
}

/** The fields that both sides have in one place, and not alike: each once, whichever side has what the other one cannot hold. */
function retypedPairs({ spoke, hub }: Differences): readonly TypedPair[] {
  const pairs = new Map<string, TypedPair>();
  for (const { path, made, wanted } of spoke.filter(isRetyped))
    pairs.set(textOf(path), { spoke: { path, made }, hub: { path, made: wanted } });
  for (const { path, made, wanted } of hub.filter(isRetyped))
    pairs.set(textOf(path), { spoke: { path, made: wanted }, hub: { path, made } });
  return [...pairs.values()];
}

function isRetyped(difference: TypeDifference): difference is TypeDifference & { readonly kind: 'type' | 'values' } {
  return difference.kind === 'type' || difference.kind === 'values';
}

function isOfOneSide(difference: TypeDifference): difference is OwnField {
  return difference.kind === 'unknown';
}

/** Steps by the lists and maps, and the object itself, that they are for. */
function lensLines(steps: readonly ProposedStep[]): readonly string[] {
  const containers = [...new Set(steps.map(({ container }) => container))].sort();
  return containers.flatMap((container) => {
    const own = steps.filter((step) => step.container === container);
    const lines = own.flatMap(({ text }) => `- ${text}`.split('\n'));
    return container === '' ? lines : [`- at: ${quoted(container)}`, '  lens:', ...lines.map((line) => `    ${line}`)];
  });
}
