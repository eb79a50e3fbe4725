import type { ClientRequest } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import { isIP, type LookupFunction, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { MemberEndpoint } from '../inventory/inventory.ts';
import type { MemberRequestHead } from './member-attempt.ts';
import type { RoutedMember } from './routed-member.ts';
import { memberTimeout } from './member-failure.ts';
import { KEEP_ALIVE_MS, memberTls } from './member-tls.ts';

/** A request to a member on a connection of its own, with verified TLS; the connection may take `connectMs` to be made. */
export function openConnection(
  { name, endpoint }: RoutedMember,
  head: MemberRequestHead,
  { connectMs, lookup }: { readonly connectMs: number; readonly lookup: LookupFunction },
): ClientRequest {
  const outgoing = httpsRequest({ ...optionsOf(endpoint, head), lookup });
  outgoing.once('socket', (socket) => {
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
    limitConnecting(socket, connectMs, () => outgoing.destroy(memberTimeout(name, connectMs)));
  });
  return outgoing;
}

function optionsOf(endpoint: MemberEndpoint, head: MemberRequestHead): RequestOptions {
  const { url, serverName } = endpoint;
  const { hostname, port, host } = new URL(url);
  const address = hostname.replace(/^\[|\]$/g, '');
  return {
    method: head.method,
    path: head.path,
    headers: { ...head.headers, host },
    host: address,
    port: port === '' ? 443 : Number(port),
    agent: false,
    // RFC 6066 forbids IP addresses as server names; the certificate is verified against the address all the same.
    servername: serverName ?? (isIP(address) ? '' : address),
    ...memberTls(endpoint),
    rejectUnauthorized: true,
  };
}

/** Calls `late` when a new connection is not ready, TLS included, in time. */
function limitConnecting(socket: Socket, milliseconds: number, late: () => void): void {
  if (!(socket instanceof TLSSocket) || !socket.connecting) return;
  const timer = setTimeout(late, milliseconds);
  const stop = (): void => clearTimeout(timer);
  socket.once('secureConnect', stop);
  socket.once('close', stop);
}
