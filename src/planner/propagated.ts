import { convert, type ConvertOptions } from '../engine/convert.ts';
import type { RuleSet } from '../engine/rule-set.ts';
import { stringAt, type JsonObject } from '../json/json.ts';
import { serves, watchedKinds, type Capabilities } from '../kubernetes/capabilities.ts';
import { gvkOf, parseGroupVersion } from '../kubernetes/group-version.ts';

/**
 * A template in the version in which Karmada sees and propagates it, whatever its author wrote: the one that the control
 * plane prefers in the template's group ({@link watchedKinds}). Where there is no rule, or the template cannot be converted whole, it stays as it is.
 */
export function asPropagated(
  template: JsonObject,
  controlPlane: Capabilities,
  rules: RuleSet,
  options: ConvertOptions = {},
): JsonObject {
  const from = stringAt(template, 'apiVersion') ?? '';
  const kind = stringAt(template, 'kind') ?? '';
  if (!serves(controlPlane, from, kind)) return template;
  const { group } = parseGroupVersion(from);
  const watched = watchedKinds(controlPlane);
  const preferred = rules
    .familyOf(from, kind)
    ?.versions.find((version) => parseGroupVersion(version).group === group && watched.has(gvkOf(version, kind)));
  if (preferred === undefined || preferred === from) return template;
  const converted = convert(template, preferred, rules, options);
  return converted.ok && converted.losses.length === 0 ? converted.object : template;
}
