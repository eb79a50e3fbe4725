import { Agent, request, type RequestOptions } from 'node:https';

/** A Kubernetes object, as far as the tests look into it by name. */
export interface KubeObject {
  apiVersion?: string;
  kind?: string;
  metadata: {
    name: string;
    namespace?: string;
    uid?: string;
    resourceVersion?: string;
    generation?: number;
    annotations?: Record<string, string>;
    labels?: Record<string, string>;
    finalizers?: string[];
    ownerReferences?: readonly object[];
  };
  spec?: Record<string, unknown>;
  status?: Record<string, unknown>;
  [key: string]: unknown;
}

/** An answer that is not a success. */
class ApiError extends Error {
  readonly status: number;

  constructor(what: string, status: number, body: string) {
    super(`${what}: ${status} ${messageOf(body)}`);
    this.name = 'ApiError';
    this.status = status;
  }
}

export interface ClientOptions {
  readonly server: string;
  readonly caPem: string;
  readonly token: string;
}

const MERGE_PATCH = 'application/merge-patch+json';
/** Longer than any answer here takes, so that a server that hangs is a failure and not a stuck run. */
const REQUEST_TIMEOUT_MS = 30_000;

/** A plain JSON client: it knows no kinds and no versions, so it shows exactly what a server stores. */
export class Client {
  readonly #options: ClientOptions;
  readonly #agent: Agent;

  constructor(options: ClientOptions) {
    this.#options = options;
    this.#agent = new Agent({ keepAlive: true, ca: options.caPem });
  }

  async get(path: string): Promise<KubeObject> {
    return object(await this.#send('GET', path));
  }

  async list(path: string): Promise<KubeObject[]> {
    return (JSON.parse(await this.#send('GET', path)) as { items: KubeObject[] }).items;
  }

  /** Undefined when there is no such object. */
  async find(path: string): Promise<KubeObject | undefined> {
    return this.get(path).catch((error: unknown) => {
      if (error instanceof ApiError && error.status === 404) return undefined;
      throw error;
    });
  }

  async text(path: string): Promise<string> {
    return this.#send('GET', path);
  }

  async post(path: string, body: object): Promise<KubeObject> {
    return object(await this.#send('POST', path, body));
  }

  async put(path: string, body: object): Promise<KubeObject> {
    return object(await this.#send('PUT', path, body));
  }

  async patch(path: string, body: object, contentType = MERGE_PATCH): Promise<KubeObject> {
    return object(await this.#send('PATCH', path, body, contentType));
  }

  async delete(path: string): Promise<void> {
    await this.#send('DELETE', path);
  }

  /** True when the server answers 200; any other answer, or none, is false. */
  async answers(path: string): Promise<boolean> {
    return this.#send('GET', path).then(
      () => true,
      () => false,
    );
  }

  close(): void {
    this.#agent.destroy();
  }

  #send(method: string, path: string, body?: object, contentType = 'application/json'): Promise<string> {
    const options: RequestOptions = {
      method,
      agent: this.#agent,
      timeout: REQUEST_TIMEOUT_MS,
      headers: {
        authorization: `Bearer ${this.#options.token}`,
        accept: 'application/json',
        'content-type': contentType,
      },
    };
    return new Promise((resolve, reject) => {
      const what = `${method} ${path}`;
      const sent = request(this.#options.server + path, options, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        response.on('error', reject);
        response.on('end', () => {
          const status = response.statusCode ?? 0;
          if (status < 300) resolve(text);
          else reject(new ApiError(what, status, text));
        });
      });
      sent.on('timeout', () => sent.destroy(new Error(`${what}: no answer within ${REQUEST_TIMEOUT_MS / 1000} s`)));
      sent.on('error', (error: NodeJS.ErrnoException) => {
        // A kept connection may have been closed by a server that was restarted meanwhile.
        if (sent.reusedSocket && error.code === 'ECONNRESET') resolve(this.#send(method, path, body, contentType));
        else reject(error);
      });
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }
}

function object(text: string): KubeObject {
  return JSON.parse(text) as KubeObject;
}

function messageOf(body: string): string {
  try {
    return (JSON.parse(body) as { message?: string }).message ?? body;
  } catch {
    return body;
  }
}
