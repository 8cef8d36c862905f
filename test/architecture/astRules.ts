// Rules that are read off the syntax tree of one source: each gives a sentence for every place that breaks it.

import { parseSync } from 'oxc-parser';

/** A node of the syntax tree (ESTree with TypeScript). */
export interface AstNode {
  readonly type: string;
  readonly start: number;
  readonly [key: string]: unknown;
}

function isNode(value: unknown): value is AstNode {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';
}

function nodeAt(node: AstNode, key: string): AstNode | undefined {
  const value = node[key];
  return isNode(value) ? value : undefined;
}

function nodesAt(node: AstNode, key: string): readonly AstNode[] {
  const value = node[key];
  return Array.isArray(value) ? value.filter(isNode) : [];
}

/** The top statements of a source. */
export function statementsOf(file: string, source: string): readonly AstNode[] {
  return nodesAt(parseSync(file, source).program as unknown as AstNode, 'body');
}

function* walk(node: AstNode): Generator<AstNode> {
  yield node;
  for (const value of Object.values(node)) {
    for (const inner of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (isNode(inner)) {
        yield* walk(inner);
      }
    }
  }
}

/** A dotted name such as `Date.now`, also where it is `globalThis.Date.now` or `Date['now']`; undefined for other expressions. */
function dottedName(node: AstNode | undefined): string | undefined {
  if (node?.type === 'Identifier') {
    return String(node['name']);
  }
  if (node?.type !== 'MemberExpression') {
    return undefined;
  }
  const object = dottedName(nodeAt(node, 'object'));
  const property = nodeAt(node, 'property');
  const name = property?.type === 'Literal' ? String(property['value']) : dottedName(property);
  return object === undefined || name === undefined ? undefined : `${object}.${name}`.replace(/^globalThis\./, '');
}

const impureNames: ReadonlySet<string> = new Set([
  'performance',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
]);
const impureMembers: ReadonlySet<string> = new Set(['Date.now', 'Math.random', 'crypto.randomUUID']);

function impurity(node: AstNode): string | undefined {
  switch (node.type) {
    case 'Identifier':
      return impureNames.has(String(node['name'])) ? String(node['name']) : undefined;
    case 'MemberExpression': {
      const name = dottedName(node);
      return name !== undefined && impureMembers.has(name) ? name : undefined;
    }
    case 'NewExpression':
    case 'CallExpression':
      return dottedName(nodeAt(node, 'callee')) === 'Date' &&
        (node.type === 'CallExpression' || nodesAt(node, 'arguments').length === 0)
        ? 'the present Date'
        : undefined;
    case 'ThrowStatement':
      return 'throw';
    case 'AwaitExpression':
      return 'await';
    case 'ForOfStatement':
      return node['await'] === true ? 'for await' : undefined;
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      return node['async'] === true ? 'an async function' : undefined;
    default:
      return undefined;
  }
}

/** What pure code may not do: wait, read a clock, draw a random number, or throw. */
export function impurities(file: string, source: string): string[] {
  return statementsOf(file, source).flatMap((statement) =>
    [...walk(statement)].flatMap((node) => {
      const what = impurity(node);
      return what === undefined ? [] : [`${file}:${lineOf(source, node)}: ${what}`];
    }),
  );
}

/** Types by which a module-level value cannot be changed. */
const readonlyType = /\breadonly\b|\bReadonly(?:Array|Map|Set)?\b/;
const collections: ReadonlySet<string> = new Set(['Map', 'Set', 'WeakMap', 'WeakSet', 'Array']);

/** `let` at the top of a module, a collection made there, or an object or array literal that its type lets anyone change. */
export function moduleState(file: string, source: string): string[] {
  return statementsOf(file, source).flatMap((statement) => {
    const declaration = nodeAt(statement, 'declaration') ?? statement;
    if (declaration.type !== 'VariableDeclaration') {
      return [];
    }
    if (declaration['kind'] !== 'const') {
      return [`${file}: a module-level ${String(declaration['kind'])}`];
    }
    return nodesAt(declaration, 'declarations').flatMap((each) => {
      const id = nodeAt(each, 'id');
      const annotation = id === undefined ? undefined : nodeAt(id, 'typeAnnotation');
      const typeText = annotation === undefined ? '' : source.slice(annotation.start, Number(annotation['end']));
      const what = mutableValue(nodeAt(each, 'init'));
      return what === undefined || readonlyType.test(typeText)
        ? []
        : [`${file}: the module-level ${what} "${String(id?.['name'])}"`];
    });
  });
}

/** The kind of a value that can be changed; undefined for others and for those that are `as const`. */
function mutableValue(value: AstNode | undefined): string | undefined {
  switch (value?.type) {
    case 'ObjectExpression':
      return 'object';
    case 'ArrayExpression':
      return 'array';
    case 'NewExpression': {
      const name = dottedName(nodeAt(value, 'callee'));
      return name !== undefined && collections.has(name) ? name : undefined;
    }
    case 'TSSatisfiesExpression':
    case 'ParenthesizedExpression':
      return mutableValue(nodeAt(value, 'expression'));
    case 'TSAsExpression':
      return isConst(nodeAt(value, 'typeAnnotation')) ? undefined : mutableValue(nodeAt(value, 'expression'));
    default:
      return undefined;
  }
}

function isConst(type: AstNode | undefined): boolean {
  return type?.type === 'TSTypeReference' && dottedName(nodeAt(type, 'typeName')) === 'const';
}

function lineOf(source: string, node: AstNode): number {
  return source.slice(0, node.start).split('\n').length;
}
