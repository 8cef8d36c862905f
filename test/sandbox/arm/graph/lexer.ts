// Cuts a Kusto query, as far as the sandbox reads the language, into tokens.

import { QueryError } from './queryError.ts';

/** A token; `text` of a string is its value. */
export interface Token {
  readonly kind: 'name' | 'string' | 'number' | 'symbol' | 'end';
  readonly text: string;
  readonly position: number;
}

const blank = /(?:\s+|\/\/[^\n]*)+/y;
// Operators with a bang or a tilde come first, or `in~` would be a name.
const word = /!?(?:in~|in\b|contains_cs\b|contains\b|startswith\b|endswith\b|has\b)|project-away\b|[A-Za-z_$][\w$]*/y;
const number = /\d+(?:\.\d+)?(?:d|h|m|s)?\b/y;
const symbol = /==|!=|=~|!~|>=|<=|[|(),.=<>[\]+*/-]/y;
const quoted = /@?'((?:[^'\\]|\\.)*)'|@?"((?:[^"\\]|\\.)*)"/y;

/** Cuts a text. @throws QueryError at a character that begins no token */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let position = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = position;
    return pattern.exec(text);
  };
  while (position < text.length) {
    const gap = take(blank);
    if (gap !== null) {
      position += gap[0].length;
      continue;
    }
    const found = take(quoted);
    if (found !== null) {
      const raw = found[1] ?? found[2] ?? '';
      tokens.push({ kind: 'string', text: found[0].startsWith('@') ? raw : unescape(raw), position });
      position += found[0].length;
      continue;
    }
    const plain = [
      ['number', take(number)],
      ['name', take(word)],
      ['symbol', take(symbol)],
    ] as const;
    const first = plain.find(([, match]) => match !== null);
    if (first?.[1] === undefined || first[1] === null) {
      throw new QueryError('ParserFailure', 'ParserFailure', { text: text[position] ?? '', position });
    }
    tokens.push({ kind: first[0], text: first[1][0], position });
    position += first[1][0].length;
  }
  tokens.push({ kind: 'end', text: '<EOF>', position: text.length });
  return tokens;
}

function unescape(raw: string): string {
  return raw.replaceAll(/\\(.)/g, (_, character: string) => (character === 'n' ? '\n' : character));
}
