import type { PlannedTemplate } from '../dry-run/planned-template.ts';
import { policyTitle } from '../karmada/policy-name.ts';

/** A planned template, and where it stands in the input: `shop.yaml:12`. */
export interface PlacedTemplate extends PlannedTemplate {
  readonly where: string;
  /** How it is known which members it reaches, for people; undefined where nothing could choose among them. */
  readonly reach: string | undefined;
}

/** Says how it is known which members a template reaches. `chosen` is false where nothing is known of a Karmada. */
export function reachText(planned: PlannedTemplate, chosen: boolean): string | undefined {
  const { basis, policy, namespace, plans, problem } = planned;
  if (problem) return `${problem.message} [${problem.code}]. ${problem.hint}`;
  const none = plans.length === 0 ? '; not for those asked for' : '';
  switch (basis) {
    case 'binding':
      return `planned for the members that Karmada has scheduled it to${none}`;
    case 'policy':
      return `planned for the members that ${policy ? policyTitle(policy) : 'a policy'} allows${none}`;
    case 'all': {
      const place = namespace === '' ? '' : ` in namespace ${namespace}`;
      return chosen ? `planned for all members, since no policy selects it${place}` : undefined;
    }
    case 'none':
      return undefined;
  }
}
