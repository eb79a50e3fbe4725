import type { StepSpec } from '../engine/step.ts';
import { STEPS, type AnyStepDefinition, type ReadStep } from '../engine/steps/index.ts';

const DEFINITIONS: ReadonlyMap<string, AnyStepDefinition> = new Map(STEPS.map((step) => [step.name, step]));

/** The names of all steps. */
export const STEP_NAMES: readonly string[] = [...DEFINITIONS.keys()];

/** The definition of a step as a rule writes it: one of its keys names it. */
export function definitionOf(spec: StepSpec): AnyStepDefinition | undefined {
  const name = Object.keys(spec).find((key) => DEFINITIONS.has(key));
  return name === undefined ? undefined : DEFINITIONS.get(name);
}

/** A step of a rule, read. */
export interface FoundStep extends ReadStep {
  readonly name: string;
  /** The steps that it holds in place. */
  readonly lens: readonly StepSpec[] | undefined;
  /** The name of the lens that it runs. */
  readonly use: string | undefined;
}

/** Reads a step; undefined for one that compiling the rule refuses. */
export function findStep(spec: StepSpec): FoundStep | undefined {
  const definition = definitionOf(spec);
  const read = definition?.read(spec);
  if (!definition || !read?.ok) return undefined;
  return {
    ...read.step,
    name: definition.name,
    lens: Array.isArray(spec.lens) ? (spec.lens as readonly StepSpec[]) : undefined,
    use: typeof spec.use === 'string' ? spec.use : undefined,
  };
}
