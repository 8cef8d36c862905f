// Terms that clicks put into the filter: the value of a cell, and a span of time.

import { addTerm, termFor } from '../../../src/domain/traffic/filter/addTerm.ts';
import type { TrafficRow } from '../../../src/domain/traffic/trafficRow.ts';
import type { ColumnId } from '../model/sortRows.ts';
import { isHeaderColumn } from '../model/sortRows.ts';
import type { FilterExpression, FilterTerm, TimePoint } from '../../../src/domain/traffic/filter/filterExpression.ts';

/** The filter with a cell's value asked for, or excluded. The same text when a cell has no value to ask for. */
export function withCell(
  text: string,
  cell: { column: ColumnId; row: TrafficRow; headerColumns: readonly string[] },
  isExcluded: boolean,
): string {
  const term = termOfCell(cell.column, cell.row, cell.headerColumns);
  return term === undefined ? text : addTerm(text, isExcluded ? { kind: 'not', part: term } : term);
}

function termOfCell(column: ColumnId, row: TrafficRow, headerColumns: readonly string[]): FilterTerm | undefined {
  if (isHeaderColumn(column)) {
    const colon = column.indexOf(':');
    const key = column.startsWith('response') ? 'res-header' : 'req-header';
    return ofText(key, row.extra[headerColumns.indexOf(column)] ?? '', column.slice(colon + 1));
  }
  switch (column) {
    case 'method':
      return ofText('method', row.method);
    case 'host':
      return ofText('host', row.host);
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
