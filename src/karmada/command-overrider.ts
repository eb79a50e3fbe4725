import { isJsonObject, stringAt, stringsAt, type JsonObject } from '../json/json.ts';
import { containersOf } from './containers.ts';
import type { Overriders } from './override-policy.ts';
import type { Operations } from './operations.ts';

/** Adds to, or removes from, the command or the arguments of a container; nothing where there is no such container. */
export function commandOperations(
  object: JsonObject,
  field: 'command' | 'args',
  { containerName, operator, value }: Overriders['commandOverrider'][number],
): Operations {
  const { path = '', containers = [] } = containersOf(object) ?? {};
  const operations = [...containers.entries()].flatMap(([index, container]) => {
    if (!isJsonObject(container) || stringAt(container, 'name') !== containerName) return [];
    const before = stringsAt(container, field);
    return [{ op: 'add' as const, path: `${path}/${String(index)}/${field}`, value: changed(before, operator, value) }];
  });
  return { ok: true, operations };
}

function changed(before: readonly string[], operator: string, value: readonly string[]): readonly string[] {
  if (operator === 'add') return [...before, ...value];
  return operator === 'remove' ? before.filter((each) => !value.includes(each)) : before;
}
