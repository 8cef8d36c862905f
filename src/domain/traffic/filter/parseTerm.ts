// Reads one term of a filter line: a plain word, or a key with its operator and values.

import type { FilterOperator, FilterTerm, FilterValue, TimePoint } from './filterExpression.ts';
import { filterKeyOf, filterKeys, flagsOf, isHeaderKey, operatorsFor } from './filterKey.ts';
import type { FilterKey, FilterValueKind } from './filterKey.ts';
import type { FilterProblem, FilterProblemCode } from './filterProblem.ts';
import { readCount, readDuration, readSize, readStatus, readTimePoint } from './filterQuantity.ts';
import { isDelimiter, scanBare, scanKey, scanOperator, scanQuoted, scanRegex } from './filterScan.ts';
import type { Scanned } from './filterScan.ts';
import { parsePattern } from './pattern/parsePattern.ts';

type Read<T> = Scanned<T> | { readonly problem: FilterProblem };

/** A term whose key and operator are known; values follow. */
interface TermHead {
  readonly key: FilterKey;
  readonly name: string;
  readonly operator: FilterOperator;
  /** Where the key begins. */
  readonly start: number;
}

/** Reads the term that begins at `start`; there is one, since neither a blank nor a closing stands there. */
export function parseTerm(text: string, start: number): Read<FilterTerm> {
  const found = scanKey(text, start);
  if (found === undefined) {
    return parseWord(text, start);
  }
  const key = filterKeyOf(found.value);
  if (key === undefined) {
    return problemAt('unknownKey', start, start + found.value.length, found.value);
  }
  return isHeaderKey(key)
    ? parseHeaderTerm(text, found.end, { key, name: '', operator: found.operator as FilterOperator, start })
    : parseKeyTerm(text, found.end, { key, name: '', operator: found.operator as FilterOperator, start });
}

function parseWord(text: string, start: number): Read<FilterTerm> {
  const value = readTextValue(text, start, false);
  return 'problem' in value
    ? value
    : { value: { kind: 'term', key: 'word', name: '', operator: ':', values: [value.value] }, end: value.end };
}

function parseHeaderTerm(text: string, at: number, head: TermHead): Read<FilterTerm> {
  let end = at;
  while (end < text.length && /[\w!#$%&'*+.^`~-]/.test(text.charAt(end)) && !text.startsWith('!=', end)) {
    end++;
  }
  const name = text.slice(at, end).toLowerCase();
  if (head.operator !== ':') {
    return problemAt('badOperator', head.start, at, head.operator);
  }
  if (name === '') {
    return problemAt('missingValue', head.start, at, text.slice(head.start, at));
  }
  const operator = scanOperator(text, end);
  if (operator === '') {
    return isDelimiter(text[end])
      ? { value: { kind: 'term', key: head.key, name, operator: ':', values: [] }, end }
      : problemAt('badOperator', end, end + 1, text.charAt(end));
  }
  return parseKeyTerm(text, end + operator.length, { ...head, name, operator: operator as FilterOperator });
}

function parseKeyTerm(text: string, at: number, head: TermHead): Read<FilterTerm> {
  const kind = filterKeys[head.key];
  // `status:>=500` is written by those who know it from elsewhere.
  const inner = head.operator === ':' && isOrdered(kind) ? scanOperator(text, at) : '';
  const operator = (inner === '' || inner === ':' ? head.operator : inner) as FilterOperator;
  let end = at + (operator === head.operator ? 0 : inner.length);
  if (!operatorsFor(head.key).includes(operator)) {
    return problemAt('badOperator', head.start, end, operator);
  }
  const values: FilterValue[] = [];
  const before = end;
  do {
    const valueStart = values.length === 0 ? end : end + 1;
    if (
      isDelimiter(text[valueStart]) ||
      (text[valueStart] === '(' && scanBare(text, valueStart, true) === valueStart)
    ) {
      return problemAt('missingValue', head.start, Math.max(valueStart, before), text.slice(head.start, valueStart));
    }
    const read = readValue(text, valueStart, head.key);
    if ('problem' in read) {
      return read;
    }
    values.push(read.value);
    end = read.end;
  } while (text[end] === ',');
  return isComparison(operator) && (values.length > 1 || !values.every(isSingle))
    ? problemAt('badOperator', head.start, before, operator)
    : { value: { kind: 'term', key: head.key, name: head.name, operator, values }, end };
}

function isOrdered(kind: FilterValueKind): boolean {
  return kind === 'number' || kind === 'status' || kind === 'duration' || kind === 'size' || kind === 'time';
}

function isComparison(operator: FilterOperator): boolean {
  return operator === '<' || operator === '<=' || operator === '>' || operator === '>=';
}

/** A class such as `4xx` or a range has no one place to compare with. */
function isSingle(value: FilterValue): boolean {
  return value.kind === 'number' ? value.from === value.to : value.kind !== 'time' || value.to === undefined;
}

function readValue(text: string, start: number, key: FilterKey): Read<FilterValue> {
  const kind = filterKeys[key];
  if (kind === 'text') {
    return readTextValue(text, start, true);
  }
  const end = scanBare(text, start, true);
  const word = text.slice(start, end);
  if (kind === 'is' || kind === 'has' || kind === 'mark') {
    const flag = word.toLowerCase();
    return flagsOf(key).includes(flag)
      ? { value: { kind: 'flag', flag }, end }
      : problemAt('unknownFlag', start, Math.max(end, start + 1), word);
  }
  const value = kind === 'time' ? readTime(word) : readRange(word, kind);
  return value === undefined ? problemAt(problemOf(kind), start, Math.max(end, start + 1), word) : { value, end };
}

function problemOf(kind: 'number' | 'status' | 'duration' | 'size' | 'time'): FilterProblemCode {
  switch (kind) {
    case 'number':
      return 'badNumber';
    case 'status':
      return 'badStatus';
    case 'duration':
      return 'badDuration';
    case 'size':
      return 'badSize';
    case 'time':
      return 'badTime';
  }
}

function readRange(word: string, kind: 'number' | 'status' | 'duration' | 'size'): FilterValue | undefined {
  const dots = word.indexOf('..');
  const from = readQuantity(dots < 0 ? word : word.slice(0, dots), kind);
  const to = dots < 0 ? from : readQuantity(word.slice(dots + 2), kind);
  return from === undefined || to === undefined || from.from > to.to
    ? undefined
    : { kind: 'number', from: from.from, to: to.to };
}

function readQuantity(
  word: string,
  kind: 'number' | 'status' | 'duration' | 'size',
): { from: number; to: number } | undefined {
  if (kind === 'status') {
    return readStatus(word);
  }
  const value = kind === 'number' ? readCount(word) : kind === 'size' ? readSize(word) : readDuration(word);
  return value === undefined ? undefined : { from: value, to: value };
}

function readTime(word: string): FilterValue | undefined {
  const dots = word.indexOf('..');
  if (dots < 0) {
    const at = readTimePoint(word);
    return at === undefined ? undefined : { kind: 'time', from: at };
  }
  const from = readTimePoint(word.slice(0, dots));
  const to = readTimePoint(word.slice(dots + 2));
  return from === undefined || to === undefined || isBackwards(from, to) ? undefined : { kind: 'time', from, to };
}

/** Ends that can be compared without knowing the day must be in order; a range of clock times may go over midnight. */
function isBackwards(from: TimePoint, to: TimePoint): boolean {
  if (from.kind !== to.kind || from.kind === 'clock') {
    return false;
  }
  return from.kind === 'ago' ? from.milliseconds < to.milliseconds : from.milliseconds > to.milliseconds;
}

function readTextValue(text: string, start: number, isList: boolean): Read<FilterValue> {
  if (text[start] === '"') {
    const quoted = scanQuoted(text, start);
    return quoted === undefined
      ? problemAt('unclosedQuote', start, text.length, '"')
      : { value: { kind: 'text', text: quoted.value }, end: quoted.end };
  }
  const regex = text[start] === '/' ? scanRegex(text, start) : undefined;
  if (regex !== undefined) {
    const pattern = parsePattern(regex.value.source, regex.value.flags);
    return 'problem' in pattern
      ? problemAt('badRegex', start + 1 + pattern.start, start + 1 + pattern.end, pattern.problem)
      : { value: { kind: 'regex', ...regex.value }, end: regex.end };
  }
  // `\/x` is the text `/x` where a slash further on would make a pattern of it.
  const first = text.startsWith('\\/', start) ? start + 1 : start;
  const end = scanBare(text, first, isList);
  const word = text.slice(first, end);
  return { value: { kind: word.includes('*') ? 'wildcard' : 'text', text: word }, end };
}

function problemAt(code: FilterProblemCode, start: number, end: number, detail: string): { problem: FilterProblem } {
  return { problem: { code, start, end, detail } };
}
