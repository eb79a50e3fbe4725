import { Gauge, type Registry } from 'prom-client';
import { POLICY_KINDS } from '../policies/check.ts';
import { OUTCOMES } from '../policies/model.ts';
import type { PolicySet } from '../policies/policy-set.ts';

/** Counts the conversion policies in force, when somebody asks; no series at all while they have not been read. */
export function createPolicyMetrics(registry: Registry, policies: () => PolicySet | undefined): void {
  new Gauge({
    name: 'karmorph_conversion_policies',
    help: 'Conversion policies in force, by what they say of a loss and of members that get nothing; absent while they have not been read.',
    labelNames: ['kind', 'on_loss', 'on_impossible'],
    registers: [registry],
    collect() {
      this.reset();
      const set = policies();
      if (!set) return;
      for (const kind of POLICY_KINDS)
        for (const on_loss of OUTCOMES)
          for (const on_impossible of OUTCOMES) this.set({ kind, on_loss, on_impossible }, 0);
      for (const { namespace, spec, onImpossible } of set.policies) {
        const kind = namespace === undefined ? 'ClusterConversionPolicy' : 'ConversionPolicy';
        this.inc({ kind, on_loss: spec.onLoss ?? 'Warn', on_impossible: onImpossible });
      }
    },
  });
}
