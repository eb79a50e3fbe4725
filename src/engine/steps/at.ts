import { z } from 'zod';
import { formatPath } from '../path.ts';
import type { StepDefinition } from '../step.ts';
import { walk } from '../walk.ts';
import { selectorPath } from './field-path.ts';

const schema = z
  .strictObject({
    at: selectorPath.describe(
      'the objects: through each element of a list with `[*]`, through each value of a map with `.*`',
    ),
    use: z.string().optional().describe('the name of a lens under `spec.lenses`'),
    lens: z.array(z.record(z.string(), z.unknown())).optional().describe('steps in place'),
  })
  .refine((spec) => (spec.use === undefined) !== (spec.lens === undefined), {
    message: 'write either `use: NAME` (a lens under spec.lenses) or `lens: [...]` (steps in place)',
  });

/** Runs a lens on every object that a path leads to. */
export const at: StepDefinition<z.infer<typeof schema>> = {
  name: 'at',
  summary: 'Runs a lens on the object at a path, on each element of a list, or on each value of a map.',
  schema,
  example: {
    step: { at: 'spec.rules[*].paths[*]', lens: [{ move: { from: 'serviceName', to: 'service.name' } }] },
    cases: [
      {
        spoke: { spec: { rules: [{ paths: [{ serviceName: 'a' }, { serviceName: 'b' }] }] } },
        hub: { spec: { rules: [{ paths: [{ service: { name: 'a' } }, { service: { name: 'b' } }] }] } },
      },
    ],
  },
  describe(spec) {
    const goesThrough = spec.at.some((segment) => segment.kind !== 'key');
    return `in ${goesThrough ? 'each ' : ''}\`${formatPath(spec.at)}\``;
  },
  compile(spec, lenses) {
    const inner = spec.use === undefined ? lenses.compile(spec.lens ?? []) : lenses.named(spec.use);
    return (node, direction, scope) => walk(node, spec.at, scope, (target) => inner(target, direction, scope));
  },
};
