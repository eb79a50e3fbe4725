/**
 * `npm run bench [-- NAME...] [-- --json FILE]`: bundles test/bench as scripts/build.mjs bundles the program, and runs it. What is
 * measured is what is shipped: the loader of the tests keeps function names, which costs on every call that makes a function.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Modules that read files beside them find them still. */
const keepPlaces = {
  name: 'keep-places',
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      const contents = text
        .replaceAll('import.meta.dirname', JSON.stringify(dirname(path)))
        .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href));
      return { contents, loader: 'ts' };
    });
  },
};

const directory = await mkdtemp(join(tmpdir(), 'karmorph-bench-'));
try {
  await build({
    absWorkingDir: root,
    // The others are processes of their own, of which the first one knows by its environment.
    entryPoints: ['test/bench/run.ts', 'test/bench/admission-server.ts', 'test/bench/bare-proxy.ts'],
    outdir: directory,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    banner: {
      // Packages in CommonJS form call `require` for Node's own modules, which an ES module does not have.
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
    logLevel: 'warning',
    plugins: [keepPlaces],
  });
  const child = spawn(process.execPath, [join(directory, 'run.mjs'), ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: {
      ...process.env,
      KARMORPH_BENCH_SERVER: join(directory, 'admission-server.mjs'),
      KARMORPH_BENCH_PROXY: join(directory, 'bare-proxy.mjs'),
    },
  });
  process.exitCode = await new Promise((resolve) => child.once('close', (status) => resolve(status ?? 1)));
} finally {
  await rm(directory, { recursive: true });
}
