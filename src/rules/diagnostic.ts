import type { ErrorCode } from '../errors.ts';

/** A mistake in a rule's text, with the place to look at. Lines and columns count from 1. */
export interface Diagnostic {
  readonly code: ErrorCode;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
  /** What to do about it. */
  readonly hint: string;
}

/** One line for a terminal: `file:line:column: CODE message. What to do.` */
export function formatDiagnostic({ file, line, column, code, message, hint }: Diagnostic): string {
  return `${file}:${String(line)}:${String(column)}: ${code} ${message}. ${hint}`;
}
