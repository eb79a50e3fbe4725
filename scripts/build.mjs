/**
 * Bundles src/main.ts with everything it needs into one executable file, dist/karmorph.js, or the file named by
 * `--outfile`. The built-in rules are part of it, so the file runs wherever Node does.
 */
import { chmod } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { tsImport } from 'tsx/esm/api';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values } = parseArgs({ options: { outfile: { type: 'string', default: `${root}dist/karmorph.js` } } });

/** Replaces the module that reads the rules from disk by one that holds their texts. */
const embedRules = {
  name: 'embed-rules',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]src[\\/]registry[\\/]rule-texts\.ts$/ }, async () => {
      const { builtinRuleTexts } = await tsImport('../src/registry/rule-texts.ts', import.meta.url);
      const texts = JSON.stringify(builtinRuleTexts());
      return { contents: `export const builtinRuleTexts = () => ${texts};`, loader: 'js' };
    });
  },
};

await build({
  absWorkingDir: root,
  entryPoints: ['src/main.ts'],
  outfile: values.outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  banner: {
    // Packages in CommonJS form call `require` for Node's own modules, which an ES module does not have.
    js: [
      '#!/usr/bin/env node',
      "import { createRequire as __createRequire } from 'node:module';",
      'const require = __createRequire(import.meta.url);',
    ].join('\n'),
  },
  legalComments: 'eof',
  logLevel: 'warning',
  plugins: [embedRules],
});
await chmod(values.outfile, 0o755);
