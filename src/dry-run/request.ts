import type { z } from 'zod';
import { problem, type Problem } from '../errors.ts';
import { isJsonObject, type Json, type JsonObject } from '../json/json.ts';
import { documentsOf } from '../manifest/documents.ts';
import { objectsOf } from '../manifest/objects.ts';
import { MAX_TEMPLATES, requestModel } from './model.ts';

/** Templates to plan, and the members to plan them for; undefined means all. */
export interface DryRunRequest {
  readonly templates: readonly JsonObject[];
  readonly members: readonly string[] | undefined;
}

export type ParsedDryRun =
  { readonly ok: true; readonly request: DryRunRequest } | { readonly ok: false; readonly problem: Problem };

/**
 * Reads the body of a dry run, JSON or YAML: `{templates, members}`, `{template, members}`, or Kubernetes objects as they
 * are. Lists stand for their items. Fails with `DRY_RUN_INVALID`, or as decoding JSON or YAML does.
 */
export async function parseDryRun(text: string): Promise<ParsedDryRun> {
  const values: Json[] = [];
  for await (const { line, column, decoded } of documentsOf(asLines(text))) {
    if (!decoded.ok)
      return { ok: false, problem: column === undefined ? decoded.problem : at(decoded.problem, line, column) };
    values.push(decoded.value);
  }
  const [first] = values;
  return values.length === 1 && isEnvelope(first) ? fromEnvelope(first) : requestOf(values, undefined);
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
  const { templates, template, members } = parsed.data;
  if ((templates === undefined) === (template === undefined)) {
    return invalid('it must have exactly one of "templates" and "template"');
  }
  return requestOf((templates ?? [template]) as Json[], members);
}

function reasonOfIssue({ path, message }: z.core.$ZodIssue): string {
  return path.length === 0 ? message : `${path.join('.')}: ${message}`;
}

function requestOf(values: readonly Json[], members: readonly string[] | undefined): ParsedDryRun {
  const templates: JsonObject[] = [];
  for (const [index, value] of values.entries()) {
    for (const item of objectsOf(value)) {
      if (!item.ok) return invalid(`template ${String(index + 1)} is not an object`);
      templates.push(item.object);
    }
  }
  if (templates.length === 0) return invalid('it holds no template');
  if (templates.length > MAX_TEMPLATES) return invalid(`it holds more than ${String(MAX_TEMPLATES)} templates`);
  return { ok: true, request: { templates, members } };
}

function invalid(reason: string): ParsedDryRun {
  return { ok: false, problem: problem('DRY_RUN_INVALID', { reason }) };
}
