import { setImmediate as nextTurn } from 'node:timers/promises';
import type { z } from 'zod';
import { problem, type Problem } from '../errors.ts';
import { isJsonObject, type Json, type JsonObject } from '../json/json.ts';
import { documentsOf } from '../manifest/documents.ts';
import { nameOf, objectsOf } from '../manifest/objects.ts';
import { MAX_SERVED_YAML } from '../manifest/yaml.ts';
import { readInput, type InputPolicies } from './input.ts';
import { MAX_TEMPLATES, requestModel } from './model.ts';
import { DEFAULT_NAMESPACE } from './default-namespace.ts';

/** Templates to plan, and with what. */
export interface DryRunRequest {
  readonly templates: readonly JsonObject[];
  /** Policies among them, which count as if they were applied. */
  readonly policies: InputPolicies;
  /** The members to plan for; undefined means all. */
  readonly members: readonly string[] | undefined;
  /** Where templates are that need a namespace and name none. */
  readonly namespace: string;
}

export type ParsedDryRun =
  { readonly ok: true; readonly request: DryRunRequest } | { readonly ok: false; readonly problem: Problem };

/**
 * Reads the body of a dry run, JSON or YAML: `{templates, members}`, `{template, members}`, or Kubernetes objects as they
 * are. Lists stand for their items. Fails with `DRY_RUN_INVALID`, or as decoding JSON or YAML does.
 */
export async function parseDryRun(text: string): Promise<ParsedDryRun> {
  const values: Json[] = [];
  for await (const { line, column, decoded } of documentsOf(asLines(text), MAX_SERVED_YAML)) {
    if (!decoded.ok)
      return { ok: false, problem: column === undefined ? decoded.problem : at(decoded.problem, line, column) };
    values.push(decoded.value);
    // Reading YAML takes long: others have their turn after each document.
    await nextTurn();
  }
  const [first] = values;
  return values.length === 1 && isEnvelope(first) ? fromEnvelope(first) : requestOf(values, {});
}

function at(problem: Problem, line: number, column: number): Problem {
  return { ...problem, message: `line ${String(line)}, column ${String(column)}: ${problem.message}` };
}

async function* asLines(text: string): AsyncGenerator<string> {
  yield* await Promise.resolve(text.replace(/^\uFEFF/, '').split(/\r?\n/));
}

function isEnvelope(value: Json | undefined): value is JsonObject {
  return isJsonObject(value) && value.kind === undefined && value.apiVersion === undefined;
}

function fromEnvelope(value: JsonObject): ParsedDryRun {
  const parsed = requestModel.safeParse(value);
  if (!parsed.success) return invalid(parsed.error.issues.map(reasonOfIssue).join('; '));
  const { templates, template, members, namespace } = parsed.data;
  if ((templates === undefined) === (template === undefined)) {
    return invalid('it must have exactly one of "templates" and "template"');
  }
  return requestOf((templates ?? [template]) as Json[], { members, namespace });
}

function reasonOfIssue({ path, message }: z.core.$ZodIssue): string {
  return path.length === 0 ? message : `${path.join('.')}: ${message}`;
}

interface Choices {
  readonly members?: readonly string[] | undefined;
  readonly namespace?: string | undefined;
}

function requestOf(values: readonly Json[], { members, namespace = DEFAULT_NAMESPACE }: Choices): ParsedDryRun {
  const objects: { readonly object: JsonObject }[] = [];
  for (const [index, value] of values.entries()) {
    for (const item of objectsOf(value)) {
      if (!item.ok) return invalid(`template ${String(index + 1)} is not an object`);
      objects.push({ object: item.object });
    }
  }
  if (objects.length > MAX_TEMPLATES) return invalid(`it holds more than ${String(MAX_TEMPLATES)} templates`);
  const { templates, policies, mistakes } = readInput(objects, namespace);
  const [mistake] = mistakes;
  if (mistake) return invalid(`${nameOf(mistake.item.object)}: ${mistake.reason}`);
  if (templates.length === 0) return invalid('it holds no template');
  return { ok: true, request: { templates: templates.map(({ object }) => object), policies, members, namespace } };
}

function invalid(reason: string): ParsedDryRun {
  return { ok: false, problem: problem('DRY_RUN_INVALID', { reason }) };
}
