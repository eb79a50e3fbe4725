import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Replica } from './replica.ts';

const PROBE_MS = 100;

/** One address for several replicas, as a Service is: it asks /readyz of each, and connects clients with those that are ready. */
export class Balancer {
  readonly url: string;
  readonly #server: Server;
  readonly #replicas: readonly Replica[];
  readonly #ready = new Set<Replica>();
  readonly #open = new Set<Socket>();
  #turn = 0;
  #probing = true;

  static async start(replicas: readonly Replica[]): Promise<Balancer> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Balancer(server, replicas);
  }

  private constructor(server: Server, replicas: readonly Replica[]) {
    this.#server = server;
    this.#replicas = replicas;
    this.url = `https://127.0.0.1:${(server.address() as { port: number }).port}`;
    for (const replica of replicas) {
      this.#ready.add(replica);
      void this.#probe(replica);
    }
    server.on('connection', (socket) => this.#accept(socket));
  }

  async stop(): Promise<void> {
    this.#probing = false;
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#open) socket.destroy();
    await closed;
  }

  async #probe(replica: Replica): Promise<void> {
    while (this.#probing) {
      if (await replica.answers('/readyz')) this.#ready.add(replica);
      else this.#ready.delete(replica);
      await new Promise((resolve) => setTimeout(resolve, PROBE_MS));
    }
  }

  #accept(near: Socket): void {
    const ready = this.#replicas.filter((replica) => this.#ready.has(replica));
    const replica = ready[this.#turn++ % ready.length];
    if (!replica) near.resetAndDestroy();
    else this.#join(near, connect(replica.port, '127.0.0.1'));
  }

  #join(near: Socket, far: Socket): void {
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#open.add(one);
      one.on('error', () => other.destroy());
      one.once('close', () => {
        this.#open.delete(one);
        other.destroySoon();
      });
      one.pipe(other);
    }
  }
}
