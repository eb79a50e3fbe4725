import { formatFieldPath, formatPath, type Path } from '../../engine/path.ts';
import type { Direction } from '../../engine/scope.ts';
import type { ConversionRule } from '../model.ts';
import { StepWords, WHAT_IT_DOES } from './step-words.ts';

/** What a rule does, as lines of text. `readme` is the file that describes its TypeScript lenses, where there is one. */
export function explainRule(rule: ConversionRule, readme: string | undefined): readonly string[] {
  const { kind, hub, spokes, omitEmpty = [] } = rule.spec;
  return [
    `${kind}  (rule ${rule.metadata.name})`,
    '',
    `  Versions: ${hub} (the hub, which all others go through), ${spokes.flatMap((spoke) => spoke.apiVersions).join(', ')}`,
    ...omitEmpty.map((path) => `  In ${hub}, an empty list \`${formatFieldPath(path)}\` is left out.`),
    ...explainReferences(rule),
    ...explainNormalize(rule),
    ...spokes.flatMap((_, index) => ['', ...explainSpoke(rule, index, readme)]),
  ];
}

function explainReferences({ spec }: ConversionRule): readonly string[] {
  const { hub, references = [], spokes } = spec;
  const own = spokes.flatMap(({ apiVersions, references: paths }) =>
    paths ? [`    in ${apiVersions.join(', ')}: ${listed(paths)}`] : [],
  );
  if (references.length === 0 && own.length === 0) return [];
  return [
    '',
    '  On admission, a version that the control plane does not serve is rewritten in these references:',
    `    in ${hub}${own.length < spokes.length ? ' and versions not named here' : ''}: ${listed(references)}`,
    ...own,
  ];
}

function listed(paths: readonly Path[]): string {
  return paths.length === 0 ? 'none' : paths.map((path) => `\`${formatPath(path)}\``).join(', ');
}

function explainNormalize({ spec }: ConversionRule): readonly string[] {
  if (!spec.normalize) return [];
  const steps = new StepWords(spec.lenses ?? {}, 'up', WHAT_IT_DOES).of(spec.normalize, '    ');
  return ['', `  On admission, in a template of ${spec.hub}, where nothing is lost by it:`, ...steps];
}

function explainSpoke({ spec }: ConversionRule, index: number, readme: string | undefined): readonly string[] {
  const { apiVersions = [], lens, code } = spec.spokes[index] ?? {};
  const spoke = apiVersions.join(', ');
  if (code !== undefined) {
    const where = readme === undefined ? '' : `; ${readme} says what it does`;
    return [`  ${spoke} <-> ${spec.hub}`, `    by the TypeScript lens ${code}${where}`];
  }
  if (!lens) return [`  ${spoke} <-> ${spec.hub}`, '    the same shape: only apiVersion changes'];
  const words = (direction: Direction) => new StepWords(spec.lenses ?? {}, direction, WHAT_IT_DOES).of(lens, '    ');
  return [
    `  ${spoke} -> ${spec.hub}`,
    ...orNothing(words('up')),
    '',
    `  ${spec.hub} -> ${spoke}`,
    ...orNothing(words('down')),
  ];
}

function orNothing(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? ['    nothing but apiVersion changes'] : lines;
}
