import { once } from 'node:events';
import { connect, type TLSSocket } from 'node:tls';

/** A TLS connection on which a test writes whatever bytes it likes. */
export async function openRaw(server: { readonly port: number; readonly ca: string }): Promise<TLSSocket> {
  const socket = connect({ host: '127.0.0.1', ...server });
  socket.on('error', () => undefined);
  await once(socket, 'secureConnect');
  return socket;
}

/** Writes bytes and gives everything that comes back until the server closes the connection. */
export async function sendRaw(server: { readonly port: number; readonly ca: string }, bytes: string): Promise<string> {
  const socket = await openRaw(server);
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
  socket.write(bytes, 'latin1');
  await once(socket, 'close');
  return text;
}
