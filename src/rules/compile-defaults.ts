import type { Defaults, DefaultsHook } from '../engine/defaults.ts';
import type { ConversionRule } from './model.ts';
import type { DefaultsText } from './model-defaults.ts';

/** TypeScript functions that built-in rules may name with `defaultsCode`. */
export type CodeDefaults = Readonly<Record<string, DefaultsHook>>;

/** Tells of a `defaultsCode` that does not exist. */
type ReportUnknown = (path: readonly PropertyKey[], name: string) => void;

/** The defaults of every version that has some. */
export function compileDefaults(
  { spec }: ConversionRule,
  code: CodeDefaults,
  reportUnknown: ReportUnknown,
): ReadonlyMap<string, Defaults> {
  const byVersion = new Map<string, Defaults>();
  const add = (versions: readonly string[], text: DefaultsText, path: readonly PropertyKey[]): void => {
    const { defaults: fields = [], defaultsCode: name } = text;
    const hook = name !== undefined && Object.hasOwn(code, name) ? code[name] : undefined;
    if (name !== undefined && !hook) reportUnknown([...path, 'defaultsCode'], name);
    if (fields.length === 0 && !hook) return;
    for (const version of versions) byVersion.set(version, { fields, hook });
  };
  add([spec.hub], spec, ['spec']);
  spec.spokes.forEach((spoke, index) => add(spoke.apiVersions, spoke, ['spec', 'spokes', index]));
  return byVersion;
}
