/**
 * The error catalogue: every failure that a user can meet has one entry here. The code is stable, the message names what
 * is wrong, and the hint says what to do. `docs/errors.md` is generated from this table.
 */
interface CatalogueEntry {
  /** HTTP status, where the failure is answered over HTTP. */
  readonly status: number;
  /** Reason of the Kubernetes `Status` (metav1.StatusReason), which clients act on. */
  readonly reason: string;
  /** The message; `{name}` is replaced by the parameter of that name. */
  readonly message: string;
  /** What the reader should do. */
  readonly hint: string;
}

export const CATALOGUE = {
  JSON_SYNTAX: {
    status: 400,
    reason: 'BadRequest',
    message: 'the text is not valid JSON: {reason}',
    hint: 'Send one well-formed JSON document.',
  },
  JSON_TOO_DEEP: {
    status: 400,
    reason: 'BadRequest',
    message: 'the object nests deeper than {limit} levels',
    hint: 'Flatten the object; no Kubernetes schema needs this depth.',
  },
  JSON_FORBIDDEN_KEY: {
    status: 400,
    reason: 'BadRequest',
    message: 'the object has a key {key}, which is not allowed',
    hint: 'Remove the key.',
  },
} as const satisfies Record<string, CatalogueEntry>;

export type ErrorCode = keyof typeof CATALOGUE;

/** Something that went wrong, as data: the core returns it, the edges print it in their protocol's form. */
export interface Problem {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string;
}

/** Fills the catalogue entry of `code`. Every `{name}` in its message must be among `parameters`. */
export function problem(code: ErrorCode, parameters: Readonly<Record<string, string | number>> = {}): Problem {
  const entry: CatalogueEntry = CATALOGUE[code];
  const message = entry.message.replace(/\{(\w+)\}/g, (_, name: string) => String(parameters[name] ?? `{${name}}`));
  return { code, message, hint: entry.hint };
}

/** A problem as an exception, for the edges where a return value cannot carry it. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(cause: Problem) {
    super(cause.message);
    this.name = 'ProblemError';
    this.problem = cause;
  }
}

/** The HTTP status that answers a problem. */
export function statusOf(code: ErrorCode): number {
  return CATALOGUE[code].status;
}
