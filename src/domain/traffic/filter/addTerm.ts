// Filters made by clicking: a term for a cell's value, and how it joins the line that stands there.

import type { FilterExpression, FilterTerm, FilterValue } from './filterExpression.ts';
import { filterKeys } from './filterKey.ts';
import type { FilterKey } from './filterKey.ts';
import { formatFilter } from './formatFilter.ts';
import { parseFilter } from './parseFilter.ts';

/** A term that asks for exactly this text, number or word. @param name of the header, for keys that need one */
export function termFor(key: FilterKey, value: string | number, name = ''): FilterTerm {
  const head = { kind: 'term', key, name: name.toLowerCase() } as const;
  return typeof value === 'number'
    ? { ...head, operator: ':', values: [{ kind: 'number', from: value, to: value }] }
    : { ...head, operator: filterKeys[key] === 'text' ? '=' : ':', values: [valueOf(key, value)] };
}

function valueOf(key: FilterKey, value: string): FilterValue {
  return filterKeys[key] === 'text' ? { kind: 'text', text: value } : { kind: 'flag', flag: value };
}

/**
 * Adds a term to a line, so that it must hold too. What was typed stays as it was; a term that is there already is not added
 * again, and its opposite is taken out. A line that cannot be read is only added to.
 */
export function addTerm(text: string, term: FilterExpression): string {
  const added = formatFilter(term);
  const parsed = parseFilter(text);
  if ('problem' in parsed) {
    return `${text.trimEnd()} ${added}`;
  }
  const { filter } = parsed;
  if (filter.kind === 'all') {
    return added;
  }
  const parts = filter.kind === 'and' ? filter.parts : [filter];
  if (parts.some((part) => formatFilter(part) === added)) {
    return text;
  }
  const opposite = formatFilter(term.kind === 'not' ? term.part : { kind: 'not', part: term });
  const kept = parts.filter((part) => formatFilter(part) !== opposite);
  if (kept.length < parts.length) {
    return [...kept, term]
      .map((part) =>
        part.kind === 'or' || (part.kind === 'and' && kept.length > 0) ? `(${formatFilter(part)})` : formatFilter(part),
      )
      .join(' ');
  }
  const group = filter.kind === 'or' ? `(${text.trim()})` : text.trim();
  return `${group} ${term.kind === 'or' ? `(${added})` : added}`;
}
