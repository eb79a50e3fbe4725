/**
 * Whether a query asks for a watch: `watch` without a value is true, and so is every value but `false` and `0`
 * (k8s.io/apimachinery/pkg/conversion/queryparams, Convert_Slice_string_To_bool).
 */
export function isWatch(query: string): boolean {
  return isTrue(new URLSearchParams(query).get('watch'));
}

/**
 * Paths that API servers themselves put no time limit on (k8s.io/apiserver, BasicLongRunningRequestCheck), but for watches: these
 * they begin to answer at once, however long it takes until something happens. A namespace or an object may have one of these names.
 */
const LONG_RUNNING =
  /^\/(api\/[^/]+|apis\/[^/]+\/[^/]+)\/(?!watch\/)(namespaces\/[^/]+\/)?[^/]+\/[^/]+\/(proxy|attach|exec|log|portforward)(\/|$)/;

/** Whether a member may take as long as it likes to begin its answer. */
export function isLongRunning(path: string): boolean {
  return LONG_RUNNING.test(path);
}

const OLD_WATCH = /^\/(api\/[^/]+|apis\/[^/]+\/[^/]+)\/watch\//;

/** Whether the answer is a watch that can be ended at any time: a client then goes on where it was. */
export function isEndableWatch(path: string, query: string): boolean {
  return (isWatch(query) || OLD_WATCH.test(path)) && !isLongRunning(path);
}

/** Whether a query asks that nothing is stored. */
export function isDryRun(query: string): boolean {
  return new URLSearchParams(query).has('dryRun');
}

/** As API servers read booleans of a query. */
export function isTrue(value: string | null): boolean {
  return value !== null && value.toLowerCase() !== 'false' && value !== '0';
}

/** The query of a write, asking that nothing is stored. */
export function dryRunQuery(query: string): string {
  const parameters = new URLSearchParams(query);
  parameters.set('dryRun', 'All');
  return `?${parameters.toString()}`;
}

/** The query of a write that follows another one: who writes, and how strictly it is checked. */
export function followUpQuery(query: string): string {
  const kept = [...new URLSearchParams(query)].filter(([key]) => key === 'fieldManager' || key === 'fieldValidation');
  return kept.length === 0 ? '' : `?${new URLSearchParams(kept).toString()}`;
}

/** The query of an apply at a member: the client's, with what the gateway has decided. */
export function applyQuery(query: string, { force, dryRun }: { force: boolean; dryRun?: boolean }): string {
  const parameters = new URLSearchParams(query);
  parameters.set('force', String(force));
  if (dryRun === true) parameters.set('dryRun', 'All');
  return `?${parameters.toString()}`;
}

/** What of a watch's query is a list's as well. */
const OF_LISTS = ['labelSelector', 'fieldSelector', 'resourceVersion'];

/** The query for the list that a watch with `sendInitialEvents` begins with; undefined for any other watch. */
export function initialListQuery(query: string): string | undefined {
  const parameters = new URLSearchParams(query);
  const isAsked =
    isTrue(parameters.get('sendInitialEvents')) &&
    isTrue(parameters.get('allowWatchBookmarks')) &&
    parameters.get('resourceVersionMatch') === 'NotOlderThan';
  if (!isAsked) return undefined;
  return `?${new URLSearchParams([...parameters].filter(([key]) => OF_LISTS.includes(key))).toString()}`;
}

/** The query of the watch that follows such a list. */
export function withoutInitialEvents(query: string, resourceVersion: string): string {
  const parameters = new URLSearchParams(query);
  parameters.delete('sendInitialEvents');
  parameters.delete('resourceVersionMatch');
  parameters.set('resourceVersion', resourceVersion);
  return `?${parameters.toString()}`;
}
