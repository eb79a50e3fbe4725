import type { SchemaNode } from '../../schema/node.ts';
import { compareTypes, type TypeDifference } from '../lint/compare-types.ts';
import { containerOf, quoted } from './field-text.ts';
import { openQuestions } from './open-questions.ts';
import { retypedStep, stepsFor, type OwnField, type ProposedStep } from './propose-steps.ts';

/** What a skeleton is made for. */
export interface SkeletonInput {
  /** `<resource>.<group>`. */
  readonly name: string;
  readonly kind: string;
  readonly hub: string;
  readonly spoke: string;
  readonly types: { readonly hub: SchemaNode; readonly spoke: SchemaNode };
}

/**
 * The text of a rule with the steps that follow from the types: fields that are the same on both sides need none; integers whose
 * names differ by a unit are proposed as `scale`, a list and a map of the same objects as `keyed`, fields with a similar name and
 * the same type as `move`, any other as `drop`. What is left to decide is in comments, each once.
 */
export function ruleSkeleton({ name, kind, hub, spoke, types }: SkeletonInput): string {
  const differences = {
    spoke: compareTypes(types.spoke, types.hub).filter(isOwnField),
    hub: compareTypes(types.hub, types.spoke).filter(isOwnField),
  };
  const steps = proposedSteps(differences);
  const questions = openQuestions(
    [
      { side: 'hub', version: hub, differences: differences.spoke },
      { side: 'spoke', version: spoke, differences: differences.hub },
    ],
    steps,
  );
  const open = new Set([...questions, ...steps.map(({ question }) => question)]);
  const lines = [...[...open].map((question) => `# ${question}`), ...lensLines(steps)];
  return [
    'apiVersion: karmorph.io/v1alpha1',
    'kind: ConversionRule',
    `metadata: { name: ${name} }`,
    'spec:',
    `  kind: ${kind}`,
    `  hub: ${hub}`,
    '  spokes:',
    `    - apiVersions: [${spoke}]`,
    ...(lines.length === 0 ? ['      # No field differs: no lens is needed.'] : []),
    ...(steps.length === 0 ? [] : ['      lens:']),
    ...lines.map((line) => `        ${line}`),
    '',
  ].join('\n');
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
    ...spoke.flatMap((difference) => (difference.kind === 'type' ? retypedStep(difference) : [])),
    ...[...containers].flatMap((container) =>
      stepsFor({ spoke: own.spoke.filter(isIn(container)), hub: own.hub.filter(isIn(container)) }),
    ),
  ];
}

function isOfOneSide(difference: TypeDifference): difference is OwnField {
  return difference.kind === 'unknown';
}

/** Steps by the lists and maps, and the object itself, that they are for. */
function lensLines(steps: readonly ProposedStep[]): readonly string[] {
  const containers = [...new Set(steps.map(({ container }) => container))].sort();
  return containers.flatMap((container) => {
    const lines = steps.filter((step) => step.container === container).map(({ text }) => `- ${text}`);
    return container === '' ? lines : [`- at: ${quoted(container)}`, '  lens:', ...lines.map((line) => `    ${line}`)];
  });
}
