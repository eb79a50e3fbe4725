import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { parseAllDocuments } from 'yaml';
import { normalize, normalizeText } from './normalize.ts';

/** A run of a program, to its end or until it has said enough. */
export interface Invocation {
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly stdin?: string;
  /** Called with each line of standard output; the program is ended when it gives true. */
  readonly enough?: (line: string) => boolean | Promise<boolean>;
}

/** What came of it; the exit code is null where it was ended. */
export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** However long a client waits for something: less than this. */
const LONGEST_MS = 40_000;

/** Runs a program. One that does not end is ended after 40 s, which is then in its standard error. */
export function runProgram({ program, args, env = {}, stdin = '', enough }: Invocation): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'pipe'] });
    let [stdout, stderr] = ['', ''];
    const late = setTimeout(() => {
      stderr += `ended after ${LONGEST_MS / 1000} s\n`;
      child.kill();
    }, LONGEST_MS);
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    if (enough) {
      createInterface({ input: child.stdout }).on('line', (line) => {
        Promise.resolve(enough(line)).then((done) => done && child.kill(), reject);
      });
    }
    child.stdin.on('error', () => undefined);
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(late);
      resolve({ code, stdout, stderr });
    });
    child.stdin.end(stdin);
  });
}

/** What two servers can have in common of it: decoded where it is JSON or YAML, else line by line. */
export function normalizeOutcome({ code, stdout, stderr }: Outcome): unknown {
  return { code, stdout: decoded(stdout) ?? linesOf(stdout), stderr: linesOf(stderr) };
}

function decoded(text: string): unknown {
  if (/^apiVersion: /.test(text)) return parseAllDocuments(text).map((document) => normalize(document.toJS()));
  if (!text.startsWith('{')) return undefined;
  // kubectl prints one document after the other.
  const documents = text.trimEnd().split(/(?<=^})\n/m);
  try {
    return documents.map((document) => normalize(JSON.parse(document)));
  } catch {
    return undefined;
  }
}

/** `5s`, `2m5s`, as a column. */
const AGE = /(?<=\s)(\d+[smhd]){1,2}(?=\s|$)/g;
const TIMES = [
  /\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d| [+-]\d{4} UTC)?/g,
  /\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d [+-]\d{4}/g,
  /\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4}/g,
];
/** Where kubectl keeps what it compares, and what `diff` says of that. */
const DIFF_FILES = /^(diff|---|\+\+\+) .*\/(LIVE|MERGED)-\d+\/(\S+).*$/;
/** Where a change is depends on fields without a value before it. */
const HUNK = /^@@ .* @@$/;
/** As in YAML, with the mark of `diff` in front. */
const OWN_FIELDS = /^([ +-]?\s*(resourceVersion|uid): ).*$/;

function linesOf(text: string): readonly string[] {
  return text.trimEnd().split('\n').map(lineOf);
}

function lineOf(line: string): string {
  return TIMES.reduce((text, time) => text.replace(time, '<time>'), normalizeText(line))
    .replace(DIFF_FILES, '$1 $3')
    .replace(HUNK, '@@')
    .replace(OWN_FIELDS, '$1<own>')
    .replace(AGE, '<age>')
    .replace(/(?<=\S) {2,}/g, '  ')
    .trimEnd();
}
