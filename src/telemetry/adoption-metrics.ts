import { Counter, Gauge, type Registry } from 'prom-client';
import { ADOPTION_RESULTS, type AdoptionResult } from '../rewiring/adoption-counts.ts';

/** What the replica that manages members counts; the others have zeros. */
export interface AdoptionMetrics {
  /** So many members are behind the gateway by adoption. */
  adopted(count: number): void;
  result(result: AdoptionResult): void;
}

export function createAdoptionMetrics(registry: Registry): AdoptionMetrics {
  const members = new Gauge({
    name: 'karmorph_adopted_members',
    help: 'Members that adoption has put behind the gateway; 0 where this replica does not manage members.',
    registers: [registry],
  });
  const results = new Counter({
    name: 'karmorph_adoptions_total',
    help: 'What became of members: adopted, failed before anything was rewired, rolled back, released.',
    labelNames: ['result'],
    registers: [registry],
  });
  for (const result of ADOPTION_RESULTS) results.inc({ result }, 0);
  return { adopted: (count) => members.set(count), result: (result) => results.inc({ result }) };
}
