import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readInput, type DryRunInput } from '../dry-run/input.ts';
import { templatePlanner } from '../dry-run/planned-template.ts';
import { selectMembers } from '../dry-run/select-members.ts';
import { problem, ProblemError } from '../errors.ts';
import { stringAt, type JsonObject } from '../json/json.ts';
import { nameOf } from '../manifest/objects.ts';
import { counted } from './counted.ts';
import { policySetOf } from '../policies/policy-set.ts';
import { loadPolicyFiles } from '../registry/policy-files.ts';
import { checkReadable, readManifests, type InputObject } from './manifest-input.ts';
import type { LoadedRules } from './load-rules.ts';
import { openFleet, type FleetOrigin } from './plan-fleet.ts';
import { isFailure, type FailOn } from './fail-on.ts';
import { reachText } from './placed-template.ts';
import { planReport, type PlanOutput } from './reports/plan-report.ts';
import { sinkOf, type Streams } from './streams.ts';

export interface PlanRunOptions extends FleetOrigin {
  /** Files and folders; `-` is standard input. */
  readonly files: readonly string[];
  /** Names of members; all when undefined. */
  readonly only: readonly string[] | undefined;
  /** Where templates and policies are that need a namespace and name none. */
  readonly namespace: string;
  /** The first verdict that is a failure. */
  readonly failOn: FailOn;
  /** Files and folders with conversion policies. */
  readonly policyFiles: readonly string[];
  readonly output: PlanOutput;
}

/**
 * `karmorph plan`: says what each member would get of the templates in the input. Returns the exit status: 0, 1 for a verdict
 * that is `failOn` or worse and for what conversion policies deny, or 3 for one that is unknown. Throws ProblemError with `INPUT_UNREADABLE`, `PLAN_INPUT_EMPTY` and
 * `DRY_RUN_MEMBER`, and AggregateError of ProblemErrors for a broken fleet file and for `PLAN_INPUT_BROKEN`; what
 * is wrong with policy files as {@link loadPolicyFiles} does.
 */
export async function runPlan(options: PlanRunOptions, loaded: LoadedRules, streams: Streams): Promise<number> {
  const fromFiles = loadPolicyFiles(options.policyFiles);
  const { conversion, ...means } = await openFleet(options, loaded, streams.stderr);
  const { fleet } = means;
  const selected = selectMembers(fleet, options.only);
  if (!selected.ok) throw new ProblemError(selected.problem);
  const files = options.files.flatMap(filesBelow);
  await checkReadable(files);
  const { namespace } = options;
  const { templates, policies, left } = await readTemplates(files, streams, namespace);
  if (left > 0) {
    const what = counted(left, 'object that stays', 'objects that stay');
    await sinkOf(streams.stderr).write(`karmorph: left out ${what} on the control plane\n`);
  }
  const plan = templatePlanner(
    templates.map(({ object }) => object),
    {
      ...{ ...means, policies, namespace, only: selected.only },
      // As a server does: a policy of --policies stays, whatever is applied.
      conversion: policySetOf([...fromFiles, ...conversion], new Set(fromFiles)),
    },
  );
  const chosen = fleet.withoutKarmada !== true || policies.propagation.length > 0;
  const planned = templates.map(({ where, object }) => {
    const found = plan(object);
    return { where, reach: reachText(found, chosen), ...found };
  });
  await sinkOf(streams.stdout).write(planReport(options.output, planned, options.failOn));
  if (planned.some(({ verdict }) => verdict === 'unknown')) return 3;
  return planned.some((each) => isFailure(each, options.failOn)) ? 1 : 0;
}

type Template = Extract<InputObject, { readonly ok: true }>;

async function readTemplates(
  files: readonly string[],
  { stdin }: Streams,
  namespace: string,
): Promise<DryRunInput<Template>> {
  const objects: Template[] = [];
  const broken: ProblemError[] = [];
  for await (const input of readManifests(files, stdin)) {
    if (!input.ok) broken.push(brokenAt(input.where, input.problem.message));
    else if (!isKubernetes(input.object)) broken.push(brokenAt(input.where, problem('OBJECT_NOT_KUBERNETES').message));
    else objects.push(input);
  }
  const read = readInput(objects, namespace);
  for (const { item, reason } of read.mistakes) {
    broken.push(brokenAt(item.where, `${nameOf(item.object)}: ${reason}`));
  }
  if (broken.length > 0) throw new AggregateError(broken);
  if (read.templates.length === 0) throw new ProblemError(problem('PLAN_INPUT_EMPTY'));
  return read;
}

function brokenAt(where: string, reason: string): ProblemError {
  return new ProblemError(problem('PLAN_INPUT_BROKEN', { where, reason }));
}

function isKubernetes(object: JsonObject): boolean {
  return (stringAt(object, 'apiVersion') ?? '') !== '' && (stringAt(object, 'kind') ?? '') !== '';
}

function filesBelow(path: string): readonly string[] {
  if (path === '-' || !statSync(path, { throwIfNoEntry: false })?.isDirectory()) return [path];
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ya?ml|json)$/.test(name))
    .map((name) => join(path, name))
    .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile())
    .sort();
}
