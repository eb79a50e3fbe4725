import type { User } from '@kubernetes/client-node';
import { encodeJson } from '../json/encode.ts';
import { isJsonObject, objectsAt, stringAt, type Json } from '../json/json.ts';

/**
 * A user whose plugin is told in which version of `ExecCredential` to answer, as kubectl tells it: the client (1.4.0) does not, and some plugins
 * refuse to answer then.
 */
export function withExecInfo(user: User): User {
  const exec = user.exec as Json | undefined;
  if (!isJsonObject(exec)) return user;
  const apiVersion = stringAt(exec, 'apiVersion') ?? 'client.authentication.k8s.io/v1';
  const value = encodeJson({ apiVersion, kind: 'ExecCredential', spec: { interactive: false } });
  return { ...user, exec: { ...exec, env: [...objectsAt(exec, 'env'), { name: 'KUBERNETES_EXEC_INFO', value }] } };
}
