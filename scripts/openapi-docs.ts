import { join } from 'node:path';
import { format } from 'prettier';
import packageJson from '../package.json' with { type: 'json' };
import { openApiDocument } from '../src/dry-run/openapi.ts';

/** Where the document is kept. */
export const OPENAPI_DOCS = join(import.meta.dirname, '../docs/openapi.json');

/** The OpenAPI document as a file, formatted as every other. */
export function renderOpenApi(): Promise<string> {
  return format(JSON.stringify(openApiDocument(packageJson.version)), { parser: 'json', printWidth: 120 });
}
