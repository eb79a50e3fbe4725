import { problem, ProblemError } from '../errors.ts';

/** What becomes of fields that nobody knows, and of those that are there twice: nothing, a warning, or a refusal. */
export type FieldValidation = 'Ignore' | 'Warn' | 'Strict';

const LEVELS: readonly FieldValidation[] = ['Ignore', 'Strict', 'Warn'];
/** By method of the request. */
const OPTIONS: Readonly<Record<string, string>> = {
  POST: 'CreateOptions',
  PUT: 'UpdateOptions',
  PATCH: 'PatchOptions',
};

interface Asked {
  readonly query: string;
  readonly method: string | undefined;
  /** The release that clients take the member for, such as `1.34`. */
  readonly release: string | undefined;
}

/** Since this minor of 1, API servers warn where a request says nothing (KEP-2885, ServerSideFieldValidation); those before it do not look. */
const FIRST_TO_WARN = 25;

/**
 * What a request asks for, as API servers read it (k8s.io/apimachinery, ValidateFieldValidation). Throws
 * `FIELD_VALIDATION` for what is none of these.
 */
export function fieldValidation({ query, method = '', release }: Asked): FieldValidation {
  const value = new URLSearchParams(query).get('fieldValidation') ?? '';
  const level = value === '' ? unasked(release) : LEVELS.find((each) => each === value);
  if (level) return level;
  const kind = OPTIONS[method] ?? 'CreateOptions';
  const supported = ['', ...LEVELS].map((each) => JSON.stringify(each)).join(', ');
  const message = `Unsupported value: ${JSON.stringify(value)}: supported values: ${supported}`;
  throw new ProblemError({
    ...problem('FIELD_VALIDATION', { kind, message }),
    about: { group: 'meta.k8s.io', kind },
    causes: [{ reason: 'FieldValueNotSupported', message, field: 'fieldValidation' }],
  });
}

function unasked(release: string | undefined): FieldValidation {
  const minor = Number(release?.split('.')[1] ?? FIRST_TO_WARN);
  return minor < FIRST_TO_WARN ? 'Ignore' : 'Warn';
}

/** The query for a member: whatever an object has that the client's version lacks has been told already. */
export function withoutFieldValidation(query: string): string {
  const parameters = new URLSearchParams(query);
  parameters.set('fieldValidation', 'Ignore');
  return `?${parameters.toString()}`;
}
