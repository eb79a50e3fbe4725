import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { stringify } from 'yaml';
import { gvkOf } from '../src/kubernetes/group-version.ts';
import { loadBuiltinRules } from '../src/registry/builtin-rules.ts';
import { CONTROL_PLANE_KINDS } from '../src/webhooks/control-plane-kinds.ts';
import { webhookConfigurations } from '../src/webhooks/webhook-configurations.ts';

const FOLDER = join(import.meta.dirname, '../manifests/karmada');
const HEAD = `# Made by \`npm run webhooks\` from src/webhooks; do not edit. For the built-in rules, whatever version of a kind the API server
# serves; manifests/README.md says when to let Karmorph write it by itself.
`;

/** The webhook configurations for whoever does not let Karmorph write them: texts by file. */
export async function renderWebhooks(): Promise<ReadonlyMap<string, string>> {
  const rules = loadBuiltinRules();
  const built = rules.families.flatMap(({ kind, versions }) => versions.map((version) => gvkOf(version, kind)));
  const kinds = [...built, ...CONTROL_PLANE_KINDS.mutated, ...CONTROL_PLANE_KINDS.checked];
  const [mutating, validating] = webhookConfigurations({
    rules,
    resources: new Map(kinds.map((gvk) => [gvk, resourceOf(gvk)])),
    strict: [],
    url: 'https://karmorph.karmorph-system.svc',
    caBundle: '${KARMORPH_CA_BUNDLE}',
  });
  const texts = new Map<string, string>();
  for (const [name, object] of Object.entries({ mutating, validating })) {
    const file = join(FOLDER, `${name}-webhook.yaml`);
    const config = await resolveConfig(file);
    const text = HEAD + stringify(object, { aliasDuplicateObjects: false, lineWidth: 0 });
    texts.set(file, await format(text, { ...config, parser: 'yaml' }));
  }
  return texts;
}

/** As Kubernetes guesses it where it cannot ask (k8s.io/apimachinery/pkg/api/meta, UnsafeGuessKindToResource). */
function resourceOf(gvk: string): string {
  const singular = gvk.slice(gvk.lastIndexOf('/') + 1).toLowerCase();
  if (singular.endsWith('s')) return `${singular}es`;
  return singular.endsWith('y') ? `${singular.slice(0, -1)}ies` : `${singular}s`;
}
