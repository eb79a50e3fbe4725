import type { z } from 'zod';
import type { Direction } from '../scope.ts';
import type { LensCompiler, Step, StepDefinition, StepSpec } from '../step.ts';
import { annotation } from './annotation.ts';
import { at } from './at.ts';
import { cel } from './cel.ts';
import { drop } from './drop.ts';
import { fail } from './fail.ts';
import { keyed } from './keyed.ts';
import { map } from './map.ts';
import { move } from './move.ts';
import { nest } from './nest.ts';
import { scale } from './scale.ts';
import { set } from './set.ts';
import { union } from './union.ts';
import { when } from './when.ts';
import { wrap } from './wrap.ts';
import { zero } from './zero.ts';

/** A step of a rule that its schema has read. */
export interface ReadStep {
  /** What the schema made of its text. */
  readonly spec: unknown;
  /** As in {@link StepDefinition}. */
  describe(direction: Direction): string | undefined;
  /** As in {@link StepDefinition}. */
  losses(direction: Direction): string | undefined;
  compile(lenses: LensCompiler): Step;
}

/** A step definition whose own type of text is nobody's concern but its own. */
export interface AnyStepDefinition extends Pick<StepDefinition<StepSpec>, 'name' | 'summary' | 'example'> {
  readonly schema: z.ZodType;
  /** Reads the text of a step; the error has what was read, so that "missing" can be told from "wrong". */
  read(
    spec: StepSpec,
  ): { readonly ok: true; readonly step: ReadStep } | { readonly ok: false; readonly error: z.ZodError };
}

function anyStep<Spec extends StepSpec>(definition: StepDefinition<Spec>): AnyStepDefinition {
  const { name, summary, example, schema } = definition;
  return {
    ...{ name, summary, example, schema },
    read: (text) => {
      const parsed = schema.safeParse(text, { reportInput: true });
      if (!parsed.success) return { ok: false, error: parsed.error };
      const spec = parsed.data;
      return {
        ok: true,
        step: {
          spec,
          describe: (direction) => definition.describe(spec, direction),
          losses: (direction) => definition.losses?.(spec, direction),
          compile: (lenses) => definition.compile(spec, lenses),
        },
      };
    },
  };
}

/** Every kind of step that a lens can have. */
export const STEPS: readonly AnyStepDefinition[] = [
  anyStep(move),
  anyStep(at),
  anyStep(when),
  anyStep(map),
  anyStep(union),
  anyStep(nest),
  anyStep(wrap),
  anyStep(keyed),
  anyStep(scale),
  anyStep(annotation),
  anyStep(cel),
  anyStep(set),
  anyStep(zero),
  anyStep(drop),
  anyStep(fail),
];
