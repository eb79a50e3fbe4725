/** Writes docs/errors.md: `npm run docs:errors`. */
import { writeFile } from 'node:fs/promises';
import { ERROR_DOCS, renderErrorDocs } from './error-docs.ts';

await writeFile(ERROR_DOCS, await renderErrorDocs());
