/** An https URL without a path, as `https://host:port`. Undefined for anything else. */
export function httpsOrigin(text: string | undefined): string | undefined {
  const url = text !== undefined && URL.canParse(text) ? new URL(text) : undefined;
  return url?.protocol === 'https:' && url.href === `${url.origin}/` ? url.origin : undefined;
}
