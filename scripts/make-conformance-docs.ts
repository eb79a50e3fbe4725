/** Writes docs/conformance.md: `npm run docs:conformance`. */
import { writeFile } from 'node:fs/promises';
import { CONFORMANCE_DOCS, renderConformance } from '../test/conformance/docs.ts';

await writeFile(CONFORMANCE_DOCS, await renderConformance());
