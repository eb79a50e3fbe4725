import { createHash } from 'node:crypto';
import { Agent, type RequestOptions } from 'node:https';
import { KubeConfig } from '@kubernetes/client-node';

/**
 * A KubeConfig that reuses connections: the client (1.4.0) makes an agent for every request, and so a TLS handshake.
 * Importing this module costs most of a second; import it when an API server is needed.
 */
export class PooledKubeConfig extends KubeConfig {
  #kept: { readonly key: string; readonly agent: Agent } | undefined;

  /** Fills in server trust, credentials and the kept agent; a new agent when CA or client certificate have changed. */
  override async applyToHTTPSOptions(options: RequestOptions): Promise<void> {
    await super.applyToHTTPSOptions(options);
    // A proxy's agent is not a plain one, and is left alone.
    if (!(options.agent instanceof Agent) || options.agent.constructor !== Agent) return;
    const key = keyOf(this.getCurrentCluster()?.server ?? '', options);
    if (this.#kept?.key !== key) {
      this.close();
      this.#kept = { key, agent: new Agent({ ...options.agent.options, keepAlive: true }) };
    }
    options.agent = this.#kept.agent;
  }

  /** Closes the connections that are kept; running requests on them end. */
  close(): void {
    this.#kept?.agent.destroy();
    this.#kept = undefined;
  }
}

/** Tells apart the servers, CAs and client certificates that a connection depends on. */
function keyOf(server: string, { ca, cert, key, servername, rejectUnauthorized }: RequestOptions): string {
  const hash = createHash('sha256');
  hash.update(JSON.stringify([server, ca, cert, key, servername, rejectUnauthorized]));
  return hash.digest('hex');
}
