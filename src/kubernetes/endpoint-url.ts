/** A value that was checked, or the reason why it cannot be used, worded to follow a field's name. */
export type Checked = { readonly ok: true; readonly value: string } | { readonly ok: false; readonly reason: string };

/**
 * Checks the address of a member's API server and gives it as `https://host:port`. Only the origin counts: paths would be
 * confused with those of requests, and credentials would end up in logs.
 */
export function checkEndpointUrl(text: string): Checked {
  if (!URL.canParse(text)) return { ok: false, reason: `"${text}" is not a URL` };
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') return { ok: false, reason: 'must not contain credentials' };
  if (url.protocol !== 'https:') return { ok: false, reason: `"${text}" must begin with https://` };
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    return { ok: false, reason: `"${text}" must not have a path, a query or a fragment` };
  }
  return { ok: true, value: url.origin };
}
