import { stringAt, type JsonObject } from '../json/json.ts';
import { parseGroupVersion } from '../kubernetes/group-version.ts';

const GROUP = /(^|\.)(karmada\.io|karmorph\.io)$/;

/** True for an object of Karmada or Karmorph: it stays on the control plane, and no member ever gets it. */
export function staysOnControlPlane(object: JsonObject): boolean {
  return GROUP.test(parseGroupVersion(stringAt(object, 'apiVersion') ?? '').group);
}
