import { formatPath, type Path } from '../../engine/path.ts';
import type { SchemaNode } from '../../schema/node.ts';
import { similarName } from './similar-name.ts';
import { typeName } from './type-name.ts';

/** What may have been meant by a path that leads nowhere, for messages. */
export type Suggestion = Readonly<Record<'hint' | 'meant', string>>;

/** What may have been meant by the last part of a path that is not in its parent. `meant` is empty when nothing is like it. */
export function suggestionIn(parent: SchemaNode, path: Path): Suggestion {
  const segment = path.at(-1);
  if (segment?.kind !== 'key') return { hint: `; there is ${typeName(parent)}`, meant: '' };
  const name = parent.kind === 'object' ? similarName(segment.key, parent.fields.keys()) : undefined;
  if (name === undefined) return { hint: '', meant: '' };
  const meant = formatPath([...path.slice(0, -1), { kind: 'key', key: name }]);
  return { hint: `; perhaps it is ${meant}`, meant };
}
