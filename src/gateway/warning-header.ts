import type { OutgoingHttpHeaders } from 'node:http';

/** Headers with a `Warning` (RFC 7234) for each text, which kubectl shows; those of the member stay. */
export function withWarnings(headers: OutgoingHttpHeaders, texts: readonly string[]): OutgoingHttpHeaders {
  if (texts.length === 0) return headers;
  const own: unknown = headers.warning;
  const warnings: readonly unknown[] = Array.isArray(own) ? own : [];
  return Object.assign(headers, { warning: [...warnings, ...texts.map((text) => `299 - "${quotable(text)}"`)] });
}

/** Quoted text of a header: ASCII that is printed, no longer than a terminal bears. */
function quotable(text: string): string {
  return text
    .replace(/[^\x20-\x7e]/g, '?')
    .slice(0, 512)
    .replace(/["\\]/g, '\\$&');
}
