import type { CodeLenses } from '../src/rules/compile.ts';
import { customResourceDefinition } from './apiextensions.k8s.io/customresourcedefinition/lens.ts';
import { extensions, v1beta2 as daemonSetV1beta2 } from './apps/daemonset/lens.ts';
import { v1beta1 as deploymentV1beta1, v1beta2 as deploymentV1beta2 } from './apps/deployment/lens.ts';
import { v1 } from './autoscaling/horizontalpodautoscaler/v1.ts';
import { v2beta1 } from './autoscaling/horizontalpodautoscaler/v2beta1.ts';
import { v2beta2 } from './autoscaling/horizontalpodautoscaler/v2beta2.ts';
import { endpointSlice } from './discovery.k8s.io/endpointslice/lens.ts';
import * as priorityLevel from './flowcontrol.apiserver.k8s.io/prioritylevelconfiguration/lens.ts';
import { podDisruptionBudget } from './policy/poddisruptionbudget/lens.ts';
import { subjects } from './rbac.authorization.k8s.io/subjects.ts';
import { v1alpha3 as resourceSliceV1alpha3 } from './resource.k8s.io/resourceslice/lens.ts';

/** The TypeScript lenses that built-in rules name with `code`. */
export const CODE_LENSES: CodeLenses = {
  customresourcedefinition: customResourceDefinition,
  'daemonset/extensions': extensions,
  'daemonset/v1beta2': daemonSetV1beta2,
  'deployment/v1beta1': deploymentV1beta1,
  'deployment/v1beta2': deploymentV1beta2,
  endpointslice: endpointSlice,
  'horizontalpodautoscaler/v1': v1,
  'horizontalpodautoscaler/v2beta1': v2beta1,
  'horizontalpodautoscaler/v2beta2': v2beta2,
  poddisruptionbudget: podDisruptionBudget,
  'prioritylevelconfiguration/v1beta2': priorityLevel.v1beta2,
  'prioritylevelconfiguration/v1beta3': priorityLevel.v1beta3,
  'resourceslice/v1alpha3': resourceSliceV1alpha3,
  subjects,
};
