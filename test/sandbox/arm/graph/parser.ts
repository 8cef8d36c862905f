// Reads a query by recursive descent. What it does not know it refuses with Azure's ParserFailure, never by guessing.

import type { Token } from './lexer.ts';
import { tokenize } from './lexer.ts';
import { QueryError } from './queryError.ts';
import type { Expression, NamedExpression, Query, SortKey, Step } from './syntax.ts';

const comparisons: ReadonlySet<string> = new Set(['==', '!=', '=~', '!~', '>', '<', '>=', '<=']);
const wordComparisons: ReadonlySet<string> = new Set(['contains', 'contains_cs', 'startswith', 'endswith', 'has']);
/** Deeper nesting is refused, so that a hostile query cannot exhaust the stack. */
const depthLimit = 100;

/** Reads a query. @throws QueryError */
export function parseQuery(text: string): Query {
  return new Parser(tokenize(text)).query();
}

class Parser {
  readonly #tokens: readonly Token[];
  #index = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  query(): Query {
    // A query may begin with operators; it then means Resources.
    const first = this.#peek();
    const isTable = first.kind === 'name' && (this.#peek(1).text === '|' || this.#peek(1).kind === 'end');
    const table = isTable ? this.#next().text : 'Resources';
    const steps: Step[] = [];
    if (!isTable) {
      steps.push(this.#step());
    }
    while (this.#accept('|')) {
      steps.push(this.#step());
    }
    if (this.#peek().kind !== 'end') {
      throw this.#unexpected('<EOF>');
    }
    return { table, tablePosition: first.position, steps };
  }

  #step(): Step {
    const token = this.#next();
    switch (token.text) {
      case 'where':
        return { kind: 'where', condition: this.#expression() };
      case 'project':
        return { kind: 'project', columns: this.#named() };
      case 'project-away':
        return { kind: 'projectAway', names: this.#named().map((column) => column.name) };
      case 'extend':
        return { kind: 'extend', columns: this.#named() };
      case 'distinct':
        return { kind: 'distinct', columns: this.#named() };
      case 'order':
      case 'sort':
        this.#expect('by');
        return { kind: 'order', keys: this.#sortKeys() };
      case 'limit':
      case 'take':
        return { kind: 'limit', count: this.#count() };
      case 'count':
        return { kind: 'count' };
      case 'summarize':
        return this.#summarize();
      default:
        throw new QueryError(
          'ParserFailure',
          `ParserFailure: operator '${token.text}' is not supported by the sandbox`,
          token,
        );
    }
  }

  #summarize(): Step {
    const isNamed = this.#peek(1).text === '=';
    const name = isNamed ? this.#next().text : 'count_';
    if (isNamed) {
      this.#expect('=');
    }
    this.#expect('count');
    this.#expect('(');
    this.#expect(')');
    return { kind: 'summarizeCount', name, by: this.#accept('by') ? this.#named() : [] };
  }

  #named(): NamedExpression[] {
    const columns: NamedExpression[] = [];
    do {
      const isNamed = this.#peek().kind === 'name' && this.#peek(1).text === '=';
      const given = isNamed ? this.#next().text : undefined;
      if (isNamed) {
        this.#expect('=');
      }
      const expression = this.#expression();
      columns.push({ name: given ?? nameOf(expression, columns.length), expression });
    } while (this.#accept(','));
    return columns;
  }

  #sortKeys(): SortKey[] {
    const keys: SortKey[] = [];
    do {
      const expression = this.#expression();
      // Descending is the language's default.
      const isAscending = this.#accept('asc');
      if (!isAscending) {
        this.#accept('desc');
      }
      keys.push({ expression, isAscending });
    } while (this.#accept(','));
    return keys;
  }

  #count(): number {
    const token = this.#next();
    if (token.kind !== 'number' || !/^\d+$/.test(token.text)) {
      throw new QueryError('ParserFailure', 'ParserFailure', token);
    }
    return Number(token.text);
  }

  #expression(): Expression {
    this.#depth += 1;
    if (this.#depth > depthLimit) {
      throw new QueryError('ParserFailure', 'The query is nested too deeply.', this.#peek());
    }
    let left = this.#and();
    while (this.#accept('or')) {
      left = { kind: 'binary', operator: 'or', left, right: this.#and() };
    }
    this.#depth -= 1;
    return left;
  }

  #and(): Expression {
    let left = this.#comparison();
    while (this.#accept('and')) {
      left = { kind: 'binary', operator: 'and', left, right: this.#comparison() };
    }
    return left;
  }

  #comparison(): Expression {
    const left = this.#postfix();
    const token = this.#peek();
    if (/^!?in~?$/.test(token.text) && token.kind === 'name') {
      this.#next();
      this.#expect('(');
      return { kind: 'in', operator: token.text, left, list: this.#list() };
    }
    const isWord = token.kind === 'name' && wordComparisons.has(token.text.replace(/^!/, ''));
    if (isWord || (token.kind === 'symbol' && comparisons.has(token.text))) {
      this.#next();
      return { kind: 'binary', operator: token.text, left, right: this.#postfix() };
    }
    return left;
  }

  #postfix(): Expression {
    let expression = this.#primary();
    for (;;) {
      if (this.#accept('.')) {
        const token = this.#next();
        if (token.kind !== 'name') {
          throw new QueryError('ParserFailure', 'ParserFailure', token);
        }
        expression = { kind: 'member', of: expression, name: token.text };
      } else if (this.#accept('[')) {
        const token = this.#next();
        if (token.kind !== 'string' && token.kind !== 'number') {
          throw new QueryError('ParserFailure', 'ParserFailure', token);
        }
        this.#expect(']');
        expression = {
          kind: 'member',
          of: expression,
          name: token.kind === 'number' ? Number(token.text) : token.text,
        };
      } else {
        return expression;
      }
    }
  }

  #primary(): Expression {
    const token = this.#next();
    if (token.kind === 'string') {
      return { kind: 'literal', value: token.text };
    }
    if (token.kind === 'number') {
      return { kind: 'literal', value: toNumber(token.text) };
    }
    if (token.text === '(') {
      const inner = this.#expression();
      this.#expect(')');
      return inner;
    }
    if (token.kind !== 'name') {
      throw new QueryError('ParserFailure', 'ParserFailure', token);
    }
    if (token.text === 'true' || token.text === 'false') {
      return { kind: 'literal', value: token.text === 'true' };
    }
    return this.#accept('(')
      ? { kind: 'call', name: token.text, args: this.#list(), position: token.position }
      : { kind: 'column', name: token.text, position: token.position };
  }

  /** Expressions up to the closing bracket, whose opening one is taken already. */
  #list(): Expression[] {
    const list: Expression[] = [];
    if (this.#accept(')')) {
      return list;
    }
    do {
      list.push(this.#expression());
    } while (this.#accept(','));
    this.#expect(')');
    return list;
  }

  #peek(ahead = 0): Token {
    return this.#tokens[Math.min(this.#index + ahead, this.#tokens.length - 1)] as Token;
  }

  #next(): Token {
    const token = this.#peek();
    this.#index += 1;
    return token;
  }

  #accept(text: string): boolean {
    const token = this.#peek();
    const isIt = token.kind !== 'string' && token.text === text;
    if (isIt) {
      this.#index += 1;
    }
    return isIt;
  }

  #expect(text: string): void {
    if (!this.#accept(text)) {
      throw this.#unexpected(text);
    }
  }

  #unexpected(wanted: string): QueryError {
    return new QueryError('ParserFailure', `ParserFailure: expected ${wanted}`, this.#peek());
  }
}

/** Timespans become milliseconds, which is all that ago() needs. */
function toNumber(text: string): number {
  const unit = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000 }[text.at(-1) ?? ''];
  return unit === undefined ? Number(text) : Number(text.slice(0, -1)) * unit;
}

/** `properties.a.b` becomes the column properties_a_b, as in Kusto; anything else gets a number. */
function nameOf(expression: Expression, index: number): string {
  const path = (one: Expression): string | undefined => {
    if (one.kind === 'column') {
      return one.name;
    }
    const before = one.kind === 'member' ? path(one.of) : undefined;
    return one.kind === 'member' && before !== undefined ? `${before}_${one.name}` : undefined;
  };
  return path(expression) ?? `Column${index + 1}`;
}
