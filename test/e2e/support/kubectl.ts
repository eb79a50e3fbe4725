import { spawn } from 'node:child_process';
import type { KubeObject } from './client.ts';
import type { Fleet } from './fleet.ts';

export interface KubectlResult {
  readonly code: number | null;
  readonly stdout: string;
  /** Where kubectl prints the warnings of webhooks. */
  readonly stderr: string;
}

/** Runs `kubectl apply` against Karmada's API server, as a user does. */
export async function kubectlApply(fleet: Fleet, ...objects: readonly KubeObject[]): Promise<KubectlResult> {
  const args = ['--kubeconfig', fleet.karmada.api.kubeconfig, 'apply', '-f', '-'];
  return new Promise((resolve, reject) => {
    const child = spawn(fleet.environment.binaries.kubectl, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
    child.stdin.end(JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }));
  });
}
