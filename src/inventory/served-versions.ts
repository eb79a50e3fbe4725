import { problem, type Problem } from '../errors.ts';
import { capabilitiesOf, type Capabilities } from '../kubernetes/capabilities.ts';
import { gvkOf } from '../kubernetes/group-version.ts';
import { minorOf } from '../kubernetes/minor.ts';
import table from './data/served-versions.json' with { type: 'json' };

/** Capabilities from the packaged table, or why there are none. */
export type ServedBy =
  { readonly ok: true; readonly capabilities: Capabilities } | { readonly ok: false; readonly problem: Problem };

/** The newest minor that the table knows. */
export const NEWEST_MINOR = `1.${table.last}`;

/** Capabilities are shared: two members of one minor get the same object. */
const made = new Map<string, Capabilities>();

/**
 * What an API server of this Kubernetes version serves by default, by the packaged table (`data/README.md` says what it
 * covers). Takes what {@link minorOf} takes; fails with KUBERNETES_VERSION_INVALID or KUBERNETES_VERSION_UNKNOWN.
 */
export function servedBy(version: string): ServedBy {
  const minor = minorOf(version);
  if (minor === undefined) return { ok: false, problem: problem('KUBERNETES_VERSION_INVALID', { version }) };
  const number = minor.startsWith('1.') ? Number(minor.slice(2)) : NaN;
  if (!(number >= table.first && number <= table.last)) {
    const [first, last] = [`1.${table.first}`, NEWEST_MINOR];
    return { ok: false, problem: problem('KUBERNETES_VERSION_UNKNOWN', { version, first, last }) };
  }
  const capabilities = made.get(minor) ?? capabilitiesOf(minor, servedIn(number));
  made.set(minor, capabilities);
  return { ok: true, capabilities };
}

/** Every kind that the table knows in this group and version, whichever minor serves it; empty when it knows none. */
export function knownKinds(apiVersion: string): readonly string[] {
  return table.kinds.filter((row) => row.apiVersion === apiVersion).map(({ kind }) => kind);
}

function servedIn(minor: number): string[] {
  return table.kinds
    .filter(({ from, to }) => from <= minor && minor <= to)
    .map(({ apiVersion, kind }) => gvkOf(apiVersion, kind));
}

/** Whether objects of a kind have a namespace; undefined for a kind that the table does not know. */
export function isNamespaced(apiVersion: string, kind: string): boolean | undefined {
  return table.kinds.find((row) => row.apiVersion === apiVersion && row.kind === kind)?.namespaced;
}
