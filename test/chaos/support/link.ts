import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** A way over TCP that can fail: what the network, a load balancer or a firewall does to connections. */
export class Link {
  readonly port: number;
  /** Connections so far. */
  connections = 0;
  readonly #server: Server;
  readonly #target: number;
  readonly #open = new Set<Socket>();
  #swallowing = false;

  /** Leads to a port of this host. */
  static async start(target: number): Promise<Link> {
    const server = createServer();
    await listen(server, 0);
    return new Link(server, target);
  }

  private constructor(server: Server, target: number) {
    this.#server = server;
    this.#target = target;
    this.port = (server.address() as { port: number }).port;
    server.on('connection', (socket) => this.#accept(socket));
  }

  /** Cuts every connection; new ones are made as before. */
  cut(): void {
    for (const socket of this.#open) socket.resetAndDestroy();
  }

  /** Refuses connections until {@link repair}, and cuts those that are there. */
  async refuse(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.cut();
    await closed;
  }

  /** Takes connections and keeps those that are there, but delivers nothing in either direction until {@link repair}. */
  swallow(): void {
    this.#swallowing = true;
  }

  /** Works again. What was swallowed is lost, so that the connections of that time are of no use. */
  async repair(): Promise<void> {
    this.#swallowing = false;
    if (!this.#server.listening) await listen(this.#server, this.port);
  }

  async stop(): Promise<void> {
    if (this.#server.listening) await this.refuse();
  }

  #accept(near: Socket): void {
    this.connections++;
    const far = connect(this.#target, '127.0.0.1');
    let broken = false;
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#open.add(one);
      one.on('error', () => undefined);
      one.on('data', (bytes) => {
        broken ||= this.#swallowing;
        if (!broken) other.write(bytes);
      });
      one.once('close', () => {
        this.#open.delete(one);
        if (!broken || one === near) other.destroy();
      });
    }
  }
}

async function listen(server: Server, port: number): Promise<void> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
}
