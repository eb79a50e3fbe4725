import { formatDiagnostic, type Diagnostic } from './diagnostic.ts';

/** Thrown when files with rules, or other `files`, have mistakes; each is in `diagnostics`. */
export class RulesRefused extends Error {
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[], files = 'rule files') {
    super([`${files} have mistakes:`, ...diagnostics.map(formatDiagnostic)].join('\n'));
    this.name = 'RulesRefused';
    this.diagnostics = diagnostics;
  }
}
