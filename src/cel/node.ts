import type { ASTNode } from '@marcbachmann/cel-js';

/** Evaluates a node; the library calls it with its evaluator, the node and the variables. */
type Evaluate = (evaluator: unknown, node: unknown, context: unknown) => unknown;

/** What the library keeps with a node, beyond its published types (8.0.0, lib/parser.js). */
interface NodeMeta {
  readonly evaluate: Evaluate;
  /** What a comprehension was expanded to. */
  readonly alternate?: unknown;
  /** A macro that is not a comprehension: `has`, `cel.bind`. */
  readonly macro?: unknown;
}

interface NodeInternals {
  readonly meta: NodeMeta;
  setMeta(key: 'evaluate', value: Evaluate): unknown;
}

/** The nodes right below a node, in the order of the text. */
export function childrenOf(node: ASTNode): readonly ASTNode[] {
  switch (node.op) {
    case 'value':
    case 'id':
      return [];
    case '.':
    case '.?':
      return [node.args[0]];
    case 'call':
      return node.args[1];
    case 'rcall':
      return [node.args[1], ...node.args[2]];
    case 'map':
      return node.args.flat();
    case '!_':
    case '-_':
      return [node.args];
    default:
      return node.args;
  }
}

/** Visits a node and every one below it, outer ones first. */
export function visitNodes(node: ASTNode, visit: (node: ASTNode) => void): void {
  visit(node);
  for (const child of childrenOf(node)) visitNodes(child, visit);
}

/** Whether the node is a comprehension: `list.all(x, ...)` and its kind. */
export function isComprehension(node: ASTNode): boolean {
  return internalsOf(node).meta.alternate !== undefined;
}

/** Whether the node is a macro, whose own parts are evaluated in its place. */
export function isMacro(node: ASTNode): boolean {
  const { alternate, macro } = internalsOf(node).meta;
  return alternate !== undefined || macro !== undefined;
}

/**
 * Puts something around the evaluation of a node. Nodes that stand for a macro are left out: what they evaluate are
 * the nodes below them. Throws when the library is another than the one that this was written for.
 */
export function wrapEvaluation(node: ASTNode, wrap: (evaluate: () => unknown) => unknown): void {
  const internals = internalsOf(node);
  const { evaluate } = internals.meta;
  if (isMacro(node)) return;
  internals.setMeta('evaluate', (evaluator, self, context) => wrap(() => evaluate(evaluator, self, context)));
}

function internalsOf(node: ASTNode): NodeInternals {
  const internals = node as unknown as Partial<NodeInternals>;
  if (typeof internals.meta?.evaluate !== 'function' || typeof internals.setMeta !== 'function')
    throw new Error('the CEL library has changed: its evaluation cannot be bounded');
  return internals as NodeInternals;
}
