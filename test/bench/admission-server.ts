/** One side of the admission benchmark, as a process of its own: `admission-server.ts ours|bare MEMBERS`. */
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createAuthority } from '../../certs/authority.ts';
import { issueCertificate } from '../../certs/issue.ts';
import { loadBuiltinRules } from '../../src/registry/builtin-rules.ts';
import { startService } from '../../src/server/service.ts';
import { gatherLines } from '../../src/telemetry/gathered-lines.ts';
import { createLogger } from '../../src/telemetry/logger.ts';
import { inventoryOf, memberOf } from '../support/fleet.ts';

/** What the benchmark asks for, and what it is answered. */
export type Question = { readonly ask: 'usage' } | { readonly answers: Answers };
export type Answers = Readonly<Record<string, { readonly response?: object }>>;
export type Answer =
  | { readonly port: number; readonly ca: string }
  /** Microseconds of CPU since the process began. */
  | { readonly usage: number };

const [side, count = '0'] = process.argv.slice(2);
const authority = await createAuthority({ commonName: 'bench', days: 1, now: new Date() });
const pair = await issueCertificate(authority, {
  ...{ commonName: 'bench', ipAddresses: ['127.0.0.1'], usage: 'server', days: 1, now: new Date() },
});
/** By the end of the uid, what the other side said. */
let answers: Answers = {};
const port = side === 'ours' ? await ours(Number(count)) : await bare();

process.on('message', (question: Question) => {
  if ('answers' in question) answers = question.answers;
  const { user, system } = process.cpuUsage();
  process.send?.({ usage: user + system } satisfies Answer);
});
process.send?.({ port, ca: authority.certificate } satisfies Answer);

async function ours(members: number): Promise<number> {
  const minors = ['1.18', '1.21', '1.25', '1.29', '1.34'];
  const fleet = Array.from({ length: members }, (_, i) => memberOf(`m${String(i)}`, minors[i % minors.length] ?? ''));
  const rules = loadBuiltinRules();
  const service = await startService({
    ...{ host: '127.0.0.1', port: 0, version: 'bench', inventory: inventoryOf(fleet), rules: () => rules },
    certificates: { pair, follow: () => ({ close: () => undefined }) },
    // As it is run: a line for each request.
    logger: createLogger('info', gatherLines(process.stderr)),
  });
  return service.port;
}

/** The least that a webhook can do: it reads, parses and writes. */
async function bare(): Promise<number> {
  const server = createServer({ cert: pair.certificate, key: pair.privateKey }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { request: review } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { request: { uid: string } };
      const { response: said, ...answer } = answers[review.uid.slice(-1)] ?? {};
      const body = Buffer.from(JSON.stringify({ ...answer, response: { ...said, uid: review.uid } }));
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
      response.end(body);
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return (server.address() as AddressInfo).port;
}
