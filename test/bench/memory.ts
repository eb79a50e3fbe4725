import { send } from '../support/https-client.ts';
import { readCorpus } from '../upstream/corpus.ts';
import type { Row } from './row.ts';
import { withServer, type ServerProcess } from './server-process.ts';

const MEBIBYTE = 1024 * 1024;

/** The resident memory of the server with all rules, after it has planned an object of every version for two minors. */
export function memory(): Promise<Row> {
  return withServer(async (server) => {
    const templates = readCorpus().flatMap(({ cases }) => cases.slice(0, 1).map(({ input }) => input));
    const body = JSON.stringify({ templates });
    const { status, text } = await send(server, '/v1/dry-run', { body, agent: server.agent });
    if (status !== 200) throw new Error(`the dry run failed: ${text}`);
    const name = `memory of the server, ${String(templates.length)} templates planned for two minors`;
    return { name, ours: await residentMebibytes(server), unit: 'MiB resident', goal: 'at most 120' };
  });
}

/** What the server's process has in memory. */
export async function residentMebibytes(server: ServerProcess): Promise<number> {
  const metrics = (await send(server, '/metrics', { agent: server.agent })).text;
  return Number(/^process_resident_memory_bytes (\d+)$/m.exec(metrics)?.[1]) / MEBIBYTE;
}
