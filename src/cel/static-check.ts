import type { ASTNode } from '@marcbachmann/cel-js';
import { RE2JS } from 're2js';
import { FUNCTIONS, METHODS, REPLACED, RESERVED_PREFIX, type Patterns } from './environment.ts';
import { childrenOf, isComprehension, visitNodes } from './node.ts';

/** Something that an expression may not have, with the node where it is. */
export interface Refusal {
  readonly reason: string;
  readonly node: ASTNode;
}

/** How many comprehensions may be inside one another. */
const MAX_NESTING = 2;

/** What is refused before an expression ever runs; undefined when it may run. Compiles its patterns. */
export function refusalIn(ast: ASTNode, patterns: Patterns): Refusal | undefined {
  let refusal = nestingIn(ast, 0);
  visitNodes(ast, (node) => (refusal ??= refusalOf(node, patterns)));
  return refusal;
}

function nestingIn(node: ASTNode, outside: number): Refusal | undefined {
  const depth = outside + (isComprehension(node) ? 1 : 0);
  if (depth > MAX_NESTING)
    return { node, reason: `more than ${String(MAX_NESTING)} comprehensions are inside one another` };
  if (node.op === 'rcall') {
    // What a comprehension goes through is evaluated once, outside of it.
    const [, receiver, args] = node.args;
    return nestingIn(receiver, outside) ?? firstOf(args, (arg) => nestingIn(arg, depth));
  }
  return firstOf(childrenOf(node), (child) => nestingIn(child, depth));
}

function firstOf<T>(items: readonly T[], find: (item: T) => Refusal | undefined): Refusal | undefined {
  for (const item of items) {
    const found = find(item);
    if (found) return found;
  }
  return undefined;
}

function refusalOf(node: ASTNode, patterns: Patterns): Refusal | undefined {
  switch (node.op) {
    case 'id':
      return node.args.startsWith(RESERVED_PREFIX)
        ? { node, reason: `names that begin with ${RESERVED_PREFIX} are reserved` }
        : undefined;
    case 'call':
      return FUNCTIONS.has(node.args[0]) ? undefined : { node, reason: `there is no function ${node.args[0]}` };
    case 'rcall':
      return refusalOfMethod(node, patterns);
    case 'map':
      return firstOf(node.args, ([key]) => refusalOfKey(key));
    case 'value':
      return node.args instanceof Uint8Array ? { node, reason: 'JSON has no bytes' } : undefined;
    default:
      return undefined;
  }
}

/** The library leaves these keys out of a map without a word. */
const LOST_KEYS: readonly unknown[] = ['__proto__', 'constructor', 'prototype'];

function refusalOfKey(key: ASTNode): Refusal | undefined {
  if (key.op !== 'value' || typeof key.args !== 'string')
    return { node: key, reason: 'a key of a map is a literal string' };
  return LOST_KEYS.includes(key.args) ? { node: key, reason: `a map cannot have the key ${key.args}` } : undefined;
}

function refusalOfMethod(node: ASTNode & { readonly op: 'rcall' }, patterns: Patterns): Refusal | undefined {
  const [name, , [pattern]] = node.args;
  if (!METHODS.has(name)) return { node, reason: `there is no method ${name}` };
  if (name !== 'matches' || !pattern) return undefined;
  if (pattern.op !== 'value' || typeof pattern.args !== 'string')
    return { node: pattern, reason: 'the pattern of matches() is a literal string' };
  return compilePattern(pattern.args, pattern, patterns);
}

/** Longer patterns have no use here, and a compiled one takes many times its length. */
const MAX_PATTERN = 500;

function compilePattern(text: string, node: ASTNode, patterns: Patterns): Refusal | undefined {
  if (text.length > MAX_PATTERN) return { node, reason: `a pattern is longer than ${String(MAX_PATTERN)} characters` };
  try {
    patterns.set(text, RE2JS.compile(text));
    return undefined;
  } catch (error) {
    return { node, reason: error instanceof Error ? error.message : String(error) };
  }
}

/** Gives methods that are bounded here the name under which the environment has them. */
export function replaceMethods(ast: ASTNode): void {
  visitNodes(ast, (node) => {
    if (node.op === 'rcall') node.args[0] = REPLACED.get(node.args[0]) ?? node.args[0];
  });
}
