import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { problem, type Problem } from '../errors.ts';
import { decodeJson, reasonOf } from '../json/decode.ts';
import type { Capabilities } from '../kubernetes/capabilities.ts';
import { checkEndpointUrl, type Checked } from '../kubernetes/endpoint-url.ts';
import type { OwnSchemas } from '../schema/node.ts';
import { schemasFromOpenApi, type SchemasFromOpenApi } from '../schema/openapi.ts';
import { changeCapabilities, type CapabilityChanges } from './capability-changes.ts';
import { fixedInventory, writtenTraits, type FixedMember } from './fixed-inventory.ts';
import { decodeFleet, type FleetDocument, type FleetMember, type FleetPath } from './fleet-schema.ts';
import type { Inventory, MemberEndpoint } from './inventory.ts';
import { checkCaBundle } from './member-endpoint.ts';
import { NEWEST_MINOR, servedBy } from './served-versions.ts';

/** The fleet, or everything that is wrong with the file. */
export type Fleet =
  { readonly ok: true; readonly inventory: Inventory } | { readonly ok: false; readonly problems: readonly Problem[] };

/** Where a fleet file is from: its name for messages, and how to read the files that it names. */
export interface FleetSource {
  readonly file: string;
  /** Reads a `caFile` or an `openapi` file, given as it stands in the fleet file. Throws when it cannot, or when it is larger. */
  readonly readFile: (path: string, maxBytes: number) => string;
}

const MEBIBYTE = 1024 * 1024;
const MAX_CA_BYTES = MEBIBYTE;
/** An API server's own document has some 4 MB; each CustomResourceDefinition adds to it. */
const MAX_OPENAPI_BYTES = 32 * MEBIBYTE;

/** Reads a fleet file, and the files it names, from disk. FLEET_FILE_UNREADABLE when it is not there. */
export function loadFleetFile(path: string): Fleet {
  const readFile = (file: string, maxBytes: number): string => boundedText(resolve(dirname(path), file), maxBytes);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    return { ok: false, problems: [problem('FLEET_FILE_UNREADABLE', { file: path, reason: reasonOf(error) })] };
  }
  return parseFleet(text, { file: path, readFile });
}

function boundedText(path: string, maxBytes: number): string {
  const file = openSync(path, 'r');
  try {
    const status = fstatSync(file);
    if (!status.isFile()) throw new Error('it is no regular file');
    if (status.size > maxBytes) throw new Error(`it is larger than ${maxBytes / MEBIBYTE} MiB`);
    return readFileSync(file, 'utf8');
  } finally {
    closeSync(file);
  }
}

/**
 * Makes an inventory from the text of a fleet file. Every mistake is reported, each with file, line, member and field:
 * FLEET_FILE_INVALID for names and types, FLEET_FIELD_INVALID for what the fields say.
 */
export function parseFleet(text: string, source: FleetSource): Fleet {
  const decoded = decodeFleet(text, source.file);
  if (!decoded.ok) return decoded;
  const reader = new FleetReader(decoded.document, source);
  const { controlPlane, members } = decoded.document.fleet;
  const capabilities = reader.capabilities(['controlPlane'], {
    add: [],
    remove: [],
    ...controlPlane,
    kubernetesVersion: controlPlane?.kubernetesVersion ?? NEWEST_MINOR,
  });
  const read = members.map((member, index) => reader.member(member, ['members', index]));
  if (reader.problems.length > 0 || !capabilities) return { ok: false, problems: reader.problems };
  return {
    ok: true,
    inventory: fixedInventory(
      read.filter((member) => member !== undefined),
      capabilities,
    ),
  };
}

/** Reads the fields of one document and gathers what is wrong with them. */
class FleetReader {
  readonly problems: Problem[] = [];
  readonly #document: FleetDocument;
  readonly #source: FleetSource;
  readonly #names = new Set<string>();
  /** By fingerprint: members that serve the same share one object. */
  readonly #shared = new Map<string, Capabilities>();
  /** By Kubernetes minor and file. */
  readonly #schemas = new Map<string, SchemasFromOpenApi>();

  constructor(document: FleetDocument, source: FleetSource) {
    this.#document = document;
    this.#source = source;
  }

  member(written: FleetMember, path: FleetPath): FixedMember | undefined {
    const { name, labels } = written;
    if (this.#names.has(name)) this.#refuse([...path, 'name'], 'is the name of an earlier member too');
    this.#names.add(name);
    const capabilities = this.capabilities(path, written);
    const endpoint = this.#endpoint(written, path);
    const schemas = capabilities && this.#own(written.openapi, capabilities, [...path, 'openapi']);
    if (!capabilities) return undefined;
    const member = { name, capabilities, endpoint, ...(labels && { labels }), ...(schemas && { schemas }) };
    return { member, traits: writtenTraits(written) };
  }

  /** What a member's own OpenAPI document says; a file is read once for all members of a minor. */
  #own(file: string | undefined, { kubernetesVersion }: Capabilities, path: FleetPath): OwnSchemas | undefined {
    if (file === undefined) return undefined;
    const key = `${kubernetesVersion ?? ''} ${file}`;
    const found = this.#schemas.get(key) ?? this.#schemasIn(file, kubernetesVersion);
    this.#schemas.set(key, found);
    if (found.ok) return found.schemas;
    this.#refuse(path, found.reason);
    return undefined;
  }

  #schemasIn(file: string, kubernetesVersion: string | undefined): SchemasFromOpenApi {
    try {
      const decoded = decodeJson(this.#source.readFile(file, MAX_OPENAPI_BYTES));
      if (!decoded.ok) return { ok: false, reason: `is no OpenAPI document: ${decoded.problem.message}` };
      return schemasFromOpenApi(decoded.value, { kubernetesVersion });
    } catch (error) {
      return { ok: false, reason: `cannot be read: ${reasonOf(error)}` };
    }
  }

  capabilities(path: FleetPath, written: CapabilityChanges & { kubernetesVersion: string }): Capabilities | undefined {
    const served = servedBy(written.kubernetesVersion);
    if (!served.ok) {
      this.#refuse([...path, 'kubernetesVersion'], served.problem.message);
      return undefined;
    }
    const changed = changeCapabilities(served.capabilities, written);
    if (!changed.ok) {
      const entry = written[changed.field][changed.index] ?? '';
      this.#refuse([...path, changed.field, changed.index], `"${entry}" ${changed.reason}`);
      return undefined;
    }
    const { capabilities } = changed;
    const shared = this.#shared.get(capabilities.fingerprint) ?? capabilities;
    this.#shared.set(capabilities.fingerprint, shared);
    return shared;
  }

  #endpoint(written: FleetMember, path: FleetPath): MemberEndpoint | undefined {
    const { apiEndpoint, caBundle, caFile } = written;
    const bundleField = caFile === undefined ? 'caBundle' : 'caFile';
    if (caBundle !== undefined && caFile !== undefined)
      this.#refuse([...path, 'caFile'], 'cannot stand beside caBundle');
    if (apiEndpoint === undefined) {
      if ((caBundle ?? caFile) !== undefined) this.#refuse([...path, bundleField], 'needs an apiEndpoint');
      return undefined;
    }
    const url = this.#checked(checkEndpointUrl(apiEndpoint), [...path, 'apiEndpoint']);
    const pem = caFile === undefined ? caBundle : this.#read(caFile, [...path, 'caFile']);
    const bundle = pem === undefined ? undefined : this.#checked(checkCaBundle(pem), [...path, bundleField]);
    return url === undefined ? undefined : { url, caBundle: bundle };
  }

  #read(file: string, path: FleetPath): string | undefined {
    try {
      return this.#source.readFile(file, MAX_CA_BYTES);
    } catch (error) {
      this.#refuse(path, `cannot be read: ${reasonOf(error)}`);
      return undefined;
    }
  }

  #checked(checked: Checked, path: FleetPath): string | undefined {
    if (checked.ok) return checked.value;
    this.#refuse(path, checked.reason);
    return undefined;
  }

  #refuse(path: FleetPath, reason: string): void {
    this.problems.push(problem('FLEET_FIELD_INVALID', { ...this.#document.locate(path), reason }));
  }
}
