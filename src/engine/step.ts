import type { z } from 'zod';
import type { JsonObject } from '../json/json.ts';
import type { Direction, Draft, Scope } from './scope.ts';

/** A compiled step: changes a draft in place, in the given direction. */
export type Step = (node: Draft, direction: Direction, scope: Scope) => void;

/** Compiles the steps of a lens, or a lens named under `lenses`; given to steps that hold others. */
export interface LensCompiler {
  compile(steps: readonly StepSpec[]): Step;
  named(name: string): Step;
}

/** A step as the rule file writes it: one object, told apart by the key that names it. */
export type StepSpec = Readonly<Record<string, unknown>>;

/** What a step does, for the reference: its text, and objects on both sides. A test runs it. */
interface StepExample {
  readonly step: StepSpec;
  readonly cases: readonly StepExampleCase[];
}

/** Both ways, unless something is lost: then from the hub downwards, or from the side in `on`. */
export interface StepExampleCase {
  readonly on?: 'spoke' | 'hub';
  readonly spoke?: JsonObject;
  readonly hub?: JsonObject;
  readonly losses?: readonly string[];
  /** What the refusal of the one object says. */
  readonly error?: string;
}

/** Everything about one kind of step; `steps/index.ts` lists them all. */
export interface StepDefinition<Spec extends StepSpec> {
  /** The key that names the step. */
  readonly name: string;
  /** What it does, in one sentence, for the reference. */
  readonly summary: string;
  readonly schema: z.ZodType<Spec>;
  readonly example: StepExample;
  /**
   * What it does in one direction, for `karmorph explain`: a clause such as "`spec.a` becomes `spec.b`". Undefined when it
   * does nothing in that direction, so that no case is asked for it. A step that holds others describes only where they run.
   */
  describe(spec: Spec, direction: Direction): string | undefined;
  /**
   * What it can lose in one direction, for `karmorph explain`: a clause such as "`spec.a` is lost: v1 has none". Undefined when it
   * keeps every value; left out by steps that keep every value in both directions.
   */
  losses?(spec: Spec, direction: Direction): string | undefined;
  compile(spec: Spec, lenses: LensCompiler): Step;
}

/** Runs steps in order upwards, and in the opposite order downwards, since each undoes itself. */
export function sequence(steps: readonly Step[]): Step {
  const reversed = [...steps].reverse();
  return (node, direction, scope) => {
    for (const step of direction === 'up' ? steps : reversed) {
      scope.trail?.begin();
      step(node, direction, scope);
    }
  };
}
