/** Writes the CustomResourceDefinitions in manifests/karmada: `npm run crd`. */
import { writeFile } from 'node:fs/promises';
import { renderCrds } from './crds.ts';

for (const [file, text] of await renderCrds()) await writeFile(file, text);
