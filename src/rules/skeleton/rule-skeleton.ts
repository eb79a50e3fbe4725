import type { SchemaNode } from '../../schema/node.ts';
import { compareTypes, type TypeDifference } from '../lint/compare-types.ts';
import { similarName } from '../lint/similar-name.ts';
import { typeName } from '../lint/type-name.ts';

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
 * The text of a rule with the steps that follow from the types: fields that are the same on both sides need none, a field
 * with a similar name and the same type is proposed as `move`, any other as `drop`. What is left to decide is in comments.
 */
export function ruleSkeleton({ name, kind, hub, spoke, types }: SkeletonInput): string {
  const differences = {
    spoke: compareTypes(types.spoke, types.hub).filter(isOwnField),
    hub: compareTypes(types.hub, types.spoke).filter(isOwnField),
  };
  const lens = containersOf([...differences.spoke, ...differences.hub]).flatMap((container) =>
    stepsIn(container, { spoke: inside(differences.spoke, container), hub: inside(differences.hub, container) }),
  );
  const questions = differences.spoke.concat(differences.hub).flatMap(questionOf);
  return [
    'apiVersion: karmorph.io/v1alpha1',
    'kind: ConversionRule',
    `metadata: { name: ${name} }`,
    'spec:',
    `  kind: ${kind}`,
    `  hub: ${hub}`,
    '  spokes:',
    `    - apiVersions: [${spoke}]`,
    ...(lens.length === 0 ? ['      # No field differs: no lens is needed.'] : ['      lens:']),
    ...[...new Set(questions)].map((question) => `        # ${question}`),
    ...lens.map((line) => `        ${line}`),
    '',
  ].join('\n');
}

/** Metadata is one type everywhere. */
function isOwnField({ path: [first] }: TypeDifference): boolean {
  return first !== 'apiVersion' && first !== 'kind' && first !== 'metadata';
}

/** The lists and maps, and the object itself, in which something differs. */
function containersOf(differences: readonly TypeDifference[]): readonly string[] {
  return [...new Set(differences.filter(isOfOneSide).map(containerOf))].sort();
}

/** A field that only one side has. */
type OwnField = TypeDifference & { readonly kind: 'unknown' };

function isOfOneSide(difference: TypeDifference): difference is OwnField {
  return difference.kind === 'unknown';
}

function containerOf({ path }: TypeDifference): string {
  return textOf(path.slice(0, containerLength(path)));
}

function containerLength(path: readonly string[]): number {
  return path.findLastIndex((part) => part === '[*]' || part === '*') + 1;
}

function inside(differences: readonly TypeDifference[], container: string): readonly OwnField[] {
  return differences.filter(isOfOneSide).filter((one) => containerOf(one) === container);
}

function stepsIn(container: string, sides: Readonly<Record<'spoke' | 'hub', readonly OwnField[]>>): readonly string[] {
  const left = new Set(sides.hub);
  const steps = sides.spoke.flatMap((field) => {
    const match = matchOf(field, [...left]);
    if (!match) return dropOf(field, 'spoke');
    left.delete(match);
    return [
      `# Open: are the two the same field? Write a drop for each if not.`,
      `- move: { from: ${quoted(localOf(field))}, to: ${quoted(localOf(match))} }`,
    ];
  });
  const all = [...steps, ...[...left].flatMap((field) => dropOf(field, 'hub'))];
  return container === '' ? all : [`- at: ${quoted(container)}`, '  lens:', ...all.map((line) => `    ${line}`)];
}

/** A field of the same type whose name is similar, or the same in another place. */
function matchOf(field: OwnField, others: readonly OwnField[]): OwnField | undefined {
  const alike = others.filter((other) => isSameType(field.made, other.made));
  const last = ({ path }: OwnField): string => path.at(-1) ?? '';
  const name = similarName(last(field), alike.map(last));
  return alike.find((other) => last(other) === (name ?? last(field)));
}

function isSameType(a: SchemaNode, b: SchemaNode): boolean {
  return a.kind === b.kind && compareTypes(a, b).length === 0 && compareTypes(b, a).length === 0;
}

function dropOf(field: OwnField, side: 'spoke' | 'hub'): readonly string[] {
  return [
    '# Open: say why the other version cannot hold it, or write a step that carries it over.',
    `- drop: { side: ${side}, path: ${quoted(localOf(field))}, reason: 'TODO: ${typeName(field.made)} that only the ${side} has' }`,
  ];
}

function questionOf(difference: TypeDifference): readonly string[] {
  if (difference.kind !== 'type' && difference.kind !== 'values') return [];
  const { path, made, wanted } = difference;
  return [
    `Open: ${textOf(path)} is ${typeName(made)} on one side and ${typeName(wanted)} on the other; which step converts it?`,
  ];
}

function localOf({ path }: TypeDifference): string {
  return textOf(path.slice(containerLength(path)));
}

function textOf(path: readonly string[]): string {
  return path.reduce((text, part) => {
    if (part === '[*]') return `${text}[*]`;
    const plain = part === '*' || /^[\w$-]+$/.test(part);
    return plain ? (text === '' ? part : `${text}.${part}`) : `${text}["${part}"]`;
  }, '');
}

/** A path as a YAML scalar that is also right in braces. */
function quoted(path: string): string {
  return /^[\w.-]+$/.test(path) ? path : `'${path}'`;
}
