import { Environment } from '@marcbachmann/cel-js';
import type { RE2JS } from 're2js';
import { charactersCost, type Meter } from './meter.ts';

/**
 * Functions and methods that an expression may use. Left out are those that depend on the host's time zone, those that
 * read bytes, and those that this file replaces.
 */
export const FUNCTIONS: ReadonlySet<string> = new Set([
  'size',
  'int',
  'double',
  'string',
  'bool',
  'dyn',
  'type',
  'has',
]);
export const METHODS: ReadonlySet<string> = new Set(
  ['size', 'startsWith', 'endsWith', 'contains', 'indexOf', 'lastIndexOf', 'substring', 'lowerAscii', 'upperAscii']
    .concat(['trim', 'split', 'join', 'replace', 'matches'])
    .concat(['all', 'exists', 'exists_one', 'map', 'filter', 'bind'])
    .concat(['of', 'none', 'hasValue', 'value', 'or', 'orValue']),
);

/** Names that begin so are the engine's own. */
export const RESERVED_PREFIX = '__';

/** Methods of the library that are called by another name, where they are bounded: regular expressions in linear time. */
export const REPLACED: ReadonlyMap<string, string> = new Map(
  ['matches', 'join', 'lowerAscii', 'upperAscii'].map((name) => [name, `${RESERVED_PREFIX}${name}`]),
);

const LIMITS = { maxAstNodes: 5000, maxDepth: 64, maxListElements: 1000, maxMapEntries: 1000, maxCallArguments: 8 };

/** A pattern is compiled once; rules have literal patterns only, so there are few. */
export type Patterns = Map<string, RE2JS>;

/** An environment in which exactly these variables exist, all of any type. The functions count what they cost. */
export function createEnvironment(variables: readonly string[], meter: Meter, patterns: Patterns): Environment {
  const environment = new Environment({
    unlistedVariablesAreDyn: false,
    homogeneousAggregateLiterals: false,
    enableOptionalTypes: true,
    limits: LIMITS,
  });
  for (const name of variables) environment.registerVariable(name, 'dyn');
  environment.registerFunction('string.__matches(string): bool', (text: string, pattern: string) => {
    meter.spend(text.length);
    return patterns.get(pattern)?.matcher(text).find() ?? false;
  });
  environment.registerFunction('list.__join(): string', (list: readonly unknown[]) => join(list, '', meter));
  environment.registerFunction('list.__join(string): string', (list: readonly unknown[], separator: string) =>
    join(list, separator, meter),
  );
  environment.registerFunction('string.replace(string, string): string', (text: string, old: string, by: string) =>
    join(text.split(old), by, meter),
  );
  // The library changes the case of every letter, CEL that of ASCII only.
  environment.registerFunction('string.__lowerAscii(): string', (text: string) =>
    text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()),
  );
  environment.registerFunction('string.__upperAscii(): string', (text: string) =>
    text.replace(/[a-z]+/g, (letters) => letters.toUpperCase()),
  );
  return environment;
}

/** Joins texts; what the result costs is counted before it is made. */
function join(parts: readonly unknown[], separator: string, meter: Meter): string {
  const texts = parts.map((part) => {
    if (typeof part !== 'string') throw new Error('join() takes a list of strings');
    return part;
  });
  const length = texts.reduce((sum, text) => sum + text.length + separator.length, 0);
  meter.spend(charactersCost(length));
  return texts.join(separator);
}
