// Terms that clicks put into the filter: the value of a cell, and a span of time.

import { addTerm, termFor } from '../../../src/domain/traffic/filter/addTerm.ts';
import { matchesGlob } from '../../../src/domain/traffic/redaction/redactionRules.ts';
import type { TrafficRow } from '../../../src/domain/traffic/trafficRow.ts';
import type { ColumnId } from '../model/sortRows.ts';
import { isHeaderColumn } from '../model/sortRows.ts';
import type { FilterExpression, FilterTerm, TimePoint } from '../../../src/domain/traffic/filter/filterExpression.ts';

/** A cell, and what has to be known of its column. */
export interface FilterCell {
  readonly column: ColumnId;
  readonly row: TrafficRow;
  readonly headerColumns: readonly string[];
  /** Names of headers whose values are secrets, see TrafficSnapshot. */
  readonly sensitiveHeaders: readonly string[];
}

/**
 * The filter with a cell's value asked for, or excluded. The same text when a cell has no value to ask for. Filters are kept for
 * long, so of a header whose value is a secret only its presence is asked for.
 */
export function withCell(text: string, cell: FilterCell, isExcluded: boolean): string {
  const term = termOfCell(cell);
  return term === undefined ? text : addTerm(text, isExcluded ? { kind: 'not', part: term } : term);
}

function termOfCell({ column, row, headerColumns, sensitiveHeaders }: FilterCell): FilterTerm | undefined {
  if (isHeaderColumn(column)) {
    const name = column
      .slice(column.indexOf(':') + 1)
      .trim()
      .toLowerCase();
    const key = column.startsWith('response') ? 'res-header' : 'req-header';
    const value = row.extra[headerColumns.indexOf(column)] ?? '';
    return value !== '' && isSensitive(name, sensitiveHeaders)
      ? { kind: 'term', key, name, operator: ':', values: [] }
      : ofText(key, value, name);
  }
  switch (column) {
    case 'method':
      return ofText('method', row.method);
    case 'host':
      // A host with a user before it holds a password too.
      return row.host.includes('@') ? undefined : ofText('host', row.host);
    case 'path':
      return ofText('path', row.path.split('?')[0] ?? '');
    case 'status':
      return row.status === 0 ? undefined : termFor('status', row.status);
    case 'contentType':
      return ofText('type', row.contentType);
    case 'clientIp':
      return ofText('ip', row.clientIp);
    case 'partition':
      return ofText('partition', row.partitionId);
    case 'state':
      return termFor('is', row.state);
    case 'mark':
      return row.mark === undefined ? (row.isPinned ? termFor('is', 'pinned') : undefined) : termFor('mark', row.mark);
    default:
      return undefined;
  }
}

function isSensitive(name: string, sensitiveHeaders: readonly string[]): boolean {
  return sensitiveHeaders.some((each) => matchesGlob(each.trim().toLowerCase(), name));
}

function ofText(key: Parameters<typeof termFor>[0], value: string, name = ''): FilterTerm | undefined {
  return value === '' ? undefined : termFor(key, value, name);
}

/** The filter with a span of time in place of an earlier one; without one when there is no span. */
export function withTimeSpan(text: string, span: { readonly from: number; readonly to: number } | undefined): string {
  const rest = text
    .replaceAll(/(?:^|(?<=\s))time:[^\s()"]+\.\.[^\s()"]+(?=\s|$)/g, '')
    .replaceAll(/\s{2,}/g, ' ')
    .trim();
  if (span === undefined) {
    return rest;
  }
  const term: FilterExpression = {
    kind: 'term',
    key: 'time',
    name: '',
    operator: ':',
    values: [{ kind: 'time', from: point(span.from), to: point(span.to) }],
  };
  return addTerm(rest, term).trim();
}

function point(milliseconds: number): TimePoint {
  return { kind: 'instant', milliseconds: Math.round(milliseconds), precision: 'millisecond' };
}
