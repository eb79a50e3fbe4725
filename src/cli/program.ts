import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import { ProblemError } from '../errors.ts';
import type { ConvertOptions } from './convert.ts';
import type { Streams } from './streams.ts';

/** Exit statuses: everything worked; some object failed; the command itself cannot be carried out. */
const OK = 0;
const USAGE = 2;

/**
 * Runs the command line and returns the exit status: 0, 1 when the command reports failures, or 2 when it could not be
 * carried out (an unknown flag, an unreadable file). Commands are loaded when they run, so that `--help` is quick.
 */
export async function runCli(args: readonly string[], streams: Streams): Promise<number> {
  let status = OK;
  const program = new Command('karmorph')
    .description('Apply once, run on every cluster version: converts Kubernetes objects between API versions.')
    .version(packageJson.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .showHelpAfterError('(add --help to see every option)')
    .configureOutput({
      writeOut: (text) => streams.stdout.write(text),
      writeErr: (text) => streams.stderr.write(text),
    })
    .exitOverride();
  addConvert(program, async (options) => {
    const [{ runConvert }, { loadBuiltinRules }] = await Promise.all([
      import('./convert.ts'),
      import('../registry/builtin-rules.ts'),
    ]);
    status = await runConvert(options, loadBuiltinRules(), streams);
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return status;
  } catch (error) {
    return statusOfFailure(error, streams);
  }
}

function statusOfFailure(error: unknown, streams: Streams): number {
  // Commander has printed its message; help and version are no failures.
  if (error instanceof CommanderError) return error.exitCode === 0 && error.code !== 'commander.help' ? OK : USAGE;
  if (!(error instanceof ProblemError)) throw error;
  const { code, message, hint } = error.problem;
  streams.stderr.write(`karmorph: error: ${message} [${code}]. ${hint}\n`);
  return USAGE;
}

const CONVERT_HELP = `
Reads YAML documents, JSON, Lists (their items are converted one by one) and JSON lines (one object a line).
Prints the result on standard output, losses and errors on standard error. With -o jsonl it prints one line per input
object, in order: {"object": {...}, "losses": [...]} or {"error": {"code": "...", "message": "..."}}.

Exit status: 0, 1 when an object could not be converted, 2 when the command could not be carried out.

Examples:
  karmorph convert -f ingress.yaml --to networking.k8s.io/v1
  kubectl get hpa -A -o json | karmorph convert --to autoscaling/v1 -o jsonl`;

interface ConvertFlags {
  readonly filename?: readonly string[];
  readonly to: string;
  readonly output: ConvertOptions['output'];
}

function addConvert(program: Command, run: (options: ConvertOptions) => Promise<void>): void {
  program
    .command('convert')
    .description('convert objects to another apiVersion of their kind')
    .option('-f, --filename <file>', 'file to read, - for standard input; repeatable (default: -)', collect)
    .requiredOption('--to <apiVersion>', 'version to convert to, such as networking.k8s.io/v1', parseApiVersion)
    .addOption(new Option('-o, --output <format>', 'output format').choices(['yaml', 'json', 'jsonl']).default('yaml'))
    .addHelpText('after', CONVERT_HELP)
    .action((flags: ConvertFlags) => run({ files: flags.filename ?? ['-'], to: flags.to, output: flags.output }));
}

function collect(value: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, value];
}

function parseApiVersion(value: string): string {
  if (/^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?v[a-z0-9]+$/.test(value)) return value;
  throw new InvalidArgumentError('an apiVersion is GROUP/VERSION, such as networking.k8s.io/v1, or v1.');
}
