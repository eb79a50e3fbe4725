import { formatDiagnostic, type Diagnostic } from './diagnostic.ts';

/** Thrown when rule files have mistakes; each is in `diagnostics`. */
export class RulesRefused extends Error {
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[]) {
    super(['rule files have mistakes:', ...diagnostics.map(formatDiagnostic)].join('\n'));
    this.name = 'RulesRefused';
    this.diagnostics = diagnostics;
  }
}
