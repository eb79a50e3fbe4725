import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The directory of one run: certificates, kubeconfigs, logs, etcd data. */
export class RunDirectory {
  readonly path = mkdtempSync(join(tmpdir(), 'karmorph-e2e-'));

  constructor() {
    process.once('exit', this.#remove);
  }

  file(...names: readonly string[]): string {
    return join(this.path, ...names);
  }

  folder(name: string): string {
    const path = this.file(name);
    mkdirSync(path, { recursive: true });
    return path;
  }

  /** After a failure the logs are what one needs, so then the directory stays and is named. */
  close(keep: boolean): void {
    process.removeListener('exit', this.#remove);
    if (keep) process.stdout.write(`\n  logs of this run: ${this.path}\n`);
    else this.#remove();
  }

  readonly #remove = (): void => rmSync(this.path, { recursive: true, force: true });
}
