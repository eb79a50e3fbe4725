import type { ApiServerFlavour } from './api-server.ts';
import { KUBERNETES_1_21, KUBERNETES_1_24, KUBERNETES_1_34 } from './assets/versions.ts';

/**
 * The members, oldest last. The 1.21 one has no `networking.k8s.io/v1`, as releases up to 1.18 have not, so its only
 * Ingress versions are the two v1beta1; no admission plugin may ask for the v1 that it lacks, or it never gets ready. Its
 * only autoscaling version is v1, the one that is farthest from v2, and its only one of CronJob is v1beta1, as up to 1.20.
 */
export const MEMBERS = {
  m134: { version: KUBERNETES_1_34 },
  m124: { version: KUBERNETES_1_24 },
  m121: {
    version: KUBERNETES_1_21,
    args: [
      '--runtime-config=networking.k8s.io/v1=false,batch/v1=false,autoscaling/v2beta1=false,autoscaling/v2beta2=false',
      '--disable-admission-plugins=DefaultIngressClass',
    ],
  },
} as const satisfies Record<string, ApiServerFlavour>;

export type MemberName = keyof typeof MEMBERS;
export const MEMBER_NAMES = Object.keys(MEMBERS) as MemberName[];
