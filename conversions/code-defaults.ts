import type { CodeDefaults } from '../src/rules/compile-defaults.ts';
import { templateLabels } from './apps/template-labels.ts';
import { defaultBehavior } from './autoscaling/horizontalpodautoscaler/default-behavior.ts';
import { v1beta3 } from './flowcontrol.apiserver.k8s.io/prioritylevelconfiguration/defaults.ts';

/** The TypeScript functions that built-in rules name with `defaultsCode`. */
export const CODE_DEFAULTS: CodeDefaults = {
  'apps/template-labels': templateLabels,
  'horizontalpodautoscaler/behavior': defaultBehavior,
  'prioritylevelconfiguration/v1beta3': v1beta3,
};
