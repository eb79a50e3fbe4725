/** Writes the webhook configurations in manifests/karmada: `npm run webhooks`. */
import { writeFile } from 'node:fs/promises';
import { renderWebhooks } from './webhook-manifests.ts';

for (const [file, text] of await renderWebhooks()) await writeFile(file, text);
