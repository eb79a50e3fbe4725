import type { KubeObject } from '../../e2e/support/client.ts';
import type { Subject } from '../subjects.ts';
import { HttpClient, type Answer, type RawRequest } from './http.ts';
import { isObject } from './normalize.ts';
import type { Endpoint } from './servers.ts';

type Options = Pick<RawRequest, 'query' | 'headers'>;

/** A client of one server that works with the objects of one kind, in a namespace of its own. */
export class Session {
  readonly http: HttpClient;
  readonly endpoint: Endpoint;
  readonly subject: Subject;
  readonly namespace: string;
  /** What one request has to know of an earlier one. */
  readonly memory = new Map<string, string>();

  static async open(endpoint: Endpoint, subject: Subject): Promise<Session> {
    const session = new Session(endpoint, subject);
    const name = session.namespace;
    const body = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
    const { status } = await session.http.send({ method: 'POST', path: '/api/v1/namespaces', body });
    if (status !== 201 && status !== 409) throw new Error(`${endpoint.name}: namespace ${name}: ${status}`);
    return session;
  }

  private constructor(endpoint: Endpoint, subject: Subject) {
    this.endpoint = endpoint;
    this.subject = subject;
    // One server has more than one version of a kind.
    this.namespace = `for-${subject.resource}-${subject.apiVersion.replace(/[^a-z0-9]/g, '-')}`;
    this.http = new HttpClient(endpoint);
  }

  /** The path of all objects, or of one, or of a subresource of it. */
  path(name?: string, subresource?: string, apiVersion = this.subject.apiVersion): string {
    const { resource } = this.subject;
    const parts = [`/apis/${apiVersion}/namespaces/${this.namespace}/${resource}`, name, subresource];
    return parts.filter((part) => part !== undefined).join('/');
  }

  object(name: string, change: object = {}): KubeObject {
    return merged(this.subject.object(this.namespace, name), change) as KubeObject;
  }

  create(name: string, change: object = {}, options: Options = {}): Promise<Answer> {
    return this.http.send({ method: 'POST', path: this.path(), body: this.object(name, change), ...options });
  }

  /** The version that the server serves itself. */
  get native(): string {
    const native: Readonly<Record<string, string>> = this.subject.native;
    return native[this.endpoint.name] ?? this.subject.apiVersion;
  }

  get(name?: string, options: Options = {}): Promise<Answer> {
    return this.http.send({ method: 'GET', path: this.path(name), ...options });
  }

  /** Replaces an object by what it is now, changed. */
  async replace(name: string, change: object, options: Options = {}): Promise<Answer> {
    const { body } = await this.get(name);
    return this.http.send({ method: 'PUT', path: this.path(name), body: merged(body, change), ...options });
  }

  patch(name: string, type: PatchType, body: unknown, options: Options = {}): Promise<Answer> {
    const headers = { 'content-type': `application/${type}-patch+json`, ...options.headers };
    return this.http.send({ method: 'PATCH', path: this.path(name), body, ...options, headers });
  }

  /** Server-side apply. JSON is YAML. */
  apply(name: string, body: unknown, options: Options = {}): Promise<Answer> {
    const headers = { 'content-type': 'application/apply-patch+yaml' };
    return this.http.send({ method: 'PATCH', path: this.path(name), body, ...options, headers });
  }

  delete(name?: string, options: Options & { readonly body?: unknown } = {}): Promise<Answer> {
    return this.http.send({ method: 'DELETE', path: this.path(name), ...options });
  }
}

export type PatchType = 'json' | 'merge' | 'strategic-merge';

/** A merge patch, applied. */
function merged(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const result: Record<string, unknown> = isObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) Reflect.deleteProperty(result, key);
    else result[key] = merged(result[key], value);
  }
  return result;
}

export function metadataOf({ body }: Answer): Record<string, string> {
  return (isObject(body) && isObject(body['metadata']) ? body['metadata'] : {}) as Record<string, string>;
}
