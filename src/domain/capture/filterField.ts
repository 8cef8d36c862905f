// The grammar of one field of a capture filter: one value, one range, or a list. Stricter than the service, which accepts what
// it cannot read and then captures nothing (azure-docs issue 99171); each refusal says where and, if there is one, the correction.

/** Why a field cannot be used. */
export type FieldProblemCode =
  | 'tooLong'
  | 'anyWord'
  | 'dash'
  | 'comma'
  | 'space'
  | 'emptyItem'
  | 'openRange'
  | 'badRange'
  | 'reversed'
  | 'severalRanges'
  | 'mixed'
  | 'badAddress'
  | 'shortAddress'
  | 'octetTooLarge'
  | 'leadingZero'
  | 'cidr'
  | 'wildcard'
  | 'ipv6'
  | 'portInAddress'
  | 'badPort'
  | 'portTooLarge';

/** A stretch of values, both ends included. */
export interface FieldRange {
  readonly from: number;
  readonly to: number;
}

/** What a field matches. `any` is the empty field; lists hold each value once, in the order they were given. */
export type FieldMatch =
  | { readonly kind: 'any' }
  | { readonly kind: 'single'; readonly value: number }
  | { readonly kind: 'range'; readonly from: number; readonly to: number }
  | { readonly kind: 'list'; readonly values: readonly number[] };

/** A field that can be used: what it means and how it is sent. */
export interface ReadField {
  readonly ok: FieldMatch;
  /** Without spaces and without a last semicolon; empty for `any`. Reading it again gives the same. */
  readonly text: string;
}

/** The first thing that is wrong. `at` counts UTF-16 units of the text given. */
export interface FieldProblem {
  readonly problem: FieldProblemCode;
  readonly at: { readonly start: number; readonly end: number };
  /** The whole field as it was probably meant; always one that is accepted. */
  readonly suggestion?: string;
}

/** What one value of a field looks like. */
export interface FieldGrammar {
  readonly readOne: (text: string) => number | OneProblem;
  readonly write: (value: number) => string;
  /** The end of a range that was cut short, e.g. `10.0.0.1-20`. */
  readonly completeEnd?: (from: number, end: string) => string | undefined;
}

/** Why one value cannot be used, and what may take its place. */
export interface OneProblem {
  readonly problem: FieldProblemCode;
  readonly instead?: string;
}

interface Item {
  readonly text: string;
  readonly start: number;
}

/** Longest field: far more than anyone types, and a bound for what settings and messages may hold. */
const maxLength = 4000;
/** A list made of ranges is proposed up to this many values. */
const maxListed = 64;

/**
 * Reads a field. Blanks around values are dropped. The service's documentation writes lists of ports as `80;443;` and lists of
 * addresses both with and without the last semicolon; it is taken everywhere and never sent (assumed: both mean the same).
 */
export function parseField(text: string, grammar: FieldGrammar): ReadField | FieldProblem {
  const trimmed = text.trim();
  if (trimmed === '') {
    return { ok: { kind: 'any' }, text: '' };
  }
  if (text.length > maxLength) {
    return { problem: 'tooLong', at: { start: maxLength, end: text.length } };
  }
  return wholeProblem(text, grammar) ?? readItems(text, splitItems(text), grammar);
}

/** What is wrong with the field as a whole, before its values are looked at. */
function wholeProblem(text: string, grammar: FieldGrammar): FieldProblem | undefined {
  if (/^\s*(?:\*|any|all)\s*$/i.test(text)) {
    return { problem: 'anyWord', at: spanOf(text), suggestion: '' };
  }
  const wrong = [
    ['dash', /[\u2010-\u2015\u2212]/, '-'],
    ['comma', /,/, ';'],
    ['space', /(?<=[\w.])\s+(?=[\w.])/, ';'],
  ] as const;
  for (const [problem, pattern, instead] of wrong) {
    const found = pattern.exec(text);
    if (found !== null) {
      const corrected = text.replaceAll(new RegExp(pattern, 'g'), instead);
      return withSuggestion(
        { problem, at: { start: found.index, end: found.index + found[0].length } },
        corrected,
        grammar,
      );
    }
  }
  return undefined;
}

/** Values between semicolons with their places; an empty one after the last semicolon is none. */
function splitItems(text: string): Item[] {
  const items: Item[] = [];
  let at = 0;
  for (const part of text.split(';')) {
    const trimmed = part.trim();
    items.push({ text: trimmed, start: at + (trimmed === '' ? 0 : part.indexOf(trimmed)) });
    at += part.length + 1;
  }
  return items.length > 1 && items.at(-1)?.text === '' ? items.slice(0, -1) : items;
}

function readItems(text: string, items: readonly Item[], grammar: FieldGrammar): ReadField | FieldProblem {
  const ranges: FieldRange[] = [];
  for (const item of items) {
    const range = isRange(item) ? readRange(text, item, grammar) : readValue(text, item, grammar);
    if ('problem' in range) {
      return range;
    }
    ranges.push(range);
  }
  const count = items.filter(isRange).length;
  if (count > 0 && ranges.length > 1) {
    const problem = { problem: count > 1 ? 'severalRanges' : 'mixed', at: spanOf(text) } as const;
    const listed = listOf(ranges);
    return listed === undefined ? problem : { ...problem, suggestion: listed.map(grammar.write).join(';') };
  }
  return readFieldOf(ranges, grammar);
}

function readFieldOf(ranges: readonly FieldRange[], { write }: FieldGrammar): ReadField {
  const [first = { from: 0, to: 0 }] = ranges;
  if (ranges.length === 1 && first.from !== first.to) {
    return { ok: { kind: 'range', ...first }, text: `${write(first.from)}-${write(first.to)}` };
  }
  const values = [...new Set(ranges.map(({ from }) => from))];
  return values.length === 1
    ? { ok: { kind: 'single', value: first.from }, text: write(first.from) }
    : { ok: { kind: 'list', values }, text: values.map(write).join(';') };
}

/** Names such as `web-1` are no ranges. */
function isRange({ text }: Item): boolean {
  return text.includes('-') && !/[a-z]/i.test(text);
}

/** All values of ranges as a list, when there are not too many. */
function listOf(ranges: readonly FieldRange[]): number[] | undefined {
  const count = ranges.reduce((sum, { from, to }) => sum + to - from + 1, 0);
  return count > maxListed
    ? undefined
    : [...new Set(ranges.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, at) => from + at)))];
}

function readValue(text: string, item: Item, grammar: FieldGrammar): FieldRange | FieldProblem {
  if (item.text === '') {
    const others = text.split(';').filter((part) => part.trim() !== '');
    const at = { start: item.start, end: Math.min(text.length, item.start + 1) };
    return withSuggestion({ problem: 'emptyItem', at }, others.join(';'), grammar);
  }
  const value = grammar.readOne(item.text);
  return typeof value === 'number' ? { from: value, to: value } : problemOf(text, item, value, grammar);
}

function readRange(text: string, item: Item, grammar: FieldGrammar): FieldRange | FieldProblem {
  const at = { start: item.start, end: item.start + item.text.length };
  const ends = rangeEnds(item);
  const [first, second] = ends;
  if (ends.length !== 2 || first === undefined || second === undefined) {
    return { problem: 'badRange', at };
  }
  if (first.text === '' || second.text === '') {
    return withSuggestion({ problem: 'openRange', at }, replaced(text, item, first.text + second.text), grammar);
  }
  const from = grammar.readOne(first.text);
  if (typeof from !== 'number') {
    return problemOf(text, first, from, grammar);
  }
  const to = grammar.readOne(second.text);
  if (typeof to !== 'number') {
    const instead = grammar.completeEnd?.(from, second.text);
    return problemOf(text, second, instead === undefined ? to : { ...to, instead }, grammar);
  }
  return from > to
    ? withSuggestion({ problem: 'reversed', at }, replaced(text, item, `${second.text}-${first.text}`), grammar)
    : { from, to };
}

function rangeEnds(item: Item): Item[] {
  let at = item.start;
  return item.text.split('-').map((part) => {
    const start = at + Math.max(0, part.search(/\S/));
    at += part.length + 1;
    return { text: part.trim(), start };
  });
}

function problemOf(text: string, item: Item, { problem, instead }: OneProblem, grammar: FieldGrammar): FieldProblem {
  const found = { problem, at: { start: item.start, end: item.start + item.text.length } };
  return instead === undefined ? found : withSuggestion(found, replaced(text, item, instead), grammar);
}

function replaced(text: string, item: Item, instead: string): string {
  return text.slice(0, item.start) + instead + text.slice(item.start + item.text.length);
}

/** Adds the correction if it is accepted, or if what is still wrong with it can be corrected: each correction leaves less to correct. */
function withSuggestion(problem: FieldProblem, corrected: string, grammar: FieldGrammar): FieldProblem {
  const read = parseField(corrected, grammar);
  const suggestion = 'ok' in read ? read.text : read.suggestion;
  return suggestion === undefined || ('ok' in read && suggestion === '') ? problem : { ...problem, suggestion };
}

function spanOf(text: string): { start: number; end: number } {
  const start = text.search(/\S/);
  return { start, end: start + text.trim().length };
}
