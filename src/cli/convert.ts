import { convert } from '../engine/convert.ts';
import type { RuleSet } from '../engine/rule-set.ts';
import type { Loss } from '../engine/scope.ts';
import type { Problem } from '../errors.ts';
import { encodeJson } from '../json/encode.ts';
import type { JsonObject } from '../json/json.ts';
import { nameOf } from '../manifest/objects.ts';
import { checkReadable, readManifests, type InputObject } from './manifest-input.ts';
import { jsonPrinter, yamlPrinter, type ObjectPrinter } from './manifest-output.ts';
import { OutputClosed, sinkOf, type Sink, type Streams } from './streams.ts';

export interface ConvertOptions {
  /** Files to read, in order; `-` is standard input. */
  readonly files: readonly string[];
  /** The apiVersion to convert to. */
  readonly to: string;
  readonly output: 'yaml' | 'json' | 'jsonl';
  /** Whether to write the defaults that the author of the input's version means: see `convert` in the engine. */
  readonly pin: boolean;
}

/**
 * `karmorph convert`: converts every object of the input, one at a time. Returns the exit status: 0, or 1 when an object
 * could not be converted. Throws ProblemError with `INPUT_UNREADABLE`.
 */
export async function runConvert(options: ConvertOptions, rules: RuleSet, streams: Streams): Promise<number> {
  await checkReadable(options.files);
  const talk = sinkOf(streams.stderr);
  const reporter = reporterOf(options, { result: sinkOf(streams.stdout), talk });
  const count = { objects: 0, failed: 0 };
  try {
    for await (const input of readManifests(options.files, streams.stdin)) {
      count.objects++;
      const outcome = outcomeOf(input, options, rules);
      if (!outcome.ok) count.failed++;
      await reporter.report(outcome);
    }
    await reporter.end();
    if (count.objects === 0) await talk.write('karmorph: warning: the input holds no object\n');
  } catch (error) {
    if (!(error instanceof OutputClosed)) throw error;
  }
  return count.failed === 0 ? 0 : 1;
}

type Outcome =
  | {
      readonly ok: true;
      readonly where: string;
      readonly input: JsonObject;
      readonly object: JsonObject;
      readonly losses: readonly Loss[];
      /** How the object was converted, such as `extensions/v1beta1 -> networking.k8s.io/v1`. */
      readonly route: string;
    }
  | {
      readonly ok: false;
      readonly where: string;
      readonly input: JsonObject | undefined;
      readonly problem: Problem;
    };

function outcomeOf(input: InputObject, { to, pin }: ConvertOptions, rules: RuleSet): Outcome {
  const { where } = input;
  if (!input.ok) return { ok: false, where, input: undefined, problem: input.problem };
  const result = convert(input.object, to, rules, { pin });
  return result.ok
    ? {
        ok: true,
        where,
        input: input.object,
        object: result.object,
        losses: result.losses,
        route: result.hops.join(' -> '),
      }
    : { ok: false, where, input: input.object, problem: result.problem };
}

interface Reporter {
  report(outcome: Outcome): Promise<void>;
  end(): Promise<void>;
}

function reporterOf({ output }: ConvertOptions, sinks: { readonly result: Sink; readonly talk: Sink }): Reporter {
  if (output === 'jsonl') return lineReporter(sinks.result);
  return textReporter(output === 'json' ? jsonPrinter(sinks.result) : yamlPrinter(sinks.result), sinks.talk);
}

/** One line per input object, for programs: everything is in it, and nothing on standard error. */
function lineReporter(result: Sink): Reporter {
  return {
    report: (outcome) => result.write(`${encodeJson(lineOf(outcome))}\n`),
    end: () => Promise.resolve(),
  };
}

function lineOf(outcome: Outcome): JsonObject {
  if (!outcome.ok) return { error: { code: outcome.problem.code, message: outcome.problem.message } };
  const losses = outcome.losses.map(({ path, value, reason }) => ({ path, value, reason }));
  return { object: outcome.object, losses };
}

/** Objects on standard output; losses and errors, for people, on standard error. */
function textReporter(printer: ObjectPrinter, talk: Sink): Reporter {
  return {
    report: async (outcome) => {
      if (outcome.ok) await printer.print(outcome.object);
      const text = outcome.ok ? lossText(outcome) : errorText(outcome);
      if (text !== '') await talk.write(text);
    },
    end: () => printer.end(),
  };
}

const LOSS_HINT = 'Leave the field out, or accept that this version does without it.';

function lossText({ input, losses, route }: Outcome & { readonly ok: true }): string {
  return losses
    .map(({ path, value, reason }) => {
      const lost = `${path}: ${encodeJson(value)}`;
      return `karmorph: ${nameOf(input)} (${route}) loses ${lost}: ${reason}. ${LOSS_HINT}\n`;
    })
    .join('');
}

function errorText({ input, where, problem }: Outcome & { readonly ok: false }): string {
  const name = input ? `${nameOf(input)} (${where})` : where;
  return `karmorph: error: ${name}: ${problem.message} [${problem.code}]. ${problem.hint}\n`;
}
