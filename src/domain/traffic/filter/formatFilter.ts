// Writes a filter's tree as a line that reads back into the same tree.

import type { FilterExpression, FilterTerm, FilterValue } from './filterExpression.ts';
import { filterKeys } from './filterKey.ts';
import { formatDuration, formatSize, formatTimePoint } from './filterQuantity.ts';
import { isBlank, scanBare, scanKey, scanRegex } from './filterScan.ts';

/** Writes a filter. Empty for the one that matches everything. */
export function formatFilter(filter: FilterExpression): string {
  switch (filter.kind) {
    case 'all':
      return '';
    case 'and':
      return filter.parts.map((part) => formatPart(part, part.kind === 'and' || part.kind === 'or')).join(' ');
    case 'or':
      return filter.parts.map((part) => formatPart(part, part.kind === 'or')).join(' OR ');
    case 'not':
      return `-${formatPart(filter.part, filter.part.kind !== 'term')}`;
    case 'term':
      return formatTerm(filter);
  }
}

function formatPart(part: FilterExpression, needsGroup: boolean): string {
  return needsGroup ? `(${formatFilter(part)})` : formatFilter(part);
}

function formatTerm({ key, name, operator, values }: FilterTerm): string {
  if (key === 'word') {
    const value = values[0];
    return value === undefined ? '""' : value.kind === 'text' ? formatWord(value.text) : formatValue(value, key);
  }
  const head = name === '' ? key : `${key}:${name}`;
  const isPresence = name !== '' && values.length === 0;
  return isPresence ? head : `${head}${operator}${formatValues(values, key)}`;
}

function formatValue(value: FilterValue, key: FilterTerm['key']): string {
  switch (value.kind) {
    case 'text':
      return formatFilterText(value.text);
    case 'wildcard':
      // What would be read as a pattern begins with a slash that is escaped.
      return value.text.startsWith('/') && scanRegex(value.text, 0) !== undefined ? `\\${value.text}` : value.text;
    case 'regex':
      return `/${value.source}/${value.flags}`;
    case 'flag':
      return value.flag;
    case 'time':
      return value.to === undefined
        ? formatTimePoint(value.from)
        : `${formatTimePoint(value.from)}..${formatTimePoint(value.to)}`;
    case 'number': {
      const from = formatNumber(value.from, key);
      return value.from === value.to ? from : `${from}..${formatNumber(value.to, key)}`;
    }
  }
}

/**
 * Values with commas. A backslash stands before the slash of a text that a later slash would make a pattern of, and of `//`, which
 * would make an address of key and text.
 */
function formatValues(values: readonly FilterValue[], key: FilterTerm['key']): string {
  return values.reduceRight((rest, value, index) => {
    const own = formatValue(value, key);
    const line = index === values.length - 1 ? own : `${own},${rest}`;
    const isPattern = value.kind === 'regex' || !own.startsWith('/') || scanRegex(line, 0) === undefined;
    return isPattern && !(index === 0 && own.startsWith('//')) ? line : `\\${line}`;
  }, '');
}

function formatNumber(value: number, key: FilterTerm['key']): string {
  const kind = key === 'word' ? 'text' : filterKeys[key];
  return kind === 'duration' ? formatDuration(value) : kind === 'size' ? formatSize(value) : String(value);
}

/** A text as the value of a key: bare where that reads back as the same text, else in quotes. */
export function formatFilterText(text: string): string {
  const isBare =
    text !== '' &&
    !/[\s\p{Cc}]/u.test(text) &&
    !text.includes('*') &&
    !text.includes('"') &&
    scanBare(text, 0, true) === text.length &&
    !(text.startsWith('/') && scanRegex(text, 0) !== undefined) &&
    !text.startsWith('\\/') &&
    !/^[:=<>!]/.test(text);
  return isBare ? text : quote(text);
}

/** A text as a plain word: in quotes too where it would be read as a key, an operator or a negation. */
function formatWord(text: string): string {
  const isPlain = !/^[-(]/.test(text) && !/^(?:OR|AND|NOT)(?=$|\()/.test(text) && scanKey(text, 0) === undefined;
  return isPlain ? formatFilterText(text) : quote(text);
}

function quote(text: string): string {
  let quoted = '';
  for (const unit of text) {
    quoted += quoteUnit(unit);
  }
  return `"${quoted}"`;
}

function quoteUnit(unit: string): string {
  switch (unit) {
    case '"':
      return '\\"';
    case '\\':
      return '\\\\';
    case '\n':
      return '\\n';
    case '\r':
      return '\\r';
    case '\t':
      return '\\t';
    default:
      return isBlank(unit) && unit !== ' ' ? `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}` : unit;
  }
}
