import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

const FILE = new URL('./data/kubernetes-openapi.json.gz', import.meta.url);

/** The packaged schemas as JSON text, unpacked anew at each call. Reads the disk; the build replaces this module by one that holds the data. */
export function packagedSchemaText(): string {
  return gunzipSync(readFileSync(FILE)).toString('utf8');
}
