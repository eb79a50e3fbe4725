import type { ErrorCode } from '../errors.ts';

/** A mistake in a rule's text, with the place to look at. Lines and columns count from 1. */
export interface Diagnostic {
  readonly code: ErrorCode;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The field of a rule that is an object, such as `spec.spokes[0].lens[2]`; objects have no lines. */
  readonly field?: string;
  readonly message: string;
  /** What to do about it. */
  readonly hint: string;
}

/** One line about an object: `field: CODE message. What to do.` */
export function formatFieldDiagnostic({ field = 'the rule', code, message, hint }: Diagnostic): string {
  const text = message.startsWith(`${field}: `) ? message.slice(field.length + 2) : message;
  return `${field}: ${code} ${text}. ${hint}`;
}

/** One line for a terminal: `file:line:column: CODE message. What to do.` */
export function formatDiagnostic({ file, line, column, code, message, hint }: Diagnostic): string {
  return `${file}:${String(line)}:${String(column)}: ${code} ${message}. ${hint}`;
}
