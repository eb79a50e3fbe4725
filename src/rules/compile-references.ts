import type { Path } from '../engine/path.ts';
import type { ConversionRule } from './model.ts';

/** By version, where its objects name others. A spoke that says nothing has them where the hub has them. */
export function compileReferences({ spec }: ConversionRule): ReadonlyMap<string, readonly Path[]> {
  const inHub = spec.references ?? [];
  const byVersion = [
    [spec.hub, inHub] as const,
    ...spec.spokes.flatMap(({ apiVersions, references = inHub }) =>
      apiVersions.map((version) => [version, references] as const),
    ),
  ];
  return new Map(byVersion.filter(([, paths]) => paths.length > 0));
}
