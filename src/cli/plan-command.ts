import { Option, type Command } from 'commander';
import { DEFAULT_NAMESPACE } from '../dry-run/default-namespace.ts';
import { collect, type RuleFlags } from './convert-command.ts';
import { karmadaOption } from './karmada-option.ts';
import { FAIL_ON } from './fail-on.ts';
import type { PlanRunOptions } from './plan.ts';

const HELP = `
Reads YAML documents, JSON and Lists, as Helm and Kustomize write them; a DIR is read with everything below it that ends in .yaml,
.yml or .json. Objects of Karmada and Karmorph stay on the control plane and are left out, but for policies: these count
as if they were applied. Propagation policies say which members a template reaches, override policies what it is changed to for each,
conversion policies what a loss means. A template that no policy selects is planned for all members.

--karmada reads a Karmada API server once: members, propagation and override policies, bindings, conversion policies and rules. What is not
ready is unknown; what may not be read is an error. It writes nothing.

--members takes a fleet file, or Kubernetes versions such as 1.18,1.34. Without either, a sample fleet of five versions is taken.
For placement, members of a fleet file may have labels, provider, region, zones and taints, as a Cluster of Karmada has:
  members: [{name: old-1, kubernetesVersion: "1.21", labels: {tier: edge}, taints: [{key: old, effect: NoSchedule}]}]
A member of a fleet file may name its own OpenAPI document with openapi: FILE, beside the fleet file. It then counts for more than what is
known of its version, and custom resources are checked too:
  kubectl get --raw /openapi/v2 > old-openapi.json

A kind whose CustomResourceDefinition is in the input is taken as installed on every member that serves CustomResourceDefinitions.

Verdicts, from good to bad: native (the member serves this version and keeps all of it), lossless (it gets another version, and nothing
is lost), lossy (a field is lost), impossible (it gets nothing), unknown (nothing can be said: nobody knows the kind, or what a member serves).
A template that reaches no member at all is unreached, which is worse than impossible: its placement allows none, or Karmada never propagates it.

Conversion policies of --policies, of --karmada and those in the input say what a loss means: allowed, warned or denied. Without any, a loss is a
warning. One in the input takes the place of the one of --karmada with the same name; one of --policies stays beside it, and the stricter of the two counts, as
with karmorph serve --policies.

Exit status: 0; 1 when a verdict is --fail-on or worse (so a template is unreached, unless denied or never is said), or when a conversion policy denies something (with --fail-on denied for that alone,
with --fail-on never for neither); 2 when the command could not be carried out or the input is broken or empty;
3 when a verdict is unknown, whatever --fail-on says.

Examples:
  karmorph plan -f ingress.yaml
  helm template ./chart | karmorph plan --members 1.18,1.34 --fail-on lossy
  karmorph plan -f manifests/ --members fleet.yaml --member old-1 -o markdown
  karmorph plan -f manifests/ --karmada karmada.config --fail-on denied`;

interface Flags {
  readonly filename?: readonly string[];
  readonly members?: string;
  readonly karmada?: string;
  readonly member?: readonly string[];
  readonly namespace: string;
  readonly failOn: PlanRunOptions['failOn'];
  readonly output: PlanRunOptions['output'];
  readonly rules?: readonly string[];
  readonly policies?: readonly string[];
}

/** Adds `plan` to the program. `run` is called when the flags are right. */
export function addPlanCommand(
  program: Command,
  run: (options: PlanRunOptions, rules: Pick<RuleFlags, 'paths'>) => Promise<void>,
): void {
  program
    .command('plan')
    .description('say what each member would get of templates, before they are applied')
    .option('-f, --filename <path>', 'file or folder to read, - for standard input; repeatable (default: -)', collect)
    .option('--members <fleet>', 'fleet file, or Kubernetes versions such as 1.18,1.34 (default: a sample fleet)')
    .addOption(karmadaOption())
    .option('--member <name>', 'plan for this member only; repeatable', collect)
    .option(
      '-n, --namespace <name>',
      'where templates and policies are that need a namespace and name none',
      DEFAULT_NAMESPACE,
    )
    .addOption(
      new Option('--fail-on <verdict>', 'the first verdict that makes the exit status 1')
        .choices(FAIL_ON)
        .default('impossible'),
    )
    .addOption(
      new Option('-o, --output <format>', 'output format')
        .choices(['table', 'yaml', 'json', 'junit', 'sarif', 'markdown'])
        .default('table'),
    )
    .option(
      '--rules <path>',
      'rule file, or folder of rule files, to use besides the built-in ones; repeatable',
      collect,
    )
    .option(
      '--policies <path>',
      'file with a conversion policy, or folder of them: what may be lost, and what is refused; repeatable',
      collect,
    )
    .addHelpText('after', HELP)
    .action(
      ({ filename: files = ['-'], member: only, rules: paths = [], policies: policyFiles = [], ...flags }: Flags) => {
        const { members, karmada, namespace, failOn, output } = flags;
        return run({ files, members, karmada, only, namespace, failOn, policyFiles, output }, { paths });
      },
    );
}
