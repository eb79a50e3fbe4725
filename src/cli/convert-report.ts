import { encodeJson } from '../json/encode.ts';
import type { JsonObject } from '../json/json.ts';
import { nameOf } from '../manifest/objects.ts';
import type { Outcome } from './convert-outcome.ts';
import { jsonPrinter, yamlPrinter, type ObjectPrinter } from './manifest-output.ts';
import type { Sink } from './streams.ts';

export type OutputFormat = 'yaml' | 'json' | 'jsonl';

/** Prints what became of each object. */
export interface Reporter {
  report(outcome: Outcome): Promise<void>;
  /** Called once, after the last object. */
  end(): Promise<void>;
}

/** `result` takes what was asked for, `talk` what people should know. */
export function reporterOf(output: OutputFormat, sinks: { readonly result: Sink; readonly talk: Sink }): Reporter {
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
  if (!outcome.ok) return { error: { code: outcome.problem.code, message: outcome.message } };
  const losses = outcome.losses.map(({ step, ...loss }) => ({ ...loss, ...(step !== undefined && { step }) }));
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
    .map(({ path, value, reason, step }) => {
      const lost = `${path}: ${encodeJson(value)}`;
      return `karmorph: ${nameOf(input)} (${route}) loses ${lost}: ${reason}${step === undefined ? '' : ` (${step})`}. ${LOSS_HINT}\n`;
    })
    .join('');
}

function errorText({ problem, message }: Outcome & { readonly ok: false }): string {
  return `karmorph: error: ${message} [${problem.code}]. ${problem.hint}\n`;
}
