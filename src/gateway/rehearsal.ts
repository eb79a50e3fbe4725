import { represerve } from '../engine/preserve.ts';
import { encodeJson } from '../json/encode.ts';
import type { JsonObject } from '../json/json.ts';
import { keepPreserved } from './convert-request.ts';
import type { ConvertedRequest } from './exchange.ts';
import { callMember, storedObject } from './member-answer.ts';
import { dryRunQuery, isDryRun } from './query.ts';
import { pathIn } from './route.ts';

/*
 * What a member makes of an object shows only in its answer, and a correction afterwards is a second write: until it is
 * done, a watch shows an object that does not read back exactly, and a client such as Karmada would write again. So once a
 * member has needed a correction for a kind, every later write of that kind is sent as a dry run first, and then once.
 */

/** A write that is about to be sent. */
export interface Draft {
  /** The object in the client's version. */
  readonly sent: JsonObject;
  /** The same, converted for the member. */
  readonly object: JsonObject;
  readonly method: string;
}

/** Remembers that the member of this request does not keep objects of this kind as they are sent. */
export function rehearseFromNowOn(request: ConvertedRequest): void {
  request.exchange.context.rehearsed.add(keyOf(request));
}

/** Whether writes of this kind are sent to the member of this request as a dry run first. */
export function isRehearsed(request: ConvertedRequest): boolean {
  return request.exchange.context.rehearsed.has(keyOf(request));
}

/**
 * The object to write, with the annotation that makes reading it back exact. It is the object given when nothing needs to
 * be found out first, or when the member cannot tell: some webhooks refuse dry runs.
 */
export async function rehearse(request: ConvertedRequest, { sent, object, method }: Draft): Promise<JsonObject> {
  const { exchange, path, translation } = request;
  const { context, target } = exchange;
  if (!isRehearsed(request) || isDryRun(target.query)) return object;
  const answer = await callMember(exchange, {
    method,
    path: pathIn(translation.served, path) + dryRunQuery(target.query),
    body: Buffer.from(encodeJson(object)),
  });
  const stored = storedObject(answer, translation);
  const exact = stored && represerve(sent, stored, context.rules(), translation.references);
  return exact ? keepPreserved(object, exact) : object;
}

function keyOf({ exchange, translation }: ConvertedRequest): string {
  return `${exchange.member.name} ${translation.served} ${translation.family.kind}`;
}
