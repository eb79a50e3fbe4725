import type { ClusterFacts } from '../adoption/cluster-facts.ts';
import type { Problem } from '../errors.ts';
import type { Step } from './advance.ts';
import type { Rebalanced } from './rebalance.ts';

/** Told of everything that happens to members. */
export interface MemberNews {
  readonly onStep: (step: Step) => void;
  readonly onRebalanced: (facts: ClusterFacts, rebalanced: Rebalanced) => void;
  readonly onRestarted: (members: readonly ClusterFacts[]) => void;
  /** Nobody may restart what follows these members, or it did not succeed. */
  readonly onRestartNeeded: (members: readonly ClusterFacts[], cause: Problem | undefined) => void;
  readonly onProblem: (problem: Problem, member: string | undefined) => void;
  /** How many members are behind the gateway; at the end of each round. */
  readonly onAdopted: (count: number) => void;
}
