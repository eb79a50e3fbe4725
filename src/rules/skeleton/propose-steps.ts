import type { SchemaNode } from '../../schema/node.ts';
import { compareTypes, type TypeDifference } from '../lint/compare-types.ts';
import { similarName } from '../lint/similar-name.ts';
import { typeName } from '../lint/type-name.ts';
import type { ValueRows } from '../lint/value-rows.ts';
import { containerOf, localOf, textOf } from './field-text.ts';
import { areOfOneField, enumRows, isTableNeeded, mapText } from './enum-rows.ts';
import { keyedBy } from './keyed-by.ts';
import type { TypedPair } from './typed-pair.ts';
import { unitFactor } from './units.ts';

/** A step that a skeleton has. */
export interface ProposedStep {
  /** The list or map whose elements it is for; the empty text for the object itself. */
  readonly container: string;
  readonly text: string;
  /** What its author has to decide. */
  readonly question: string;
  /** The fields that it is for, on each side; undefined where it is for none there. */
  readonly spoke: string | undefined;
  readonly hub: string | undefined;
}

/** A field that only one side has. */
export type OwnField = TypeDifference & { readonly kind: 'unknown' };

const SAME_FIELD = 'Open: are the two fields of each move the same? Write a drop for each of them if not.';
const SAME_UNIT = 'Open: do the two fields differ by their unit alone, as their names say?';
const SAME_ELEMENTS = 'Open: is the key of the map the field that `keyed` names?';
const SAME_VALUES = 'Open: does each row of a `map` name one thing on both sides?';
const VALUES_ALONE =
  'Open: write the other half of each row of a `map` that is a comment, or say why such a value is lost; `other: fail` refuses the object instead.';
const WHY_LOST =
  'Open: say in each drop why the other version cannot hold the field, or write a step that carries it over.';

/** The step for a field that is in the same place on both sides but has another type, or other values, where it is plain which one. */
export function retypedStep(pair: TypedPair): readonly ProposedStep[] {
  const rows = enumRows(pair);
  return rows ? mapStep(pair, rows) : keyedStep(pair);
}

/** The steps for the fields that only one side has, all in one container. */
export function stepsFor(sides: Readonly<Record<'spoke' | 'hub', readonly OwnField[]>>): readonly ProposedStep[] {
  const left = new Set(sides.hub);
  const steps = sides.spoke.flatMap((spoke) => {
    const matches = [...left].map((hub) => ({ hub, steps: plainSteps({ spoke, hub }) }));
    const similar = similarField(spoke, [...left]);
    const match =
      matches.find((one) => one.steps.length > 0) ??
      (similar && { hub: similar, steps: [moveStep({ spoke, hub: similar })] });
    if (!match) return [dropStep(spoke, 'spoke')];
    left.delete(match.hub);
    return match.steps;
  });
  return [...steps, ...[...left].map((field) => dropStep(field, 'hub'))];
}

/** The step that two fields with such names and types can only have. */
function plainSteps(pair: TypedPair): readonly ProposedStep[] {
  const names = [pair.spoke, pair.hub].map(({ path }) => path.at(-1) ?? '');
  const alike = similarName(names[0] ?? '', [names[1] ?? '']) !== undefined;
  return [...scaleStep(pair), ...(alike ? keyedStep(pair) : []), ...enumSteps(pair, alike)];
}

/** A field whose values tell that it is another one, or whose name does, and a table for those that differ. */
function enumSteps(pair: TypedPair, isNamedAlike: boolean): readonly ProposedStep[] {
  const rows = enumRows(pair);
  if (!rows || !(isNamedAlike || areOfOneField(rows))) return [];
  return [moveStep(pair), ...mapStep({ spoke: pair.hub, hub: pair.hub }, rows)];
}

function mapStep(pair: TypedPair, rows: ValueRows): readonly ProposedStep[] {
  if (!isTableNeeded(rows)) return [];
  const isWhole = rows.alone.spoke.length + rows.alone.hub.length === 0;
  return [stepOf(pair, mapText(pair.hub.path, rows), isWhole ? SAME_VALUES : VALUES_ALONE)];
}

function scaleStep(pair: TypedPair): ProposedStep[] {
  const { spoke, hub } = pair;
  const unit =
    isInteger(spoke.made) && isInteger(hub.made)
      ? unitFactor(spoke.path.at(-1) ?? '', hub.path.at(-1) ?? '')
      : undefined;
  if (!unit) return [];
  const fields = `from: ${localOf(spoke.path)}, to: ${localOf(hub.path)}`;
  const text =
    unit.larger === 'a'
      ? `scale: { ${fields}, factor: ${unit.factor} }`
      : `cel: { ${fields}, up: self / ${unit.factor}, down: self * ${unit.factor} }`;
  return [stepOf(pair, text, SAME_UNIT)];
}

function isInteger(node: SchemaNode): boolean {
  return node.kind === 'scalar' && node.type === 'integer' && node.values === undefined;
}

function keyedStep(pair: TypedPair): ProposedStep[] {
  const side = pair.hub.made.kind === 'map' ? 'hub' : 'spoke';
  const [map, list] = side === 'hub' ? [pair.hub, pair.spoke] : [pair.spoke, pair.hub];
  const key = keyedBy(list.made, map.made);
  if (key === undefined) return [];
  const text = `keyed: { side: ${side}, map: ${localOf(map.path)}, list: ${localOf(list.path)}, key: ${key} }`;
  return [stepOf(pair, text, SAME_ELEMENTS)];
}

function moveStep(pair: TypedPair): ProposedStep {
  return stepOf(pair, `move: { from: ${localOf(pair.spoke.path)}, to: ${localOf(pair.hub.path)} }`, SAME_FIELD);
}

function stepOf({ spoke, hub }: TypedPair, text: string, question: string): ProposedStep {
  return { container: containerOf(spoke.path), text, question, spoke: textOf(spoke.path), hub: textOf(hub.path) };
}

function dropStep({ path, made }: OwnField, side: 'spoke' | 'hub'): ProposedStep {
  const text = `drop: { side: ${side}, path: ${localOf(path)}, reason: '${reasonFor(made, side)}' }`;
  return { container: containerOf(path), text, question: WHY_LOST, spoke: undefined, hub: undefined };
}

function reasonFor(made: SchemaNode, side: string): string {
  return `TODO: ${typeName(made)} that only the ${side} has`.replaceAll("'", "''");
}

/** A field of the same type whose name is similar, or the same in another place. */
function similarField(field: OwnField, others: readonly OwnField[]): OwnField | undefined {
  const alike = others.filter((other) => isSameType(field.made, other.made));
  const last = ({ path }: OwnField): string => path.at(-1) ?? '';
  const name = similarName(last(field), alike.map(last));
  return alike.find((other) => last(other) === (name ?? last(field)));
}

function isSameType(a: SchemaNode, b: SchemaNode): boolean {
  return a.kind === b.kind && compareTypes(a, b).length === 0 && compareTypes(b, a).length === 0;
}
