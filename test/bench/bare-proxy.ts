/**
 * The least that a reverse proxy in Node.js can do, as a process of its own: `bare-proxy.ts node|undici MEMBER-URL CA-FILE`. It
 * tells its port and its CA.
 */
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Agent, createServer, request as httpsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import Pool from 'undici/lib/dispatcher/pool.js';
import { testCertificates } from '../support/test-certificates.ts';

export type ProxyKind = 'node' | 'undici';
export interface ProxyAddress {
  readonly port: number;
  readonly ca: string;
}

const [kind, url = '', caFile = ''] = process.argv.slice(2);
const memberCa = readFileSync(caFile, 'utf8');
const { ca, cert, key } = await testCertificates();
const server = createServer({ cert, key }, kind === 'node' ? withNode() : withUndici());
await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
process.send?.({ port: (server.address() as AddressInfo).port, ca } satisfies ProxyAddress);

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

function withNode(): Handler {
  const { hostname, port } = new URL(url);
  const agent = new Agent({ keepAlive: true });
  return (request, response) => {
    const { method, url: path, headers } = request;
    const outgoing = httpsRequest({ hostname, port, ca: memberCa, agent, method, path, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    request.pipe(outgoing);
  };
}

function withUndici(): Handler {
  const pool = new Pool(url, { connect: { ca: memberCa } });
  return (request, response) => {
    const { method = '', url: path = '', headers } = request;
    pool.dispatch(
      { method, path, headers: { ...headers, connection: undefined } },
      {
        onRequestStart: () => undefined,
        onResponseStart: (_, status, answered) => void response.writeHead(status, { ...answered, connection: [] }),
        onResponseData: (_, chunk) => void response.write(chunk),
        onResponseEnd: () => void response.end(),
        onResponseError: () => void response.destroy(),
      },
    );
  };
}
