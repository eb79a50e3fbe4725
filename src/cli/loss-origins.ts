import { convert } from '../engine/convert.ts';
import { ruleSetOf, type Family, type RuleSet } from '../engine/rule-set.ts';
import type { Loss } from '../engine/scope.ts';
import type { JsonObject } from '../json/json.ts';
import { builtinRuleTexts, type RuleText } from '../registry/rule-texts.ts';
import { compileRule } from '../rules/compile.ts';
import { parseRules } from '../rules/parse.ts';
import { lossWatcher } from '../rules/step-watcher.ts';
import { ownFolders } from './own-rules.ts';
import { ruleCode } from './rule-code.ts';

/** A loss, and the step that causes it. */
export interface LossWithOrigin extends Loss {
  /** `file:line` of the step in the text of its rule; undefined where no step is the cause. */
  readonly step: string | undefined;
}

/** A conversion that has lost something. */
interface LossyConversion {
  readonly object: JsonObject;
  readonly to: string;
  readonly pin: boolean;
  readonly family: Family | undefined;
  readonly losses: readonly Loss[];
}

/** A rule compiled once more, so that it tells its steps. */
interface TracedRule {
  readonly rules: RuleSet;
  readonly stepOf: (loss: Loss) => string | undefined;
}

/**
 * Finds the steps that cause losses, among the built-in rules and those that `--rules` names in `paths`. A conversion is repeated for
 * it with a rule that watches its steps: those that lose nothing, nearly all, are not slowed down.
 */
export function lossOrigins(paths: readonly string[]): (conversion: LossyConversion) => readonly LossWithOrigin[] {
  const traced = new Map<Family, TracedRule | undefined>();
  return ({ object, to, pin, family, losses }) => {
    if (!family) return losses.map((loss) => ({ ...loss, step: undefined }));
    const known = traced.has(family) ? traced.get(family) : tracedRule(family, paths);
    traced.set(family, known);
    const again = known && convert(object, to, known.rules, { pin });
    const found = again?.ok === true ? again.losses : [];
    return losses.map((loss, index) => {
      const same = found[index];
      return { ...loss, step: same?.path === loss.path ? known?.stepOf(same) : undefined };
    });
  };
}

/** The rule that a family was made of; rules of one's own come first, as they do when objects are converted. */
function tracedRule(family: Family, paths: readonly string[]): TracedRule | undefined {
  const own = ownFolders(paths).map(({ rule }) => rule);
  const texts = [...own, ...builtinRuleTexts()].filter(({ text }) => text.includes(family.rule));
  for (const text of texts) {
    const found = tracedIn(text, family);
    if (found) return found;
  }
  return undefined;
}

function tracedIn({ file, text }: RuleText, family: Family): TracedRule | undefined {
  const parsed = parseRules(text, file);
  const rule = parsed.ok ? parsed.rules.find(({ metadata }) => metadata.name === family.rule) : undefined;
  if (!parsed.ok || !rule || rule.spec.kind !== family.kind || rule.spec.hub !== family.hub) return undefined;
  const steps = new WeakMap<Loss, string>();
  const watcher = lossWatcher((loss, path) => {
    steps.set(loss, `${file}:${String(parsed.source.position(path).line)}`);
  });
  const compiled = compileRule(rule, parsed.source, ruleCode(rule), watcher);
  return compiled.ok ? { rules: ruleSetOf([compiled.family]), stepOf: (loss) => steps.get(loss) } : undefined;
}
