import { problem } from '../errors.ts';
import { decodeJson, type Decoded } from '../json/decode.ts';
import { duplicateKeyIn } from '../json/duplicate-key.ts';
import { isJsonObject } from '../json/json.ts';
import { JsonScanner } from './json-scanner.ts';
import { decodeYaml } from './yaml.ts';

/** One document of an input, or what is wrong with its text. */
export interface ManifestDocument {
  /** Where it begins, counted from 1; of a document that is not YAML, where the mistake is. */
  readonly line: number;
  /** Where in that line the mistake is, when that is known. */
  readonly column?: number;
  /** Whether it is YAML, where text without quotes may be something else. */
  readonly yaml: boolean;
  readonly decoded: Decoded;
}

/**
 * Splits an input into documents as it is read: YAML documents, JSON documents, and JSON lines, also mixed. Holds one
 * document at a time, so memory does not grow with the input. A line of JSON lines that is not JSON is one failed
 * document, and the next line is read as if nothing had happened. Empty documents are left out. A document of YAML with more
 * than `maxYaml` characters is refused.
 */
export async function* documentsOf(lines: AsyncIterable<string>, maxYaml?: number): AsyncGenerator<ManifestDocument> {
  const splitter = new DocumentSplitter(maxYaml);
  for await (const line of lines) yield* splitter.push(line);
  yield* splitter.end();
}

const BLANK = /^\s*$/;
/** `---` and `...` at the beginning of a line end a document, even inside a block of text (YAML 1.1, 4.1.3). */
const SEPARATOR = /^(?:---|\.\.\.)(?=\s|$)/;
/** Comments and directives before a document. */
const PREAMBLE = /^\s*(?:#|$)|^%/;

const NONE: readonly ManifestDocument[] = [];

class DocumentSplitter {
  /** What the text since the last separator is; known from its first line. */
  #mode: 'undecided' | 'yaml' | 'json' = 'undecided';
  /** The lines of an unfinished document. */
  #pending: string[] = [];
  #scanner: JsonScanner | undefined;
  /** True once an object ended where its line ended, although it was broken: then every object is one line. */
  #oneLineEach = false;
  #line = 0;
  readonly #maxYaml: number | undefined;

  constructor(maxYaml: number | undefined) {
    this.#maxYaml = maxYaml;
  }

  push(line: string): readonly ManifestDocument[] {
    this.#line++;
    if (!SEPARATOR.test(line)) return this.#add(line);
    const documents = this.#finish(this.#line - 1);
    const rest = line.slice(3);
    return PREAMBLE.test(rest) ? documents : [...documents, ...this.#add(rest.trimStart())];
  }

  end(): readonly ManifestDocument[] {
    return this.#finish(this.#line);
  }

  #add(line: string): readonly ManifestDocument[] {
    if (this.#mode === 'undecided') {
      if (PREAMBLE.test(line)) return NONE;
      this.#mode = /^\s*[{[]/.test(line) ? 'json' : 'yaml';
    }
    return this.#mode === 'json' ? this.#addJson(line) : this.#addYaml(line);
  }

  #addYaml(line: string): readonly ManifestDocument[] {
    if (line.startsWith('{') && this.#pending.length > 0) {
      const decoded = decodeOnce(line);
      if (decoded.ok) return [...this.#endYamlBeforeJson(), placedDocument(decoded, this.#line)];
    }
    this.#pending.push(line);
    return NONE;
  }

  /** JSON lines whose first lines are broken look like YAML until the first good line. */
  #endYamlBeforeJson(): readonly ManifestDocument[] {
    const first = this.#line - this.#pending.length;
    const lines = this.#takePending();
    this.#mode = 'json';
    this.#oneLineEach = true;
    const document = yamlDocument(lines.join('\n'), first, this.#maxYaml);
    if (document.decoded.ok && isJsonObject(document.decoded.value)) return [document];
    return lines.flatMap((line, index) => oneLine(line, first + index));
  }

  #addJson(line: string): readonly ManifestDocument[] {
    if (this.#pending.length > 0) return this.#continueJson(line);
    if (BLANK.test(line)) return NONE;
    const decoded = decodeOnce(line);
    if (decoded.ok || decoded.problem.code !== 'JSON_SYNTAX' || this.#oneLineEach)
      return [placedDocument(decoded, this.#line)];
    this.#scanner = new JsonScanner();
    return this.#continueJson(line);
  }

  #continueJson(line: string): readonly ManifestDocument[] {
    this.#pending.push(line);
    const scan = this.#scanner?.feed(line);
    if (scan === 'more') return NONE;
    const first = this.#line - this.#pending.length + 1;
    const lines = this.#takePending();
    if (scan === 'done') return [eitherDocument(lines.join('\n'), first, this.#maxYaml)];
    this.#oneLineEach = true;
    return lines.flatMap((text, index) => oneLine(text, first + index));
  }

  /** Ends the text since the last separator; `last` is the number of its last line. */
  #finish(last: number): readonly ManifestDocument[] {
    const mode = this.#mode;
    this.#mode = 'undecided';
    this.#oneLineEach = false;
    const first = last - this.#pending.length + 1;
    const lines = this.#takePending();
    if (lines.length === 0) return NONE;
    const text = lines.join('\n');
    if (mode === 'yaml') return withoutEmpty(yamlDocument(text, first, this.#maxYaml));
    // Unfinished at the end: a broken line before others like it, or a document that was cut off.
    return lines.slice(1).some((line) => line.startsWith('{'))
      ? lines.flatMap((line, index) => oneLine(line, first + index))
      : [eitherDocument(text, first, this.#maxYaml)];
  }

  #takePending(): readonly string[] {
    const lines = this.#pending;
    this.#pending = [];
    this.#scanner = undefined;
    return lines;
  }
}

function oneLine(text: string, line: number): readonly ManifestDocument[] {
  return BLANK.test(text) ? NONE : [placedDocument(decodeOnce(text), line)];
}

/** Text in braces is JSON, or else YAML in its flow style. The problem that is told is the one of JSON. */
function eitherDocument(text: string, line: number, maxYaml: number | undefined): ManifestDocument {
  const json = decodeOnce(text);
  if (json.ok || json.problem.code !== 'JSON_SYNTAX') return placedDocument(json, line);
  const yaml = decodeYaml(text, maxYaml);
  const isYaml = yaml.ok && isJsonObject(yaml.value);
  return { line, yaml: isYaml, decoded: isYaml ? yaml : json };
}

/** Of a key that is there twice, API servers take the last one; a file with such a key has a mistake. */
function decodeOnce(text: string): Decoded {
  const decoded = decodeJson(text);
  const twice = decoded.ok ? duplicateKeyIn(text, decoded.value) : undefined;
  return twice ? { ok: false, problem: problem('JSON_DUPLICATE_KEY', { key: twice.key }), at: twice.at } : decoded;
}

function placedDocument(decoded: Decoded, first: number, yaml = false): ManifestDocument {
  if (decoded.ok || !decoded.at) return { line: first, yaml, decoded };
  return { line: first + decoded.at.line - 1, column: decoded.at.column, yaml, decoded };
}

function yamlDocument(text: string, first: number, maxYaml: number | undefined): ManifestDocument {
  const decoded = decodeYaml(text, maxYaml);
  return placedDocument(decoded, first, true);
}

function withoutEmpty(document: ManifestDocument): readonly ManifestDocument[] {
  return document.decoded.ok && document.decoded.value === null ? NONE : [document];
}
