import type { CodeLenses } from '../src/rules/compile.ts';
import { v1 } from './autoscaling/horizontalpodautoscaler/v1.ts';
import { v2beta1 } from './autoscaling/horizontalpodautoscaler/v2beta1.ts';
import { v2beta2 } from './autoscaling/horizontalpodautoscaler/v2beta2.ts';
import { podDisruptionBudget } from './policy/poddisruptionbudget/lens.ts';

/** The TypeScript lenses that built-in rules name with `code`. */
export const CODE_LENSES: CodeLenses = {
  'horizontalpodautoscaler/v1': v1,
  'horizontalpodautoscaler/v2beta1': v2beta1,
  'horizontalpodautoscaler/v2beta2': v2beta2,
  poddisruptionbudget: podDisruptionBudget,
};
