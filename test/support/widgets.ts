import type { Json, JsonObject } from '../../src/json/json.ts';
import type { FakeMember } from './fake-member.ts';
import { rulesFrom } from './rules.ts';

/** A family whose v1 and v1beta1 call a field otherwise than v2, and have no `tint`. */
export const WIDGET_RULES = rulesFrom(`
apiVersion: karmorph.io/v1alpha1
kind: ConversionRule
metadata: { name: widgets.example.com }
spec:
  kind: Widget
  hub: example.com/v2
  spokes:
    - apiVersions: [example.com/v1, example.com/v1beta1]
      lens:
        - move: { from: spec.colour, to: spec.color }
        - drop: { side: hub, path: spec.tint, reason: v1 has no tint }
`);

export const V1 = 'example.com/v1';
export const V2 = 'example.com/v2';
export const WIDGETS_V1 = '/apis/example.com/v1/namespaces/shop/widgets';
export const WIDGETS_V2 = '/apis/example.com/v2/namespaces/shop/widgets';

/** A Widget in any version. */
export function widget(apiVersion: string, spec: JsonObject, metadata: JsonObject = {}): JsonObject {
  return { apiVersion, kind: 'Widget', metadata: { name: 'w', namespace: 'shop', ...metadata }, spec };
}

const VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];

/** Widgets as an APIResourceList has them. */
export function widgetEntries(): readonly JsonObject[] {
  const own = { singularName: 'widget', namespaced: true };
  const below = { singularName: '', namespaced: true };
  return [
    { name: 'widgets', ...own, kind: 'Widget', verbs: VERBS, shortNames: ['wd'], storageVersionHash: 'abc=' },
    { name: 'widgets/status', ...below, kind: 'Widget', verbs: ['get', 'patch', 'update'] },
    { name: 'widgets/scale', ...below, group: 'autoscaling', version: 'v1', kind: 'Scale', verbs: ['get', 'update'] },
  ];
}

/** Makes a member answer legacy discovery: these versions of `example.com`, each with Widgets in it. */
export function serveWidgets(member: FakeMember, versions: readonly string[]): FakeMember {
  const groupVersions = versions.map((version) => ({ groupVersion: `example.com/${version}`, version }));
  const group = { name: 'example.com', versions: groupVersions, preferredVersion: groupVersions[0] ?? null };
  const document = (kind: string, rest: Record<string, Json>): { json: Json } => ({
    json: { kind, apiVersion: 'v1', ...rest },
  });
  member.on('GET /version', { json: { gitVersion: 'v1.21.14' } });
  member.on('GET /apis', document('APIGroupList', { groups: versions.length === 0 ? [] : [group] }));
  for (const version of versions) {
    member.on(
      `GET /apis/example.com/${version}`,
      document('APIResourceList', { groupVersion: `example.com/${version}`, resources: widgetEntries() }),
    );
  }
  return member;
}
