import { Command, CommanderError } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import { ProblemError } from '../errors.ts';
import { formatDiagnostic } from '../rules/diagnostic.ts';
import { RulesRefused } from '../rules/rules-refused.ts';
import { addAdoptCommand, addReleaseCommand, addStatusCommand } from './adoption-commands.ts';
import { addConvertCommand } from './convert-command.ts';
import { addExplainCommand } from './explain-command.ts';
import { addLintCommand } from './lint-command.ts';
import { addMatrixCommand } from './matrix-command.ts';
import { addPlanCommand } from './plan-command.ts';
import { addProxyCommand } from './proxy-command.ts';
import { addRuleCommand } from './rule-command.ts';
import { addServeCommand } from './serve-command.ts';
import { OutputClosed, type Streams } from './streams.ts';
import { addTestCommand } from './test-command.ts';

/** Exit statuses: everything worked; the command could not be carried out. 1 and 3 are for what commands report. */
const OK = 0;
const USAGE = 2;

/**
 * Runs the command line and returns the exit status: 0, 1 when the command reports failures, 2 when it could not be
 * carried out (an unknown flag, an unreadable file, a port in use), or 3 when `plan` has no answer for something. Commands are loaded when they run, so that `--help` is
 * quick.
 */
export async function runCli(args: readonly string[], streams: Streams): Promise<number> {
  let status = OK;
  // Whoever reads the output may leave, as `head` does. Without a listener that ends the process with a stack trace.
  streams.stdout.on('error', ignoreClosed);
  const program = newProgram(streams);
  addConvertCommand(program, async (options, { paths, verbose }) => {
    const [{ runConvert }, { loadRules }] = await Promise.all([import('./convert.ts'), import('./load-rules.ts')]);
    const { rules, replaced } = loadRules(paths);
    for (const { rule, by } of verbose ? replaced : []) {
      streams.stderr.write(`karmorph: rule ${by} replaces the built-in rule ${rule}\n`);
    }
    status = await runConvert({ ...options, rulePaths: paths }, rules, streams);
  });
  addPlanCommand(program, async (options, { paths }) => {
    const [{ runPlan }, { loadRules }] = await Promise.all([import('./plan.ts'), import('./load-rules.ts')]);
    status = await runPlan(options, loadRules(paths), streams);
  });
  addMatrixCommand(program, async (options, paths) => {
    const [{ runMatrix }, { loadRules }] = await Promise.all([import('./matrix.ts'), import('./load-rules.ts')]);
    status = await runMatrix(options, loadRules(paths), streams);
  });
  addServeCommand(program, async (options) => {
    const { runServe } = await import('./serve.ts');
    await runServe({ ...options, version: packageJson.version, environment: process.env }, streams);
  });
  addProxyCommand(program, async (options) => {
    const { runProxy } = await import('./proxy.ts');
    await runProxy(options, streams);
  });
  addAdoptCommand(program, async (options, { paths }) => {
    const [{ runAdopt }, { loadRules }] = await Promise.all([import('./adopt.ts'), import('./load-rules.ts')]);
    status = await runAdopt(options, loadRules(paths), streams);
  });
  addReleaseCommand(program, async (options) => {
    const [{ runRelease }, { loadRules }] = await Promise.all([import('./release.ts'), import('./load-rules.ts')]);
    status = await runRelease(options, loadRules([]).rules, streams);
  });
  addStatusCommand(program, async (options, { paths }) => {
    const [{ runStatus }, { loadRules }] = await Promise.all([import('./status.ts'), import('./load-rules.ts')]);
    await runStatus(options, loadRules(paths), streams);
  });
  addLintCommand(program, async (options) => {
    const { runLint } = await import('./lint.ts');
    status = await runLint(options, streams);
  });
  addExplainCommand(program, async (options) => {
    const { runExplain } = await import('./explain.ts');
    status = await runExplain(options, streams);
  });
  addRuleCommand(program, async (options) => {
    const { runRuleNew } = await import('./rule-new.ts');
    status = await runRuleNew(options, streams);
  });
  addTestCommand(program, async (options) => {
    const { runTest } = await import('./rule-test.ts');
    status = await runTest(options, streams);
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return status;
  } catch (error) {
    return statusOfFailure(error, streams);
  }
}

function newProgram({ stdout, stderr }: Streams): Command {
  return new Command('karmorph')
    .description('Apply once, run on every cluster version: converts Kubernetes objects between API versions.')
    .version(packageJson.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .showHelpAfterError('(add --help to see every option)')
    .configureOutput({ writeOut: (text) => stdout.write(text), writeErr: (text) => stderr.write(text) })
    .addHelpText('after', '\nExample:\n  karmorph serve --embedded     see what it does, without any cluster')
    .exitOverride();
}

function ignoreClosed(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

function statusOfFailure(error: unknown, streams: Streams): number {
  // Commander has printed its message; help and version are no failures.
  if (error instanceof CommanderError) return error.exitCode === 0 ? OK : USAGE;
  if (error instanceof OutputClosed) return OK;
  if (error instanceof RulesRefused) {
    streams.stderr.write(error.diagnostics.map((diagnostic) => `${formatDiagnostic(diagnostic)}\n`).join(''));
    return USAGE;
  }
  const causes: readonly unknown[] = error instanceof AggregateError ? error.errors : [error];
  for (const cause of causes) {
    if (!(cause instanceof ProblemError)) throw error;
    const { code, message, hint } = cause.problem;
    streams.stderr.write(`karmorph: error: ${message} [${code}]. ${hint}\n`);
  }
  return USAGE;
}
