/** Writes manifests/karmada/conversion-rule-crd.yaml: `npm run crd`. */
import { writeFile } from 'node:fs/promises';
import { CRD_FILE, renderCrd } from './conversion-rule-crd.ts';

await writeFile(CRD_FILE, await renderCrd());
