// What can be typed at the caret of the filter line: keys, operators, values that the traffic has shown, words used before.

import type { FilterSuggestion } from './filterProblem.ts';
import { filterKeyOf, filterKeys, flagsOf, isHeaderKey, operatorsFor } from './filterKey.ts';
import type { FilterKey } from './filterKey.ts';
import { formatFilterText } from './formatFilter.ts';
import { isBlank, scanBare, scanKey, scanOperator, scanQuoted } from './filterScan.ts';

/** What the traffic has shown so far, the most frequent first. */
export interface KnownValues {
  readonly methods: readonly string[];
  readonly hosts: readonly string[];
  readonly statuses: readonly number[];
  /** In lower case. */
  readonly headerNames: readonly string[];
  readonly partitions: readonly string[];
  readonly types: readonly string[];
  /** Terms or whole filters used or saved before; offered where a term may begin. */
  readonly words?: readonly string[];
}

/** Most entries of a list. */
const maxSuggestions = 50;

const durations = ['100ms', '500ms', '1s', '5s', '30s', '1m', '5m'] as const;
const sizes = ['1kB', '10kB', '100kB', '1MB'] as const;
const times = ['-1m', '-5m', '-15m', '-1h'] as const;
const statusClasses = ['2xx', '3xx', '4xx', '5xx'] as const;
/** A comparison needs one number. */
const statusBounds = ['200', '300', '400', '500'] as const;

/** The piece of a term in which the caret stands, and what would replace it. */
interface Place {
  readonly start: number;
  readonly end: number;
  /** What is typed before the caret, in lower case. */
  readonly typed: string;
}

/** Offers what may stand at the caret, best first. Never throws; nothing where nothing helps. */
export function suggestFilter(text: string, caret: number, known: KnownValues): FilterSuggestion[] {
  const at = Math.max(0, Math.min(caret, text.length));
  const start = termStart(text, at);
  if (start === undefined) {
    return [];
  }
  const key = scanKey(text, start);
  const end = Math.max(at, tokenEnd(text, start));
  if (key === undefined || at < key.end) {
    return suggestKeys(placeAt(text, start, at, end), key !== undefined && at < key.end ? key.end : end, known);
  }
  const own = filterKeyOf(key.value);
  return own === undefined ? [] : suggestAfterKey(text, { key: own, at, end, from: key.end }, known);
}

function placeAt(text: string, start: number, caret: number, end: number): Place {
  return { start, end, typed: text.slice(start, caret).toLowerCase() };
}

/** Where the term that holds the caret begins; undefined inside a quoted text. */
function termStart(text: string, caret: number): number | undefined {
  let at = 0;
  let start = 0;
  while (at < caret) {
    const unit = text[at];
    if (unit === '"') {
      const quoted = scanQuoted(text, at);
      if (quoted === undefined || quoted.end > caret) {
        return undefined;
      }
      at = quoted.end;
      continue;
    }
    const isFresh = at === start;
    at++;
    if (isBlank(unit) || unit === '|' || (isFresh && (unit === '-' || unit === '(')) || unit === ')') {
      start = at;
    }
  }
  return start;
}

function tokenEnd(text: string, start: number): number {
  return scanBare(text, start, false);
}

/** Keys whose name or other name begins with what is typed; of a key typed in full, its operators. */
function suggestKeys(place: Place, keyEnd: number, known: KnownValues): FilterSuggestion[] {
  const range = { start: place.start, end: keyEnd };
  const found: FilterSuggestion[] = [];
  for (const key of Object.keys(filterKeys) as FilterKey[]) {
    if (key.startsWith(place.typed)) {
      found.push(...operatorsOf(key).map((operator) => keySuggestion(`${key}${operator}`, key, range)));
    }
  }
  const words = (known.words ?? []).filter((word) => word.toLowerCase().startsWith(place.typed));
  found.push(...words.map((word) => ({ insert: word, label: word, detail: 'saved', ...range })));
  return found.slice(0, maxSuggestions);
}

function keySuggestion(label: string, key: FilterKey, range: { start: number; end: number }): FilterSuggestion {
  return { insert: label, label, detail: `key.${key}`, ...range };
}

/** The operators that are worth a line of their own. */
function operatorsOf(key: FilterKey): readonly string[] {
  switch (filterKeys[key]) {
    case 'status':
      return [':', '>='];
    case 'duration':
    case 'size':
    case 'time':
      return ['>', '<'];
    default:
      return [':'];
  }
}

interface AfterKey {
  readonly key: FilterKey;
  readonly at: number;
  readonly end: number;
  /** Just past the operator. */
  readonly from: number;
}

function suggestAfterKey(text: string, { key, at, end, from }: AfterKey, known: KnownValues): FilterSuggestion[] {
  const operator = scanOperator(text, from - 2).length === 2 ? text.slice(from - 2, from) : text.slice(from - 1, from);
  if (isHeaderKey(key) ? operator !== ':' : !operatorsFor(key).includes(operator)) {
    return [];
  }
  if (!isHeaderKey(key)) {
    return suggestValues(valuePlace(text, from, at, end), key, valuesOf(key, known, /[<>]/.test(operator)));
  }
  const place = placeAt(text, from, at, end);
  if (/[:=!]/.test(place.typed)) {
    return [];
  }
  const range = {
    start: from,
    end: Math.max(at, from + (/^[^:=!\s)|]*/.exec(text.slice(from, end))?.[0].length ?? 0)),
  };
  return known.headerNames
    .filter((name) => name.startsWith(place.typed) && /^[\w.-]+$/.test(name))
    .slice(0, maxSuggestions)
    .map((name) => ({ insert: name, label: name, detail: `key.${key}`, ...range }));
}

/** The value of a list in which the caret stands. */
function valuePlace(text: string, from: number, at: number, end: number): Place {
  const start = Math.max(from, text.lastIndexOf(',', at - 1) + 1);
  const comma = text.indexOf(',', at);
  return placeAt(text, start, at, comma < 0 ? end : Math.min(comma, end));
}

function suggestValues({ start, end, typed }: Place, key: FilterKey, values: readonly string[]): FilterSuggestion[] {
  const isFlag = flagsOf(key).length > 0;
  return values
    .filter((value) => value.toLowerCase().startsWith(typed))
    .slice(0, maxSuggestions)
    .map((value) => ({
      insert: filterKeys[key] === 'text' ? formatFilterText(value) : value,
      label: value,
      detail: isFlag ? `${key}.${value}` : `key.${key}`,
      start,
      end,
    }));
}

function valuesOf(key: FilterKey, known: KnownValues, isCompared: boolean): readonly string[] {
  switch (key) {
    case 'method':
      return known.methods;
    case 'host':
      return known.hosts;
    case 'type':
      return known.types;
    case 'partition':
      return known.partitions;
    case 'status':
      return [...new Set([...(isCompared ? statusBounds : statusClasses), ...known.statuses.map(String)])];
    case 'duration':
    case 'age':
      return durations;
    case 'size':
    case 'request-size':
      return sizes;
    case 'time':
      return times;
    default:
      return flagsOf(key);
  }
}
