/**
 * The least that a reverse proxy in Node.js can do, as a process of its own: `bare-proxy.ts MEMBER-URL CA-FILE`. It
 * tells its port and its CA.
 */
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Agent, createServer, request as httpsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import { testCertificates } from '../support/test-certificates.ts';

export interface ProxyAddress {
  readonly port: number;
  readonly ca: string;
}

const [url = '', caFile = ''] = process.argv.slice(2);
const memberCa = readFileSync(caFile, 'utf8');
const { ca, cert, key } = await testCertificates();
const server = createServer({ cert, key }, handOn());
await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
process.send?.({ port: (server.address() as AddressInfo).port, ca } satisfies ProxyAddress);

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

function handOn(): Handler {
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
