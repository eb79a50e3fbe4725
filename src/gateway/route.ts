import { problem, type Problem } from '../errors.ts';
import { formatGroupVersion } from '../kubernetes/group-version.ts';

/** Where a request goes: the member, and the path that the member is sent, exactly as the client wrote it. */
export interface Target {
  readonly member: string;
  /** The path below the member's prefix, such as `/apis/batch/v1/cronjobs`; still percent-encoded. */
  readonly path: string;
  /** With its question mark; empty when there is none. */
  readonly query: string;
}

export type ParsedTarget =
  { readonly ok: true; readonly target: Target } | { readonly ok: false; readonly problem: Problem };

/** The path prefix that all members are below. */
const PREFIX = '/members/';

/** RFC 1123 subdomain, as Karmada names its clusters. */
const MEMBER_NAME = /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/**
 * Splits a request target. Refuses (`REQUEST_PATH`) whatever two HTTP implementations may read differently: absolute
 * URLs, dot segments (encoded or not), backslashes and wrong percent-encoding.
 */
export function parseTarget(url: string): ParsedTarget {
  const mark = url.indexOf('?');
  const raw = mark < 0 ? url : url.slice(0, mark);
  if (/[^\x21-\xff]/.test(url)) return refused('it has a space or another character that is to be encoded');
  if (!raw.startsWith(PREFIX)) return refused(`it does not begin with ${PREFIX}`);
  const slash = raw.indexOf('/', PREFIX.length);
  const member = slash < 0 ? raw.slice(PREFIX.length) : raw.slice(PREFIX.length, slash);
  if (!MEMBER_NAME.test(member)) return refused('the name of a member is a DNS subdomain');
  const path = slash < 0 ? '/' : raw.slice(slash);
  const reason = whyUnsafe(path);
  return reason === undefined
    ? { ok: true, target: { member, path, query: mark < 0 ? '' : url.slice(mark) } }
    : refused(reason);
}

/** What {@link whyUnsafe} looks for, or begins with: nearly every path has none of it. */
const DOUBTFUL = /%|\\|\0|\/\./;

function whyUnsafe(path: string): string | undefined {
  if (!DOUBTFUL.test(path)) return undefined;
  const decoded = decode(path);
  if (decoded === undefined) return 'its percent-encoding is wrong';
  if (decoded.includes('\\') || decoded.includes('\0')) return 'it has a backslash or a null character';
  const dots = decoded.split('/').some((segment) => segment === '.' || segment === '..');
  return dots ? 'it has a dot segment' : undefined;
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function refused(reason: string): ParsedTarget {
  return { ok: false, problem: problem('REQUEST_PATH', { reason }) };
}

/** What a path asks an API server for. */
export type ApiPath =
  | { readonly type: 'groups'; readonly core: boolean }
  | { readonly type: 'group'; readonly group: string }
  | { readonly type: 'resources'; readonly apiVersion: string }
  | ResourcePath
  | { readonly type: 'openapi' }
  /** The index of documents in version 3, or that of one group/version. */
  | { readonly type: 'openapi-v3'; readonly apiVersion: string | undefined }
  | { readonly type: 'other' };

/** A path to objects of one resource. */
export interface ResourcePath {
  readonly type: 'resource';
  readonly apiVersion: string;
  /** The plural name, such as `ingresses`. */
  readonly resource: string;
  /** Absent for a collection. */
  readonly name: string | undefined;
  /** Such as `status`; absent for the object itself. */
  readonly subresource: string | undefined;
  /** True for the old `/watch/` form of a path. */
  readonly watch: boolean;
  /** What follows `/apis/<group>/<version>/`, percent-encoded. */
  readonly rest: string;
}

const ROOTS: ReadonlyMap<string, ApiPath> = new Map<string, ApiPath>([
  ['/api', { type: 'groups', core: true }],
  ['/api/', { type: 'groups', core: true }],
  ['/apis', { type: 'groups', core: false }],
  ['/apis/', { type: 'groups', core: false }],
  ['/openapi/v2', { type: 'openapi' }],
  ['/openapi/v3', { type: 'openapi-v3', apiVersion: undefined }],
  ['/openapi/v3/', { type: 'openapi-v3', apiVersion: undefined }],
]);

/** Reads a path as Kubernetes does (k8s.io/apiserver/pkg/endpoints/request, RequestInfoFactory). */
export function parseApiPath(path: string): ApiPath {
  const root = ROOTS.get(path);
  if (root) return root;
  const raw = path.slice(1).split('/');
  if (raw.includes('')) return { type: 'other' };
  const [prefix, ...segments] = path.includes('%') ? raw.map(decodeURIComponent) : raw;
  if (prefix === 'api') return below('', segments, raw.slice(2));
  if (prefix === 'openapi') return openApiDocument(segments);
  if (prefix !== 'apis') return { type: 'other' };
  const [group = '', ...rest] = segments;
  return rest.length === 0 ? { type: 'group', group } : below(group, rest, raw.slice(3));
}

/** `/openapi/v3/apis/<group>/<version>`; no kind of the core group is ever added. */
function openApiDocument([form, prefix, group, version, ...rest]: readonly string[]): ApiPath {
  if (form !== 'v3' || prefix !== 'apis' || group === undefined || version === undefined || rest.length > 0)
    return { type: 'other' };
  return { type: 'openapi-v3', apiVersion: formatGroupVersion({ group, version }) };
}

function below(group: string, [version = '', ...segments]: readonly string[], raw: readonly string[]): ApiPath {
  const apiVersion = formatGroupVersion({ group, version });
  if (segments.length === 0) return { type: 'resources', apiVersion };
  const watch = segments[0] === 'watch' && segments.length > 1;
  const [resource = '', name, ...sub] = withoutNamespace(watch ? segments.slice(1) : segments);
  const subresource = sub.length === 0 ? undefined : sub.join('/');
  return { type: 'resource', apiVersion, resource, name, subresource, watch, rest: raw.join('/') };
}

/** `namespaces/<ns>/<resource>/...` without the namespace; the namespace object itself and its subresources stay. */
function withoutNamespace(segments: readonly string[]): readonly string[] {
  const [first, , third] = segments;
  if (first !== 'namespaces' || third === undefined || third === 'status' || third === 'finalize') return segments;
  return segments.slice(2);
}

/** The path of the same objects in another version. */
export function pathIn(apiVersion: string, { rest }: ResourcePath): string {
  return `/${apiVersion.includes('/') ? 'apis' : 'api'}/${apiVersion}/${rest}`;
}
