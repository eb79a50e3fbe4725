import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { RequestOptions } from 'node:https';
import { dirname, resolve } from 'node:path';
import { loadYaml, type KubeConfig, type User } from '@kubernetes/client-node';
import { isJsonObject, objectAt, objectsAt, stringAt, type Json } from '../json/json.ts';

/** No provider that the client knows has this name. */
const PROVIDER = 'karmorph-token-file';

type Authenticator = Parameters<KubeConfig['addAuthenticator']>[0];

/**
 * Loads a kubeconfig file, with the `tokenFile` of its users: the client (1.4.0) reads `token-file`, which no kubeconfig has, and would send
 * nothing at all. As for kubectl, a path is relative to the kubeconfig, the file comes before a `token`, and it is read when somebody asks.
 * Throws what reading the kubeconfig throws.
 */
export function loadKubeconfig(config: KubeConfig, file: string): void {
  config.loadFromFile(file);
  config.addAuthenticator(AUTHENTICATOR);
  const tokenFiles = tokenFilesOf(loadYaml<Json>(readFileSync(file, 'utf8')));
  config.users = config.users.map((user): User => {
    const tokenFile = tokenFiles.get(user.name);
    if (tokenFile === undefined) return user;
    const authProvider = { name: PROVIDER, config: { path: resolve(dirname(file), tokenFile) } };
    // The client takes an empty token for none.
    return { ...user, token: '', authProvider };
  });
}

function tokenFilesOf(kubeconfig: Json): ReadonlyMap<string, string> {
  const users = isJsonObject(kubeconfig) ? objectsAt(kubeconfig, 'users') : [];
  const named = users.map((user) => [stringAt(user, 'name'), stringAt(objectAt(user, 'user'), 'tokenFile')] as const);
  return new Map(named.flatMap(([name, tokenFile]) => (name && tokenFile ? [[name, tokenFile] as const] : [])));
}

const AUTHENTICATOR: Authenticator = {
  isAuthProvider: (user) => pathOf(user) !== undefined,
  applyAuthentication: async (user, options: RequestOptions) => {
    const token = (await readFile(pathOf(user) ?? '', 'utf8')).trim();
    options.headers = Object.assign({}, options.headers, { Authorization: `Bearer ${token}` });
  },
};

function pathOf(user: User): string | undefined {
  const provider = user.authProvider as Json | undefined;
  if (!isJsonObject(provider) || provider.name !== PROVIDER) return undefined;
  return stringAt(objectAt(provider, 'config'), 'path');
}
