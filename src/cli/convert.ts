import type { RuleSet } from '../engine/rule-set.ts';
import { counted } from './counted.ts';
import { outcomeOf, type Target } from './convert-outcome.ts';
import { reporterOf, type OutputFormat } from './convert-report.ts';
import { lossOrigins } from './loss-origins.ts';
import { checkReadable, readManifests } from './manifest-input.ts';
import { OutputClosed, sinkOf, type Streams } from './streams.ts';

export interface ConvertOptions extends Target {
  /** Files to read, in order; `-` is standard input. */
  readonly files: readonly string[];
  readonly output: OutputFormat;
  /** Files and folders with rules of one's own, among those that convert: for the places of steps in messages. */
  readonly rulePaths: readonly string[];
}

/**
 * `karmorph convert`: converts every object of the input, one at a time. Returns the exit status: 0, or 1 when an object
 * could not be converted. Throws ProblemError with `INPUT_UNREADABLE`.
 */
export async function runConvert(options: ConvertOptions, rules: RuleSet, streams: Streams): Promise<number> {
  await checkReadable(options.files);
  const talk = sinkOf(streams.stderr);
  const reporter = reporterOf(options.output, { result: sinkOf(streams.stdout), talk });
  const means = { rules, originsOf: lossOrigins(options.rulePaths) };
  const count = { objects: 0, failed: 0, skipped: 0 };
  try {
    for await (const input of readManifests(options.files, streams.stdin)) {
      count.objects++;
      const outcome = outcomeOf(input, options, means);
      if (outcome === 'skipped') {
        count.skipped++;
        continue;
      }
      if (!outcome.ok) count.failed++;
      await reporter.report(outcome);
    }
    await reporter.end();
    const remark = remarkOn(count, options.to);
    if (remark !== '') await talk.write(`karmorph: ${remark}\n`);
  } catch (error) {
    if (!(error instanceof OutputClosed)) throw error;
  }
  return count.failed === 0 ? 0 : 1;
}

function remarkOn({ objects, skipped }: { readonly objects: number; readonly skipped: number }, to: string): string {
  if (objects === 0) return 'warning: the input holds no object';
  if (skipped === 0) return '';
  return `left out ${counted(skipped, 'object of a kind', 'objects of kinds')} that no rule converts to ${to}`;
}
