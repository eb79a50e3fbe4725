import type { Logger } from 'pino';
import type { Family } from '../engine/rule-set.ts';
import type { KubeClient } from '../kube/kube-client.ts';
import { createLiveRules, type LiveRules } from '../registry/live-rules.ts';
import { startRuleObjects, type RuleObjects } from '../registry/rule-objects.ts';
import type { Verdict } from '../registry/verdict.ts';
import { loadRules } from './load-rules.ts';

/** The rules of a server, and those of them that files gave it. */
export interface ServerRules extends LiveRules {
  readonly fromFiles: readonly Family[];
}

/** The rules that a server starts with. Fails as {@link loadRules} does. */
export function startingRules(paths: readonly string[], logger: Logger): ServerRules {
  const { builtins, custom, replaced } = loadRules(paths);
  for (const { rule, by } of replaced) logger.warn({ event: 'builtin_rule_replaced', rule, by });
  return { ...createLiveRules(builtins, custom), fromFiles: custom };
}

/** Follows the ConversionRule objects of the Karmada API server, and logs what becomes of them. */
export function followRuleObjects(client: KubeClient, live: ServerRules, logger: Logger): RuleObjects {
  return startRuleObjects({
    client,
    live,
    fixed: live.fromFiles,
    onProblem: ({ code, message, hint }) => logger.warn({ event: 'rules_problem', code, message, hint }),
    onAbsent: () =>
      logger.info({
        event: 'rules_absent',
        message: 'the Karmada API server has no ConversionRules; the built-in rules and those of --rules are in force',
        hint: 'Apply manifests/karmada/conversion-rule-crd.yaml to have rules as objects.',
      }),
    onVerdict: (verdict) => logVerdict(verdict, live, logger),
  });
}

function logVerdict({ record, reason, message, inForce }: Verdict<Family>, live: LiveRules, logger: Logger): void {
  const { name, generation } = record;
  if (reason !== 'Accepted') {
    logger.warn({ event: 'rule_refused', rule: name, generation, reason, message, inForce: inForce?.generation });
    return;
  }
  const replaces = live.replaced().find(({ by }) => by === name)?.rule;
  logger.info({ event: 'rule_accepted', rule: name, generation, message, ...(replaces !== undefined && { replaces }) });
}
