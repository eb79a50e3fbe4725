import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import { request as httpRequest } from 'node:http';
import { problem, ProblemError, type Problem } from '../errors.ts';
import { decodeJson, reasonOf } from '../json/decode.ts';
import { encodeJson } from '../json/encode.ts';
import { isJsonObject, stringAt, type JsonObject } from '../json/json.ts';

/** Talks to one API server, over connections that are kept. */
export interface KubeClient {
  /**
   * Gives the answer as soon as its headers are there. `path` holds the query. Throws {@link ProblemError}: KUBE_UNREACHABLE,
   * or KUBE_REFUSED for a status of 300 or more, whose `status` is in {@link KubeRefused}.
   */
  open(path: string, options: KubeRequest): Promise<IncomingMessage>;
  /** Closes the connections. */
  close(): void;
}

export interface KubeRequest {
  readonly signal: AbortSignal;
  /** Media types; JSON when left out. */
  readonly accept?: string;
  /** An object to replace the one at the path with; without `put`, `post` and `patch`, the request reads. */
  readonly put?: JsonObject;
  /** An object to create at the path: in a collection, or a review. */
  readonly post?: JsonObject;
  /** A JSON merge patch (RFC 7386) for the object at the path. */
  readonly patch?: JsonObject;
}

/** An API server answered with an error status. */
export class KubeRefused extends ProblemError {
  readonly status: number;

  constructor(path: string, status: number, reason: string) {
    const absent = status === 404 && path.startsWith('/apis/cluster.karmada.io/');
    super(absent ? problem('KUBE_NOT_KARMADA', { path }) : problem('KUBE_REFUSED', { path, status, reason }));
    this.status = status;
  }
}

/** No answer of an API server that is read whole is larger: a page of 100 clusters is a few MiB. */
const MAX_BODY_BYTES = 64 * 1024 * 1024;

/**
 * A client for the current context of a kubeconfig file. Throws {@link ProblemError} with KUBECONFIG_UNUSABLE when the file
 * is missing, is not YAML, or its current context names no cluster.
 */
export async function kubeClientFromFile(file: string): Promise<KubeClient> {
  const [{ PooledKubeConfig }, { loadKubeconfig }] = await Promise.all([
    import('./kube-config.ts'),
    import('./load-kubeconfig.ts'),
  ]);
  const config = new PooledKubeConfig();
  try {
    loadKubeconfig(config, file);
  } catch (error) {
    throw new ProblemError(problem('KUBECONFIG_UNUSABLE', { file, reason: reasonOf(error) }));
  }
  const server = config.getCurrentCluster()?.server ?? '';
  if (!URL.canParse(server)) {
    // Typed as a text, but it is what the file has.
    const context: string | undefined = config.currentContext;
    const reason = context
      ? `its current context "${context}" names no cluster with a server URL`
      : 'it has no current-context';
    throw new ProblemError(problem('KUBECONFIG_UNUSABLE', { file, reason }));
  }
  const base = new URL(server);
  return clientOf(base, {
    // Adds credentials to the headers that are there.
    authorize: (options) => config.applyToHTTPSOptions(options),
    close: () => config.close(),
  });
}

/** What clients differ in. */
interface Access {
  /** Adds trust, credentials and an agent to a request. */
  readonly authorize: (options: AuthorizedOptions) => Promise<void> | void;
  readonly close: () => void;
}

/** Options of a request, to add to. */
type AuthorizedOptions = Omit<RequestOptions, 'headers'> & { headers: OutgoingHttpHeaders };

/** A client for the API server at a URL, which may have a path. */
export function clientOf(base: URL, { authorize, close }: Access): KubeClient {
  return {
    open: async (path, request) => {
      const headers = { accept: request.accept ?? 'application/json' };
      const options: AuthorizedOptions = { headers, signal: request.signal };
      const body = request.put ?? request.post ?? request.patch;
      if (body) Object.assign(options, methodOf(request, headers));
      await authorize(options);
      return send(base, path, { options, body: body && encodeJson(body) });
    },
    close,
  };
}

function methodOf({ put, post }: KubeRequest, headers: OutgoingHttpHeaders): RequestOptions {
  const type = (put ?? post) ? 'application/json' : 'application/merge-patch+json';
  return { method: put ? 'PUT' : post ? 'POST' : 'PATCH', headers: { ...headers, 'content-type': type } };
}

interface Outgoing {
  readonly options: RequestOptions;
  readonly body: string | undefined;
}

async function send(base: URL, path: string, { options, body }: Outgoing): Promise<IncomingMessage> {
  const url = new URL(base.pathname.replace(/\/$/, '') + path, base);
  const request = url.protocol === 'http:' ? httpRequest : httpsRequest;
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    request(url, options, resolve)
      .on('error', (error) =>
        reject(new ProblemError(problem('KUBE_UNREACHABLE', { path, server: base.host, reason: error.message }))),
      )
      .end(body);
  });
  const status = answer.statusCode ?? 0;
  if (status < 300) return answer;
  throw new KubeRefused(path, status, messageOf(await readText(answer)) ?? answer.statusMessage ?? '');
}

/** The message of a Kubernetes `Status`, if that is what the text is. */
function messageOf(text: string): string | undefined {
  const decoded = decodeJson(text);
  return decoded.ok && isJsonObject(decoded.value) ? stringAt(decoded.value, 'message') : undefined;
}

/** Reads a JSON object whole. Throws {@link ProblemError}: KUBE_UNREADABLE when it is none, or is too large. */
export async function readObject(client: KubeClient, path: string, request: KubeRequest): Promise<JsonObject> {
  const text = await readText(await client.open(path, request));
  const decoded = decodeJson(text);
  if (decoded.ok && isJsonObject(decoded.value)) return decoded.value;
  const reason = decoded.ok ? 'it is not a JSON object' : decoded.problem.message;
  throw new ProblemError(problem('KUBE_UNREADABLE', { path, reason }));
}

async function readText(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_BODY_BYTES) throw new Error(`an answer is larger than ${MAX_BODY_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Whatever went wrong while reading `path`, as a problem. */
export function kubeProblem(path: string, error: unknown): Problem {
  return error instanceof ProblemError ? error.problem : problem('KUBE_UNREADABLE', { path, reason: reasonOf(error) });
}
