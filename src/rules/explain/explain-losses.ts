import type { Direction } from '../../engine/scope.ts';
import type { ConversionRule } from '../model.ts';
import { StepWords, WHAT_IT_LOSES } from './step-words.ts';

/** What the steps of a rule can lose, each way between a spoke and the hub, as lines of text; none for a rule that keeps all. */
export function explainLosses({ spec }: ConversionRule): readonly string[] {
  const { hub, spokes, lenses = {} } = spec;
  return spokes.flatMap(({ apiVersions, lens = [] }) => {
    const spoke = apiVersions.join(', ');
    const lost = (direction: Direction, way: string): readonly string[] => {
      const lines = new StepWords(lenses, direction, WHAT_IT_LOSES).of(lens, '    ');
      return lines.length === 0 ? [] : ['', `  Lost, ${way}:`, ...lines];
    };
    return [...lost('up', `${spoke} -> ${hub}`), ...lost('down', `${hub} -> ${spoke}`)];
  });
}
