import type { Agent } from 'node:https';
import { request as httpsRequest } from 'node:https';
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';

/** An answer of a server, read whole. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** Parsed as JSON; undefined when it is none. */
  readonly json: unknown;
}

export interface HttpRequest {
  readonly method?: string;
  readonly body?: string | Buffer;
  readonly headers?: OutgoingHttpHeaders;
  readonly agent?: Agent;
  /** What the client shows: PEM. */
  readonly pair?: { readonly certificate: string; readonly privateKey: string };
  /** The address to send from. */
  readonly from?: string;
}

/** Sends a request to `https://127.0.0.1:<port><path>`, trusting `ca`; on a connection of its own without an agent. */
export function send(
  server: { readonly port: number; readonly ca: string },
  path: string,
  { method, body, headers = {}, agent, from, pair }: HttpRequest = {},
): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const options = {
      host: '127.0.0.1',
      port: server.port,
      ca: server.ca,
      path,
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      headers,
      agent: agent ?? false,
      ...(pair && { cert: pair.certificate, key: pair.privateKey }),
      ...(from !== undefined && { localAddress: from }),
    } as const;
    const outgoing = httpsRequest(options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json: parsed(text) });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
