import { Agent } from 'node:https';
import { isIP } from 'node:net';
import { checkServerIdentity, type PeerCertificate } from 'node:tls';
import { clientOf, type KubeClient } from './kube-client.ts';

/** An API server, and how somebody with a token reaches it. */
export interface TokenAccess {
  /** An https URL, perhaps with a path. */
  readonly url: string;
  readonly token: string;
  /** PEM certificates to verify the server against; the certificates that Node.js trusts when left out. */
  readonly ca?: string | undefined;
  /** Where to connect to, when the name in the URL is not known here: the server must still prove to have that name. */
  readonly connect?: { readonly host: string; readonly port: number } | undefined;
}

/** A client with a bearer token, for one address. */
export function tokenClient({ url, token, ca, connect }: TokenAccess): KubeClient {
  const base = new URL(url);
  const agent = new Agent({ keepAlive: true, ...(ca !== undefined && { ca }) });
  return clientOf(base, {
    authorize: (options) => {
      options.agent = agent;
      options.headers = { ...options.headers, authorization: `Bearer ${token}` };
      if (!connect) return;
      Object.assign(options, {
        ...{ host: connect.host, hostname: connect.host, port: connect.port },
        // RFC 6066 forbids IP addresses as server names; what the certificate must name is the same.
        servername: isIP(base.hostname) ? '' : base.hostname,
        checkServerIdentity: (_: string, certificate: PeerCertificate) =>
          checkServerIdentity(base.hostname, certificate),
      });
      options.headers = { ...options.headers, host: base.host };
    },
    close: () => agent.destroy(),
  });
}
