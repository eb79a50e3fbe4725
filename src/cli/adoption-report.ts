import type { Action } from '../adoption/decide.ts';
import { stageOf } from '../adoption/stage.ts';
import { problem, type Problem } from '../errors.ts';
import type { Step } from '../rewiring/advance.ts';
import type { Streams } from './streams.ts';

const WORDS: Readonly<Record<Action, string>> = {
  leave: 'left alone',
  refuse: 'refused',
  adopt: 'switched',
  wait: 'waiting',
  confirm: 'adopted',
  keep: 'adopted before',
  rollback: 'put back',
  release: 'released',
  finish: 'released',
};

/** Tells what became of a member: on standard output, or as an error. */
export function tellStep({ decision: { action, reason }, facts, problem: cause }: Step, streams: Streams): void {
  if (cause) tellProblem(cause, 'error', streams);
  else streams.stdout.write(`${facts.name}: ${WORDS[action]}: ${reason}\n`);
}

export function tellProblem({ code, message, hint }: Problem, level: 'error' | 'warning', { stderr }: Streams): void {
  stderr.write(`karmorph: ${level}: ${message} [${code}]. ${hint}\n`);
}

/** Those of the members whose informers in Karmada go to another address than they have. */
export function withPendingRestart(steps: readonly Step[]): readonly Step[] {
  return steps.filter(({ facts }) => facts.restartPending !== undefined && stageOf(facts) !== 'prepared');
}

export function tellRestartNeeded(steps: readonly Step[], streams: Streams): void {
  const names = steps.map(({ facts }) => facts.name).join(', ');
  tellProblem(problem('ADOPTION_RESTART_NEEDED', { names }), 'warning', streams);
}
