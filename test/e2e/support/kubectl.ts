import { spawn } from 'node:child_process';
import type { ApiServer } from './api-server.ts';
import type { Binaries } from './binaries.ts';
import type { KubeObject } from './client.ts';

export interface KubectlResult {
  readonly code: number | null;
  readonly stdout: string;
  /** Where kubectl prints the warnings of webhooks. */
  readonly stderr: string;
}

/** Runs kubectl to its end, whatever its exit code. */
export async function kubectl(binaries: Binaries, args: readonly string[], stdin = ''): Promise<KubectlResult> {
  return runToEnd(binaries.kubectl, args, stdin);
}

/** Runs a program to its end, whatever its exit code. */
export async function runToEnd(program: string, args: readonly string[], stdin: string): Promise<KubectlResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
    child.stdin.end(stdin);
  });
}

/** Runs `kubectl apply` against an API server, as a user does. */
export async function kubectlApply(
  binaries: Binaries,
  server: ApiServer,
  objects: readonly KubeObject[],
): Promise<KubectlResult> {
  const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects });
  return kubectl(binaries, ['--kubeconfig', server.kubeconfig, 'apply', '-f', '-'], list);
}
