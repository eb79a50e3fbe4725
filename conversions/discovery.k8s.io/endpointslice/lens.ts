import { isEmpty, putField, takeField } from '../../../src/engine/field.ts';
import type { Lens } from '../../../src/engine/rule-set.ts';
import { literalPath } from '../../../src/engine/path.ts';
import type { Draft, Scope } from '../../../src/engine/scope.ts';
import { walk } from '../../../src/engine/walk.ts';
import type { Json } from '../../../src/json/json.ts';

const ENDPOINTS = literalPath('endpoints[*]');
const ZONE = 'topology.kubernetes.io/zone';
const HOSTNAME = 'kubernetes.io/hostname';

/** v1beta1 has a map of topology labels; v1 has fields for zone and node, and keeps the rest in `deprecatedTopology`. */
export const endpointSlice: Lens = (object, direction, scope) => {
  const draft = scope.draft(object);
  const convert = direction === 'up' ? fromTopology : toTopology;
  walk(draft, ENDPOINTS, scope, (endpoint) => convert(endpoint, scope));
  return draft;
};

function fromTopology(endpoint: Draft, scope: Scope): void {
  const topology = scope.child(endpoint, 'topology');
  scope.remove(endpoint, 'topology');
  if (!topology) return;
  const zone = takeField(topology, [ZONE], scope);
  if (zone !== undefined) putField(endpoint, ['zone'], zone, scope);
  // Only a hostname that says the same as nodeName goes: at v1beta1 the two may differ.
  if (endpoint.nodeName === topology[HOSTNAME]) scope.remove(topology, HOSTNAME);
  if (!isEmpty(topology)) putField(endpoint, ['deprecatedTopology'], scope.settle(topology), scope);
}

function toTopology(endpoint: Draft, scope: Scope): void {
  const zone = takeField(endpoint, ['zone'], scope);
  const topology = scope.child(endpoint, 'deprecatedTopology') ?? scope.draft({});
  scope.remove(endpoint, 'deprecatedTopology');
  if (zone !== undefined) {
    const replaced = topology[ZONE] ?? zone;
    if (replaced !== zone) scope.lose(['deprecatedTopology', ZONE], replaced, REASON);
    topology[ZONE] = zone;
  }
  addHostname(topology, endpoint.nodeName ?? undefined);
  if (!isEmpty(topology)) putField(endpoint, ['topology'], topology, scope);
}

/** A hostname that is there already may differ from the node's name, and stays. */
function addHostname(topology: Draft, nodeName: Json | undefined): void {
  const hostname = topology[HOSTNAME] ?? '';
  if (nodeName !== undefined && hostname === '') topology[HOSTNAME] = nodeName;
}

const REASON = 'discovery.k8s.io/v1beta1 has one zone, and the field zone is the one that counts';
