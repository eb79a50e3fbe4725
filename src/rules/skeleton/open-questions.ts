import type { TypeDifference } from '../lint/compare-types.ts';
import { typeName } from '../lint/type-name.ts';
import { localOf, textOf } from './field-text.ts';
import type { ProposedStep } from './propose-steps.ts';

/** A version of a kind, on its side of the rule. */
interface Side {
  readonly side: 'spoke' | 'hub';
  readonly version: string;
  /** The differences on the way to this side. */
  readonly differences: readonly TypeDifference[];
}

/** What no proposed step answers, each once: types and values that differ, then required fields that nothing fills. */
export function openQuestions(sides: readonly Side[], steps: readonly ProposedStep[]): readonly string[] {
  const handled = new Set(steps.map(({ hub, spoke }) => (hub === spoke ? hub : undefined)));
  const retyped = new Map<string, string>();
  for (const difference of sides.flatMap(({ differences }) => differences)) {
    const path = textOf(difference.path);
    if (!handled.has(path) && !retyped.has(path)) retyped.set(path, retypedQuestion(difference));
  }
  const unfilled = sides.flatMap(({ side, version, differences }) => {
    const filled = new Set(steps.map((step) => step[side]));
    return differences.flatMap(({ kind, path }) =>
      kind === 'missing' && !filled.has(textOf(path)) ? [requiredQuestion(path, side, version)] : [],
    );
  });
  return [...[...retyped.values()].filter((question) => question !== ''), ...unfilled];
}

/** Empty for a difference that is no other type of one field. */
function retypedQuestion(difference: TypeDifference): string {
  if (difference.kind !== 'type' && difference.kind !== 'values') return '';
  const { path, made, wanted, kind } = difference;
  const step = kind === 'values' ? 'which value is which, in a `cel`?' : 'which step converts it?';
  return `Open: ${textOf(path)} is ${typeName(made)} on one side and ${typeName(wanted)} on the other; ${step}`;
}

function requiredQuestion(path: readonly string[], side: string, version: string): string {
  const step = `\`set: { side: ${side}, path: ${localOf(path)}, value: ... }\``;
  return `Open: ${textOf(path)} is required in ${version}, and nothing fills it; write ${step} in place of its drop, or a step that computes it.`;
}
