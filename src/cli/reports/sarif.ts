import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import packageJson from '../../../package.json' with { type: 'json' };
import { CATALOGUE, type ErrorCode } from '../../errors.ts';
import { encodeJson } from '../../json/encode.ts';
import type { JsonObject } from '../../json/json.ts';
import type { Diagnostic } from '../../rules/diagnostic.ts';

/** A finding, and how bad it is. */
export interface SarifFinding extends Diagnostic {
  readonly level: 'error' | 'warning' | 'note';
}

/** Findings as a SARIF 2.1.0 log, which code hosts show beside the lines. */
export function sarifReport(findings: readonly SarifFinding[]): string {
  const codes = [...new Set(findings.map(({ code }) => code))].sort();
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: { name: 'karmorph', version: packageJson.version, rules: codes.map(ruleOf) },
        },
        columnKind: 'utf16CodeUnits',
        results: findings.map((finding) => resultOf(finding, codes)),
      },
    ],
  };
  return `${encodeJson(log, 2)}\n`;
}

function ruleOf(code: ErrorCode): JsonObject {
  const { message, hint } = CATALOGUE[code];
  return { id: code, shortDescription: { text: message }, help: { text: hint } };
}

function resultOf({ code, level, message, hint, ...place }: SarifFinding, codes: readonly ErrorCode[]): JsonObject {
  return {
    ruleId: code,
    ruleIndex: codes.indexOf(code),
    level,
    message: { text: `${message}. ${hint}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uriOf(place.file) },
          region: { startLine: place.line, startColumn: place.column },
        },
      },
    ],
  };
}

/** A relative path stays relative, as a reference that a URI parser reads. */
function uriOf(file: string): string {
  return isAbsolute(file) ? pathToFileURL(file).href : file.split('/').map(encodeURIComponent).join('/');
}
