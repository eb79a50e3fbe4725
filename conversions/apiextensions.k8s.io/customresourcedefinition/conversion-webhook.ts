import { putField, takeField } from '../../../src/engine/field.ts';
import type { Draft, Scope } from '../../../src/engine/scope.ts';
import { isJsonArray, type Json } from '../../../src/json/json.ts';

/** `spec.conversion` of v1beta1 is flat; v1 has an object `webhook` in it. */
export function toV1Conversion(conversion: Draft, scope: Scope): void {
  const clientConfig = takeField(conversion, ['webhookClientConfig'], scope);
  const conversionReviewVersions = takeField(conversion, ['conversionReviewVersions'], scope);
  if (clientConfig !== undefined) putField(conversion, ['webhook', 'clientConfig'], clientConfig, scope);
  if (conversionReviewVersions !== undefined) {
    putField(conversion, ['webhook', 'conversionReviewVersions'], conversionReviewVersions, scope);
  }
}

/** The reverse; a webhook without a client and without versions is no webhook. */
export function toV1beta1Conversion(conversion: Draft, scope: Scope): void {
  const webhook = scope.child(conversion, 'webhook');
  scope.remove(conversion, 'webhook');
  if (!webhook) return;
  const { clientConfig, conversionReviewVersions, ...unknown } = webhook;
  if (isSet(clientConfig)) putField(conversion, ['webhookClientConfig'], clientConfig, scope);
  if (isSet(conversionReviewVersions) && !isEmptyList(conversionReviewVersions)) {
    putField(conversion, ['conversionReviewVersions'], conversionReviewVersions, scope);
  }
  for (const [key, value] of Object.entries(unknown)) scope.lose(['webhook', key], value ?? null, UNKNOWN);
}

function isSet(value: Json | undefined): value is Json {
  return value !== undefined && value !== null;
}

function isEmptyList(value: Json): boolean {
  return isJsonArray(value) && value.length === 0;
}

const UNKNOWN = 'the older version has no such field';
