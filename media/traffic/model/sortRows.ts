// How rows are ordered by a column: numbers by value, texts by code unit; what is missing comes last, and equal rows by arrival.

import type { CompareSlots } from './rowOrder.ts';
import type { RowStore } from './rowStore.ts';
import { PINNED } from './rowStore.ts';

/** Columns that every row has; header columns are named `request:<name>` or `response:<name>`. */
export const fixedColumns = [
  'mark',
  'time',
  'method',
  'host',
  'path',
  'status',
  'duration',
  'responseBytes',
  'requestBytes',
  'contentType',
  'state',
  'clientIp',
  'partition',
  'sequence',
  'problems',
  'note',
] as const;

/** One of the columns that every row has. */
export type FixedColumn = (typeof fixedColumns)[number];

/** Any column. */
export type ColumnId = FixedColumn | `request:${string}` | `response:${string}`;

/** What the list is sorted by. Without it, rows stand in order of arrival. */
export interface RowSort {
  readonly column: ColumnId;
  readonly isDescending: boolean;
}

/** True for `request:<name>` and `response:<name>`. */
export function isHeaderColumn(column: string): column is `request:${string}` | `response:${string}` {
  return /^(?:request|response):./.test(column);
}

/** True for every name of a column. */
export function isColumn(value: unknown): value is ColumnId {
  return typeof value === 'string' && (isHeaderColumn(value) || fixedColumns.some((each) => each === value));
}

const textPlaces: Readonly<Partial<Record<FixedColumn, number>>> = {
  method: 0,
  host: 1,
  path: 2,
  contentType: 3,
  clientIp: 4,
  note: 6,
};
const partitionPlace = 5;
const firstHeaderPlace = 7;

/** The order of slots for a sort. @param headerColumns as the texts of the rows have them */
export function compareRows(
  store: RowStore,
  sort: RowSort | undefined,
  headerColumns: readonly string[],
): CompareSlots {
  if (sort === undefined) {
    return (a, b) => a - b;
  }
  const sign = sort.isDescending ? -1 : 1;
  const { column } = sort;
  if (isHeaderColumn(column)) {
    return byText(store, firstHeaderPlace + headerColumns.indexOf(column), sign);
  }
  const place = textPlaces[column];
  return place === undefined ? byNumber(numberOf(store, column), sign) : byText(store, place, sign);
}

function byText(store: RowStore, place: number, sign: number): CompareSlots {
  return (a, b) => {
    const x = store.text(a, place);
    const y = store.text(b, place);
    if (x === y) {
      return sign * (a - b);
    }
    return x === '' ? 1 : y === '' ? -1 : x < y ? -sign : sign;
  };
}

function byNumber(valueOf: (slot: number) => number, sign: number): CompareSlots {
  return (a, b) => {
    const x = valueOf(a);
    const y = valueOf(b);
    if (x < y) {
      return -sign;
    }
    if (x > y) {
      return sign;
    }
    if (x === y) {
      return sign * (a - b);
    }
    // At least one of them is missing.
    const missing = Number(Number.isNaN(x)) - Number(Number.isNaN(y));
    return missing === 0 ? sign * (a - b) : missing;
  };
}

function numberOf(store: RowStore, column: FixedColumn): (slot: number) => number {
  switch (column) {
    case 'time':
      return (slot) => store.columns.time[slot] as number;
    case 'duration':
      return (slot) => store.columns.duration[slot] as number;
    case 'status':
      return (slot) => orMissing(store.columns.status[slot] as number);
    case 'responseBytes':
      return (slot) => orMissing(store.columns.responseBytes[slot] as number);
    case 'requestBytes':
      return (slot) => orMissing(store.columns.requestBytes[slot] as number);
    case 'sequence':
      return (slot) => store.columns.sequence[slot] as number;
    case 'partition':
      return (slot) => partitionNumber(store.text(slot, partitionPlace));
    case 'problems':
      return (slot) => orMissing(bitCount(store.columns.problems[slot] as number));
    case 'mark':
      return (slot) =>
        orMissing((store.columns.mark[slot] as number) * 2 + ((store.columns.flags[slot] as number) & PINNED) * 100);
    default:
      return (slot) => store.columns.state[slot] as number;
  }
}

/** Zero stands for a value that is not there. */
function orMissing(value: number): number {
  return value === 0 ? Number.NaN : value;
}

/** Ids of partitions are small numbers; anything else comes last. */
function partitionNumber(id: string): number {
  return /^\d{1,9}$/.test(id) ? Number(id) : Number.NaN;
}

/** How many bits are set. */
function bitCount(bits: number): number {
  let rest = bits >>> 0;
  let count = 0;
  while (rest !== 0) {
    rest &= rest - 1;
    count++;
  }
  return count;
}
