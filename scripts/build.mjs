/**
 * Bundles src/main.ts with everything it needs into one executable file, dist/karmorph.js, or the file named by
 * `--outfile`. The built-in rules and the packaged schemas are part of it, so the file runs wherever Node does.
 */
import { chmod, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { tsImport } from 'tsx/esm/api';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values } = parseArgs({ options: { outfile: { type: 'string', default: `${root}dist/karmorph.js` } } });

/** Replaces the modules that read the rules, their cases and READMEs from disk by ones that hold the texts. */
const embedRules = {
  name: 'embed-rules',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]src[\\/]registry[\\/]rule-texts\.ts$/ }, async () => {
      const { builtinRuleTexts } = await tsImport('../src/registry/rule-texts.ts', import.meta.url);
      const texts = JSON.stringify(builtinRuleTexts());
      return { contents: `export const builtinRuleTexts = () => ${texts};`, loader: 'js' };
    });
    onLoad({ filter: /[\\/]src[\\/]registry[\\/]companion-texts\.ts$/ }, async () => {
      const { builtinCompanionTexts } = await tsImport('../src/registry/companion-texts.ts', import.meta.url);
      const texts = JSON.stringify(builtinCompanionTexts());
      return { contents: `export const builtinCompanionTexts = () => ${texts};`, loader: 'js' };
    });
  },
};

/** Replaces the module that reads the packaged schemas from disk by one that holds them, packed: most commands never need them. */
const embedSchemas = {
  name: 'embed-schemas',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]src[\\/]schema[\\/]packaged-text\.ts$/ }, async () => {
      const data = await readFile(`${root}src/schema/data/kubernetes-openapi.json.gz`, 'base64');
      const contents = [
        "import { gunzipSync } from 'node:zlib';",
        `export const packagedSchemaText = () => gunzipSync(Buffer.from('${data}', 'base64')).toString('utf8');`,
      ].join('\n');
      return { contents, loader: 'js' };
    });
  },
};

/** Ends the build when a built-in rule has mistakes, and prints them. */
async function checkRules() {
  const { loadBuiltinRules } = await tsImport('../src/registry/builtin-rules.ts', import.meta.url);
  try {
    loadBuiltinRules();
  } catch (error) {
    if (error.diagnostics === undefined) throw error;
    console.error(error.message);
    process.exit(1);
  }
}

await checkRules();
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
  // Names stay, for stack traces. V8 holds the whole text in memory, and one letter beyond Latin-1 in a comment would double it.
  minifyWhitespace: true,
  // A dependency of the Kubernetes client asks for Node's own module, which newer releases warn of on standard error.
  alias: { punycode: fileURLToPath(import.meta.resolve('punycode/punycode.js')) },
  legalComments: 'eof',
  logLevel: 'warning',
  plugins: [embedRules, embedSchemas],
});
await chmod(values.outfile, 0o755);
