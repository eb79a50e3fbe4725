/**
 * Makes src/inventory/data/served-versions.json: which kinds an API server of each Kubernetes minor serves by default.
 *
 *   node scripts/make-served-versions.mjs FACTS_DIR SWAGGER_FILE...
 *
 * FACTS_DIR holds families.json and lifecycle.json: the kinds that have or had several versions. The swagger files
 * (api/openapi-spec/swagger.json of k8s.io/kubernetes releases, `go mod download k8s.io/kubernetes@v1.34.4`) add resource names,
 * whether a kind is namespaced, and the kinds that have only ever had one version.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const OUTPUT = new URL('../src/inventory/data/served-versions.json', import.meta.url);
/** Wire types and subresources appear in families, but not in discovery as kinds of their own. */
const ROLES = new Set(['resource', 'review']);

const [facts, ...swaggerFiles] = process.argv.slice(2);
if (facts === undefined || swaggerFiles.length === 0) {
  console.error('usage: node scripts/make-served-versions.mjs FACTS_DIR SWAGGER_FILE...');
  process.exit(2);
}

const read = (file) => JSON.parse(readFileSync(file, 'utf8'));
const apiVersionOf = ({ group, version }) => (group === '' ? version : `${group}/${version}`);
const minorNumber = (minor) => Number(minor.split('.')[1]);

const lifecycle = read(join(facts, 'lifecycle.json'));
const lifecycleOf = new Map(lifecycle.map((row) => [`${apiVersionOf(row)}/${row.kind}`, row]));
const severalVersions = new Set(lifecycle.map(({ group, kind }) => `${group}/${kind}`));

const contiguous = (numbers) => Math.max(...numbers) - Math.min(...numbers) + 1 === numbers.length;

const rows = [];
const minors = new Set();
for (const family of read(join(facts, 'families.json'))) {
  const servedIn = new Map();
  for (const [minor, apiVersions] of Object.entries(family.servedByDefaultIn)) {
    minors.add(minorNumber(minor));
    for (const apiVersion of apiVersions) {
      servedIn.set(apiVersion, [...(servedIn.get(apiVersion) ?? []), minorNumber(minor)]);
    }
  }
  for (const [apiVersion, served] of servedIn) {
    const { role, goTypesSeenInMinors } = lifecycleOf.get(`${apiVersion}/${family.kind}`);
    if (!ROLES.has(role)) continue;
    // Upstream's tag dates discovery.k8s.io/v1beta1 to 1.16, whose module has no such type: it came with 1.17.
    const [from, to] = [Math.max(Math.min(...served), goTypesSeenInMinors[0]), Math.max(...served)];
    if (!contiguous(served)) throw new Error(`${apiVersion} ${family.kind} is served in minors with a gap`);
    rows.push({ apiVersion, kind: family.kind, from, to });
  }
}

/** Resources of one swagger file by `group/Kind`: from paths that end in the resource's name. */
function resourcesOf(swagger) {
  const found = new Map();
  for (const [path, item] of Object.entries(swagger.paths)) {
    const match = /^\/api(?:s\/[^/]+)?\/v[^/]+\/(namespaces\/\{namespace\}\/)?([^/{}]+)\/?$/.exec(path);
    const gvk = (item.post ?? item.get)?.['x-kubernetes-group-version-kind'];
    if (!match || !gvk) continue;
    const key = `${gvk.group}/${gvk.kind}`;
    const known = found.get(key) ?? { resource: match[2], namespaced: false, versions: new Set() };
    found.set(key, {
      ...known,
      namespaced: known.namespaced || match[1] !== undefined,
      versions: known.versions.add(gvk.version),
    });
  }
  return found;
}

const swaggers = swaggerFiles.map((file) => resourcesOf(read(file)));
const resources = new Map(swaggers.flatMap((found) => [...found]));
const [first, last] = [Math.min(...minors), Math.max(...minors)];

// A kind with the one stable version in every release given has been served all along: core/v1 and batch/v1 Job.
for (const [key, { versions }] of swaggers[0]) {
  const everywhere = swaggers.every((found) => found.get(key)?.versions.has('v1'));
  if (severalVersions.has(key) || !everywhere || versions.size !== 1) continue;
  const [group, kind] = [key.slice(0, key.indexOf('/')), key.slice(key.indexOf('/') + 1)];
  rows.push({ apiVersion: apiVersionOf({ group, version: 'v1' }), kind, from: first, to: last });
}

const groupOf = (apiVersion) => (apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '');
const lines = rows
  .map((row) => {
    const known = resources.get(`${groupOf(row.apiVersion)}/${row.kind}`);
    if (!known) throw new Error(`no swagger file has ${row.apiVersion} ${row.kind}`);
    const { resource, namespaced } = known;
    return { apiVersion: row.apiVersion, kind: row.kind, resource, namespaced, from: row.from, to: row.to };
  })
  .sort((a, b) => (`${a.kind} ${a.apiVersion}` < `${b.kind} ${b.apiVersion}` ? -1 : 1))
  .map((row) => `    ${JSON.stringify(row)}`);

writeFileSync(OUTPUT, `{\n  "first": ${first},\n  "last": ${last},\n  "kinds": [\n${lines.join(',\n')}\n  ]\n}\n`);
console.error(`${lines.length} kinds, 1.${first} to 1.${last}`);
