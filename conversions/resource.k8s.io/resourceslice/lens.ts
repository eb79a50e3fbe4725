import { literalPath } from '../../../src/engine/path.ts';
import type { Lens } from '../../../src/engine/rule-set.ts';
import type { Draft, Scope } from '../../../src/engine/scope.ts';
import { walk } from '../../../src/engine/walk.ts';
import { isJsonArray, isJsonObject } from '../../../src/json/json.ts';

const SPEC = literalPath('spec');
const DEVICES = literalPath('spec.devices[*]');

/** Fields of a device that are in `basic` (k8s.io/api/resource/v1alpha3, BasicDevice, the last release with it: 1.33). */
const BASIC = ['attributes', 'consumesCounters', 'nodeName', 'nodeSelector', 'allNodes', 'taints'];

/**
 * v1alpha3 has devices as v1beta1 has them, with quantities where later versions have objects that hold one
 * (pkg/apis/resource/v1alpha3/conversion.go of Kubernetes 1.33).
 */
export const v1alpha3: Lens = (object, direction, scope) => {
  const draft = scope.draft(object);
  walk(draft, DEVICES, scope, (device) => (direction === 'up' ? fromBasic(device, scope) : toBasic(device, scope)));
  if (direction === 'down') walk(draft, SPEC, scope, omitZeros);
  return draft;
};

/** Pointers in the hub only: v1alpha3 leaves out what is empty or false. */
function omitZeros(spec: Draft): void {
  if (spec.nodeName === '') Reflect.deleteProperty(spec, 'nodeName');
  if (spec.allNodes === false) Reflect.deleteProperty(spec, 'allNodes');
}

function fromBasic(device: Draft, scope: Scope): void {
  const basic = scope.child(device, 'basic');
  Reflect.deleteProperty(device, 'basic');
  if (!basic) return;
  scope.within('basic', () => holdQuantities(basic, scope));
  Object.assign(device, basic);
}

function holdQuantities(basic: Draft, scope: Scope): void {
  const capacity = scope.child(basic, 'capacity');
  for (const [name, value = null] of Object.entries(capacity ?? {})) {
    if (isJsonObject(value) || isJsonArray(value)) throw scope.typeMismatch(['capacity', name], 'a quantity', value);
    if (capacity) capacity[name] = { value };
  }
}

function toBasic(device: Draft, scope: Scope): void {
  const basic = scope.draft({});
  for (const field of BASIC) {
    if (Object.hasOwn(device, field)) basic[field] = device[field] ?? null;
    Reflect.deleteProperty(device, field);
  }
  const capacity = scope.child(device, 'capacity');
  Reflect.deleteProperty(device, 'capacity');
  if (capacity) scope.within('capacity', () => (basic.capacity = quantitiesOf(capacity, scope)));
  for (const [field, value = null] of Object.entries(device)) {
    if (field === 'name') continue;
    scope.lose([field], value, `resource.k8s.io/v1alpha3 has no ${field}`);
    Reflect.deleteProperty(device, field);
  }
  device.basic = basic;
}

function quantitiesOf(capacity: Draft, scope: Scope): Draft {
  const quantities = scope.draft({});
  for (const name of Object.keys(capacity)) {
    const { value = null, ...others } = scope.child(capacity, name) ?? {};
    for (const [field, lost = null] of Object.entries(others)) scope.lose([name, field], lost, NO_POLICY);
    quantities[name] = value ?? '0';
  }
  return quantities;
}

const NO_POLICY = 'resource.k8s.io/v1alpha3 has the quantity alone';
