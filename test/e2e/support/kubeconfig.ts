import { writeFileSync } from 'node:fs';

export interface KubeconfigOptions {
  readonly server: string;
  readonly caPem: string;
  readonly token: string;
}

/** Writes a kubeconfig with one context. It is JSON, which every reader of YAML understands. */
export function writeKubeconfig(file: string, { server, caPem, token }: KubeconfigOptions): void {
  const name = 'e2e';
  const kubeconfig = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': name,
    clusters: [{ name, cluster: { server, 'certificate-authority-data': Buffer.from(caPem).toString('base64') } }],
    users: [{ name, user: { token } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
  };
  writeFileSync(file, JSON.stringify(kubeconfig, undefined, 2), { mode: 0o600 });
}
