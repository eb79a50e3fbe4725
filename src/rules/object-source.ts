import { problem } from '../errors.ts';
import { formatRulePath } from './issues.ts';
import type { RuleSource } from './source.ts';

/** Objects have no lines: their diagnostics name the field. `file` stands for the object in messages. */
export function objectSource(file: string): RuleSource {
  const position = { line: 1, column: 1 };
  return {
    file,
    position: () => position,
    diagnose: (code, path, parameters) => {
      const { message, hint } = problem(code, parameters);
      return { code, file, ...position, field: formatRulePath(path), message, hint };
    },
  };
}
