import { once } from 'node:events';
import https from 'node:https';
import type { AddressInfo } from 'node:net';

/** What one TLS client saw: the answer's status, or the code of the error that ended the handshake. */
export type Handshake = { readonly status: number } | { readonly error: string };

/** Starts an HTTPS server on loopback that answers 204, connects once with the given client options, and stops it. */
export async function connectOnce(
  server: https.ServerOptions,
  client: https.RequestOptions & { readonly hostName?: string },
): Promise<Handshake> {
  const listener = https.createServer(server, (_, response) => response.writeHead(204).end());
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  try {
    return await request((listener.address() as AddressInfo).port, client);
  } finally {
    listener.closeAllConnections();
    listener.close();
  }
}

function request(port: number, { hostName, ...options }: https.RequestOptions & { hostName?: string }) {
  return new Promise<Handshake>((resolve) => {
    const sent = https.get(
      { host: '127.0.0.1', port, agent: false, ...(hostName ? { servername: hostName } : {}), ...options },
      (response) => {
        response.resume();
        resolve({ status: response.statusCode ?? 0 });
      },
    );
    sent.on('error', (error: NodeJS.ErrnoException) => resolve({ error: error.code ?? error.message }));
  });
}
