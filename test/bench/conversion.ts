import { convert } from '../../src/engine/convert.ts';
import { decodeJson } from '../../src/json/decode.ts';
import { encodeJson } from '../../src/json/encode.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../src/json/json.ts';
import { loadBuiltinRules } from '../../src/registry/builtin-rules.ts';
import { kubernetesCode, type Work } from './kubernetes-code.ts';
import { millisecondsOf, millisecondsOfBoth } from './measure.ts';
import type { Row } from './row.ts';
import { corpusWork, largeList } from './workloads.ts';

const rules = loadBuiltinRules();

/** The conversion alone against what any program must do with the same bytes: parse and stringify. */
export function conversionAlone(): Row {
  const work = corpusWork();
  const objects = work.map(({ to, text }) => ({ to, object: decoded(text) }));
  const [ours, theirs] = millisecondsOfBoth(
    () => {
      for (const { object, to } of objects) convert(object, to, rules);
    },
    () => {
      for (const { text } of work) JSON.stringify(JSON.parse(text));
    },
  );
  return {
    name: 'conversion against JSON.parse + JSON.stringify, corpus',
    ours: (ours * 1000) / work.length,
    theirs: (theirs * 1000) / work.length,
    unit: 'microseconds per object',
    ratio: ours / theirs,
    goal: 'at most 0.25',
  };
}

/** Decode, convert and encode against the same done by Kubernetes' own code, object by object. */
export async function singleObjects(): Promise<Row> {
  const work = corpusWork();
  const milliseconds = millisecondsOf(() => {
    for (const item of work) convertText(item);
  });
  const theirs = (await kubernetesCode()).objectsPerSecond(work, 10);
  return speedRow('single objects against the Kubernetes code', (work.length * 1000) / milliseconds, {
    theirs,
    goal: 'at least 2.5',
  });
}

/** The same for one list of many large objects. */
export async function lists(count: number): Promise<Row> {
  const list = largeList(count);
  const milliseconds = millisecondsOf(() => convertListText(list));
  const theirs = (await kubernetesCode()).objectsPerSecond([list], 3) * count;
  const name = `a list of ${String(count)} objects of 10 kB against the Kubernetes code`;
  return speedRow(name, (count * 1000) / milliseconds, { theirs, goal: 'at least 1' });
}

function speedRow(name: string, ours: number, { theirs, goal }: { theirs: number; goal: string }): Row {
  return { name, ours, theirs, unit: 'objects per second and core', ratio: ours / theirs, goal };
}

/** Parsing and compiling every built-in rule, once in a fresh state each time. */
export function compilingRules(): Row {
  const ours = millisecondsOf(() => void loadBuiltinRules());
  return { name: 'compiling all built-in rules', ours, unit: 'milliseconds', goal: 'at most 100' };
}

function decoded(text: string): JsonObject {
  const result = decodeJson(text);
  if (!result.ok || !isJsonObject(result.value)) throw new Error('the workload is not JSON');
  return result.value;
}

function convertText({ to, text }: Work): string {
  return convertedText(decoded(text), to);
}

function convertListText({ to, text }: Work): string {
  const list = decoded(text);
  const items: Json[] = [];
  for (const item of isJsonArray(list.items) ? list.items : []) {
    const result = isJsonObject(item) ? convert(item, to, rules) : undefined;
    if (result?.ok) items.push(result.object);
  }
  return encodeJson({ ...list, apiVersion: to, items });
}

function convertedText(object: JsonObject, to: string): string {
  const result = convert(object, to, rules);
  return result.ok ? encodeJson(result.object) : '';
}
