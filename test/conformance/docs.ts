import { format, resolveConfig } from 'prettier';
import { KNOWN_HELM_DIFFERENCES } from './helm/known-differences.ts';
import { KNOWN_INFORMER_DIFFERENCES } from './informer/known-differences.ts';
import { KNOWN_DIFFERENCES, type KnownDifference } from './known-differences.ts';
import { KNOWN_KUBECTL_DIFFERENCES } from './kubectl/known-differences.ts';
import { KNOWN_OLDER_DIFFERENCES } from './older/known-differences.ts';
import { KNOWN_PROXY_DIFFERENCES } from './proxy/known-differences.ts';

/** Where the text belongs. */
export const CONFORMANCE_DOCS = new URL('../../docs/conformance.md', import.meta.url);

const TEXT = `<!-- Made by \`npm run docs:conformance\` from test/conformance; do not edit. -->

# Conformance

\`npm run test:conformance\` sends the same requests to a Kubernetes 1.34 API server and, through the gateway, to old ones, in versions that these
lack. The answers have to be the same. It needs no Karmada: Karmorph runs with a fleet file, as in
[gateway-without-karmada.md](gateway-without-karmada.md).

| name   | server            | serves itself                                                           |
| ------ | ----------------- | ----------------------------------------------------------------------- |
| \`m121\` | Kubernetes 1.21 | Ingress in v1beta1, CronJob in v1beta1, HorizontalPodAutoscaler in v1     |
| \`m124\` | Kubernetes 1.24 | Ingress in v1 (not compared), CronJob in v1beta1, HorizontalPodAutoscaler in v2beta2 |

The requests are in [\`test/conformance/requests\`](../test/conformance/requests). A new one is an entry in a table there. With \`KARMORPH_CONFORMANCE_OUT=FILE\`
the run adds every difference to a file, known or not, a line of JSON each.

## What is compared

Status code, body, and the headers \`Content-Type\`, \`Warning\`, \`Cache-Control\`, \`Retry-After\`, \`Allow\`, \`Location\` and \`Vary\`; of a watch, its events.
Left out is what two servers can never have in common:

- values that each server makes for itself: \`uid\`, \`resourceVersion\`, timestamps of \`metadata\` and of \`managedFields\`, continue tokens, the suffix for
  \`generateName\`, and the same within messages
- the order of \`managedFields\`, and that of a list at \`resourceVersion=0\`, which comes from a cache
- a field that is null in one answer and absent in the other
- the descriptions of a table's columns, and ages in it

## Known differences

Any other difference fails the run, and so does one of these that is gone. "In" says to which kinds, servers and requests it is limited.

`;

const KUBECTL_TEXT = `
## kubectl

The commands in [\`test/conformance/kubectl\`](../test/conformance/kubectl) are given to kubectl 1.34, for the new server and for each old one behind the
gateway. Exit code and output have to be the same, but for what each server makes for itself, ages, and how columns are aligned.

`;

const INFORMER_TEXT = `
## Informers

[A program](../test/conformance/informer) of client-go 1.34 makes, changes and deletes objects, while shared informers and a \`RetryWatcher\` in it watch. In
between Karmorph is restarted. What they are told, how often they list, and what they have in store in the end has to be the same, and the store what the server
lists. It sends JSON: client-go sends protobuf by default since 1.32, which cannot be converted, so set \`ContentType\` of its configuration to \`application/json\` where it
writes.

`;

const HELM_TEXT = `
## Helm

Helm 4 installs, upgrades, rolls back and uninstalls [a chart](../test/conformance/helm/chart) that asks which versions the server has. It does so by server-side
apply, and by patches as Helm 3 does. An upgrade without a change has to write nothing.

`;

const PROXY_TEXT = `
## karmorph proxy

kubectl with what \`karmorph proxy\` writes, which has a client certificate for \`m121\` and a plugin for \`m124\`. No command names a version.

`;

const OLDER_TEXT = `
## Members newer than the control plane

The other way round: the requests are sent in \`networking.k8s.io/v1beta1\` and \`extensions/v1beta1\` (Ingress), \`batch/v1beta1\` (CronJob),
\`autoscaling/v2beta2\` (HorizontalPodAutoscaler) and \`policy/v1beta1\` (PodDisruptionBudget) to a Kubernetes 1.21 API server and, through the gateway of a control plane of that
release, to one of 1.34, which has none of these. What a release refuses in its own words is left out, and so is who manages fields.

`;

/** The text of docs/conformance.md. */
export async function renderConformance(): Promise<string> {
  const parts = [
    [TEXT, KNOWN_DIFFERENCES],
    [KUBECTL_TEXT, KNOWN_KUBECTL_DIFFERENCES],
    [INFORMER_TEXT, KNOWN_INFORMER_DIFFERENCES],
    [HELM_TEXT, KNOWN_HELM_DIFFERENCES],
    [PROXY_TEXT, KNOWN_PROXY_DIFFERENCES],
    [OLDER_TEXT, KNOWN_OLDER_DIFFERENCES],
  ] as const;
  const text = parts.flatMap(([before, known]) => [before, tableOf(known)]).join('\n');
  return format(text, { ...(await resolveConfig(CONFORMANCE_DOCS)), parser: 'markdown' });
}

function tableOf(all: readonly KnownDifference[]): string {
  const rows = all.map((known) => `| ${known.what} | ${scopeOf(known)} | ${known.reason} |`);
  return ['| difference | in | why |', '| --- | --- | --- |', ...rows, ''].join('\n');
}

function scopeOf({ kinds = [], servers = [], steps = [] }: KnownDifference): string {
  const parts = [...kinds, ...servers.map((name) => `\`${name}\``), ...steps.map((name) => `"${name}"`)];
  return parts.length === 0 ? 'all' : parts.join(', ');
}
