// The letters of the filter language: where a quoted text, a regular expression or a bare word ends. Parser, formatter and
// suggestions share these, so that what one writes the others read. Each scan goes forward once.

import type { RegexFlags } from './filterExpression.ts';

/** A piece of the line and what it says. */
export interface Scanned<T> {
  readonly value: T;
  /** Just past the piece. */
  readonly end: number;
}

/** True for spaces, tabs and line breaks. */
export function isBlank(unit: string | undefined): boolean {
  return unit === ' ' || unit === '\t' || unit === '\n' || unit === '\r' || unit === '\u00a0';
}

/** True where a value may end. */
export function isDelimiter(unit: string | undefined): boolean {
  return unit === undefined || isBlank(unit) || unit === ')' || unit === '|' || unit === ',';
}

/**
 * Reads a quoted text that begins at `start`. Escapes: `\"`, `\\`, `\n`, `\r`, `\t`, `\uXXXX`; any other backslash stands for itself.
 * @returns undefined when the quote is not closed
 */
export function scanQuoted(text: string, start: number): Scanned<string> | undefined {
  let value = '';
  let from = start + 1;
  for (let at = from; at < text.length; at++) {
    const unit = text[at];
    if (unit === '"') {
      return { value: value + text.slice(from, at), end: at + 1 };
    }
    if (unit === '\\') {
      const escape = readEscape(text, at + 1);
      if (escape !== undefined) {
        value += text.slice(from, at) + escape.value;
        from = escape.end;
        at = from - 1;
      }
    }
  }
  return undefined;
}

function readEscape(text: string, at: number): Scanned<string> | undefined {
  const unit = text[at];
  switch (unit) {
    case '"':
    case '\\':
      return { value: unit, end: at + 1 };
    case 'n':
      return { value: '\n', end: at + 1 };
    case 'r':
      return { value: '\r', end: at + 1 };
    case 't':
      return { value: '\t', end: at + 1 };
    case 'u': {
      const digits = text.slice(at + 1, at + 5);
      return /^[\da-f]{4}$/i.test(digits)
        ? { value: String.fromCharCode(Number.parseInt(digits, 16)), end: at + 5 }
        : undefined;
    }
    default:
      return undefined;
  }
}

/**
 * Reads `/source/flags` that begins at `start`. It must end with the first slash that is neither escaped nor in a class, hold no
 * blank (write `\s`), and be followed by a delimiter; else it is no regular expression but a text such as a path: undefined.
 */
export function scanRegex(text: string, start: number): Scanned<{ source: string; flags: RegexFlags }> | undefined {
  let isInClass = false;
  for (let at = start + 1; at < text.length; at++) {
    const unit = text[at];
    if (isBlank(unit)) {
      return undefined;
    }
    if (unit === '\\') {
      at++;
      if (isBlank(text[at])) {
        return undefined;
      }
    } else if (unit === '[') {
      isInClass = true;
    } else if (unit === ']') {
      isInClass = false;
    } else if (unit === '/' && !isInClass) {
      return at === start + 1 ? undefined : endRegex(text, start, at);
    }
  }
  return undefined;
}

function endRegex(text: string, start: number, slash: number): ReturnType<typeof scanRegex> {
  let end = slash + 1;
  while (end < text.length && end < slash + 4 && 'ims'.includes(text.charAt(end))) {
    end++;
  }
  const letters = text.slice(slash + 1, end);
  if (!isDelimiter(text[end]) || new Set(letters).size !== letters.length) {
    return undefined;
  }
  const flags = letters.split('').toSorted().join('') as RegexFlags;
  return { value: { source: text.slice(start + 1, slash), flags }, end };
}

/**
 * End of a bare value or word that begins at `start`: before a blank, `|`, a quote, a `)` that it did not open, or a `(` that it
 * does not close.
 * @param isList whether a comma ends it
 */
export function scanBare(text: string, start: number, isList: boolean): number {
  const open: number[] = [];
  let at = start;
  for (; at < text.length; at++) {
    const unit = text[at];
    if (isBlank(unit) || unit === '|' || unit === '"' || (isList && unit === ',' && open.length === 0)) {
      break;
    }
    if (unit === '(') {
      open.push(at);
    } else if (unit === ')' && open.pop() === undefined) {
      break;
    }
  }
  return open[0] ?? at;
}

/** `key` and operator at `start`; undefined when there is a plain word. An address such as `https://…` is a word. */
export function scanKey(text: string, start: number): (Scanned<string> & { operator: string }) | undefined {
  let at = start;
  while (at < text.length && at - start < 40 && /[a-z-]/i.test(text.charAt(at))) {
    at++;
  }
  const operator = scanOperator(text, at);
  if (at === start || operator === '' || (operator === ':' && text.startsWith('//', at + 1))) {
    return undefined;
  }
  return { value: text.slice(start, at), operator, end: at + operator.length };
}

/** The operator at a place; empty when there is none. */
export function scanOperator(text: string, at: number): string {
  const two = text.slice(at, at + 2);
  if (two === '!=' || two === '<=' || two === '>=') {
    return two;
  }
  const one = text.charAt(at);
  return one !== '' && ':=<>'.includes(one) ? one : '';
}
