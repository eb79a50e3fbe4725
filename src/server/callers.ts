import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';
import { isSameHost } from '../dry-run/same-host.ts';
import { problem, type Problem } from '../errors.ts';
import type { ClientCa } from './client-ca.ts';

/** Who is answered at a door that is for API servers. */
export type AdmissionCallers =
  | { readonly allow: 'everyone' }
  | { readonly allow: 'same-host' }
  | {
      readonly allow: 'certificates';
      /** Who vouches for them. */
      readonly ca: ClientCa;
      /** Common names, DNS names, IP addresses and URIs; a certificate must have one of them. */
      readonly names: readonly string[];
    };

export interface CallerCheck {
  /** Why the caller is not answered at this path: `CALLER_UNKNOWN`, `CALLER_NOT_LISTED` or `CALLER_REMOTE`. */
  refusal(request: IncomingMessage, path: string): Problem | undefined;
}

/** What is known of the other end of a connection; asked once, since a connection keeps its certificate. */
interface Caller {
  readonly names: readonly string[];
  /** Milliseconds since the epoch. */
  readonly validTo: number;
  /** Why the certificate is not trusted. */
  readonly distrust: string | undefined;
}

export function createCallerCheck(callers: AdmissionCallers): CallerCheck {
  if (callers.allow === 'everyone') return { refusal: () => undefined };
  if (callers.allow === 'same-host') return { refusal: ({ socket }, path) => remoteness(socket.remoteAddress, path) };
  const known = new WeakMap<object, Caller>();
  const listed = new Set(callers.names);
  return {
    refusal: ({ socket }, path) => {
      const caller = known.get(socket) ?? callerOf(socket);
      known.set(socket, caller);
      const { names } = caller;
      const reason = caller.distrust ?? (caller.validTo < Date.now() ? 'CERT_HAS_EXPIRED' : undefined);
      if (reason !== undefined) return problem('CALLER_UNKNOWN', { path, reason });
      if (names.some((name) => listed.has(name))) return undefined;
      return problem('CALLER_NOT_LISTED', { path, names: names.slice(0, 5).join(', ') || 'nobody' });
    },
  };
}

function remoteness(address = 'an unknown address', path: string): Problem | undefined {
  return isSameHost(address) ? undefined : problem('CALLER_REMOTE', { path, address });
}

/**
 * `authorized` alone is not enough: a session of TLS 1.3 that was resumed without a certificate counts as authorized in
 * Node.js.
 */
function callerOf(socket: IncomingMessage['socket']): Caller {
  const nobody = (distrust: string): Caller => ({ names: [], validTo: Infinity, distrust });
  if (!(socket instanceof TLSSocket)) return nobody('the connection has no TLS');
  const certificate = socket.getPeerX509Certificate();
  if (!certificate) return nobody('it showed none');
  if (!socket.authorized) return nobody(String(socket.authorizationError));
  // Typed as one text, but a subject can have several.
  const commonName: unknown = socket.getPeerCertificate().subject.CN;
  const texts = [commonName].flat().filter((name) => typeof name === 'string');
  return {
    names: [...texts, ...alternativeNames(certificate.subjectAltName)],
    validTo: Date.parse(certificate.validTo),
    distrust: undefined,
  };
}

/** Such as `DNS:a, IP Address:10.0.0.1`. Node.js quotes names with commas, which none of a real API server has. */
function alternativeNames(text = ''): readonly string[] {
  if (text.includes('"')) return [];
  return text.split(', ').flatMap((entry) => /^(?:DNS|IP Address|URI):(.+)$/.exec(entry)?.[1] ?? []);
}
