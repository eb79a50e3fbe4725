/** The versions of aggregated discovery (KEP-3352); what the documents say is the same. */
export type AggregatedForm = 'v2' | 'v2beta1';

interface Clause {
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly quality: number;
}

/** The media type of an aggregated document of an apiVersion such as `apidiscovery.k8s.io/v2`. */
export function aggregatedType(apiVersion: string): string {
  const [group, version] = apiVersion.split('/');
  return `application/json;g=${group ?? ''};v=${version ?? ''};as=APIGroupDiscoveryList`;
}

/**
 * The aggregated form that an `Accept` header prefers, undefined when it prefers the old one: the first clause that can be served
 * decides, by quality and then in the order of the header (k8s.io/apiserver, NegotiateMediaTypeOptions). Here, only JSON is
 * made in aggregated form.
 */
export function aggregatedForm(accept: string | undefined): AggregatedForm | undefined {
  const clauses = (accept ?? '').split(',').map(clauseOf);
  for (const clause of clauses.sort((a, b) => b.quality - a.quality)) {
    if (!SERVED.has(clause.type)) continue;
    if (!CONVERTING.some((name) => clause.parameters.has(name))) return undefined;
    const form = formOf(clause);
    if (form) return form;
  }
  return undefined;
}

const SERVED: ReadonlySet<string> = new Set([
  'application/json',
  'application/yaml',
  'application/vnd.kubernetes.protobuf',
  'application/*',
  '*/*',
]);

/** Parameters that ask for another kind of object. */
const CONVERTING = ['g', 'v', 'as'];

function formOf({ type, parameters }: Clause): AggregatedForm | undefined {
  const isMade = type !== 'application/yaml' && type !== 'application/vnd.kubernetes.protobuf';
  const isAsked = parameters.get('g') === 'apidiscovery.k8s.io' && parameters.get('as') === 'APIGroupDiscoveryList';
  const version = parameters.get('v');
  return isMade && isAsked && (version === 'v2' || version === 'v2beta1') ? version : undefined;
}

function clauseOf(text: string): Clause {
  const [type = '', ...rest] = text.split(';').map((part) => part.trim());
  const parameters = new Map(
    rest.map((part): [string, string] => {
      const at = part.indexOf('=');
      return at < 0 ? [part, ''] : [part.slice(0, at).trim(), part.slice(at + 1).trim()];
    }),
  );
  const quality = Number(parameters.get('q') ?? 1);
  return { type: type.toLowerCase(), parameters, quality: Number.isNaN(quality) ? 0 : quality };
}
