// Reads a filter line into its tree. Any text gives a tree or the first problem with its place, in time that grows with its length.

import { maxFilterDepth, maxFilterLength } from './filterExpression.ts';
import type { FilterExpression } from './filterExpression.ts';
import type { FilterProblem, FilterProblemCode } from './filterProblem.ts';
import { isBlank } from './filterScan.ts';
import { parseTerm } from './parseTerm.ts';

/** A tree, or what is wrong with the line. */
export type ParsedFilter = { readonly filter: FilterExpression } | { readonly problem: FilterProblem };

/**
 * Reads a filter: terms side by side must all hold, `OR` or `|` between them asks for either side, `-` or `NOT` negates,
 * parentheses group. An empty line matches everything.
 */
export function parseFilter(text: string): ParsedFilter {
  if (text.length > maxFilterLength) {
    return { problem: { code: 'tooLong', start: maxFilterLength, end: text.length, detail: String(maxFilterLength) } };
  }
  const reader = new FilterReader(text);
  const filter = reader.readAll();
  return filter === undefined ? { problem: reader.problem } : { filter };
}

type WordOperator = 'OR' | 'AND' | 'NOT';

/** Recursive descent, one method a rule; undefined means that `problem` is set. */
class FilterReader {
  problem: FilterProblem = { code: 'missingTerm', start: 0, end: 0, detail: '' };
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  readAll(): FilterExpression | undefined {
    this.#skipBlanks();
    if (this.#at === this.#text.length) {
      return { kind: 'all' };
    }
    const filter = this.#readOr();
    if (filter !== undefined && this.#at < this.#text.length) {
      return this.#fail('unexpectedClose', this.#at, this.#at + 1, ')');
    }
    return filter;
  }

  #readOr(): FilterExpression | undefined {
    const parts: FilterExpression[] = [];
    do {
      const part = this.#readAnd();
      if (part === undefined) {
        return undefined;
      }
      parts.push(part);
    } while (this.#skipOr());
    return join('or', parts);
  }

  #readAnd(): FilterExpression | undefined {
    const parts: FilterExpression[] = [];
    do {
      const part = this.#readNot();
      if (part === undefined) {
        return undefined;
      }
      parts.push(part);
      this.#skipBlanks();
    } while (this.#skipWord('AND') || !this.#isAtEndOfAnd());
    return join('and', parts);
  }

  #isAtEndOfAnd(): boolean {
    const unit = this.#text[this.#at];
    return unit === undefined || unit === ')' || unit === '|' || this.#isWord('OR');
  }

  #readNot(): FilterExpression | undefined {
    this.#skipBlanks();
    const start = this.#at;
    const unit = this.#text[start];
    if (unit === undefined || unit === ')' || unit === '|' || this.#isWord('OR') || this.#isWord('AND')) {
      const word = this.#isWord('OR') ? 'OR' : this.#isWord('AND') ? 'AND' : (unit ?? '');
      return this.#fail('missingTerm', start, start + word.length, word);
    }
    const isMinus = unit === '-';
    if (!isMinus && unit !== '(' && !this.#isWord('NOT')) {
      return this.#readTerm();
    }
    if (this.#depth >= maxFilterDepth) {
      return this.#fail('tooDeep', start, start + 1, String(maxFilterDepth));
    }
    this.#depth++;
    const inner = unit === '(' ? this.#readGroup() : this.#readNegation(isMinus ? 1 : 3);
    this.#depth--;
    return inner;
  }

  #readNegation(length: number): FilterExpression | undefined {
    const start = this.#at;
    this.#at += length;
    if (length === 1 && (this.#at === this.#text.length || isBlank(this.#text[this.#at]))) {
      return this.#fail('missingTerm', start, this.#at, '-');
    }
    const part = this.#readNot();
    return part === undefined ? undefined : { kind: 'not', part };
  }

  #readGroup(): FilterExpression | undefined {
    const start = this.#at;
    this.#at++;
    const inner = this.#readOr();
    if (inner === undefined) {
      // An opening that nothing follows: the opening is what to look at.
      return this.problem.code === 'missingTerm' && this.problem.start === this.#text.length
        ? this.#fail('unclosedGroup', start, start + 1, ')')
        : undefined;
    }
    if (this.#text[this.#at] !== ')') {
      return this.#fail('unclosedGroup', start, start + 1, ')');
    }
    this.#at++;
    return inner;
  }

  #readTerm(): FilterExpression | undefined {
    const read = parseTerm(this.#text, this.#at);
    if ('problem' in read) {
      this.problem = read.problem;
      return undefined;
    }
    this.#at = read.end;
    return read.value;
  }

  /** Steps over `OR`, `|` or `||`. */
  #skipOr(): boolean {
    this.#skipBlanks();
    if (this.#text[this.#at] === '|') {
      this.#at += this.#text[this.#at + 1] === '|' ? 2 : 1;
      return true;
    }
    return this.#skipWord('OR');
  }

  #skipWord(word: WordOperator): boolean {
    if (this.#isWord(word)) {
      this.#at += word.length;
      return true;
    }
    return false;
  }

  /** Operators are words in capitals that stand alone. */
  #isWord(word: WordOperator): boolean {
    const next = this.#text[this.#at + word.length];
    return (
      this.#text.startsWith(word, this.#at) &&
      (next === undefined || isBlank(next) || next === '(' || next === ')' || next === '|')
    );
  }

  #skipBlanks(): void {
    while (isBlank(this.#text[this.#at])) {
      this.#at++;
    }
  }

  #fail(code: FilterProblemCode, start: number, end: number, detail: string): undefined {
    this.problem = { code, start, end, detail };
  }
}

function join(kind: 'and' | 'or', parts: readonly FilterExpression[]): FilterExpression | undefined {
  return parts.length === 1 ? parts[0] : { kind, parts };
}
