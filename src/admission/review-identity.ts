import { hash } from 'node:crypto';

/** What tells a review from others. */
export interface ReviewIdentity {
  readonly uid: string;
  /** Equal for two reviews that say the same of the same, whatever their uid. */
  readonly digest: string;
}

/** How every API server begins a review: Go writes fields in the order of their type. */
const HEAD = '{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"';
const UID = /^[\w-]{1,64}$/;

/**
 * The identity of the text of a review, told without parsing it; undefined for a text that begins in another way, which may be as good a
 * review. A second uid further on is part of the digest.
 */
export function reviewIdentity(text: string): ReviewIdentity | undefined {
  if (!text.startsWith(HEAD)) return undefined;
  const end = text.indexOf('"', HEAD.length);
  const uid = text.slice(HEAD.length, end);
  return UID.test(uid) ? { uid, digest: hash('sha256', text.slice(end), 'base64') } : undefined;
}
