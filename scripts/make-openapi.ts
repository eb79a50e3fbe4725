/** Writes docs/openapi.json: `npm run docs:openapi`. */
import { writeFile } from 'node:fs/promises';
import { OPENAPI_DOCS, renderOpenApi } from './openapi-docs.ts';

await writeFile(OPENAPI_DOCS, await renderOpenApi());
