// The columns of the list: their titles, widths and order, and which of them give way when the list is narrow.

import { isColumn, isHeaderColumn } from '../model/sortRows.ts';
import type { ColumnId, FixedColumn } from '../model/sortRows.ts';

/** A column as the list shows it. */
export interface ListColumn {
  readonly id: ColumnId;
  /** CSS pixels; of the path it is the least, since it takes what is left. */
  readonly width: number;
}

/** Title and first width of every column. */
export const columnFacts: Readonly<Record<FixedColumn, { readonly title: string; readonly width: number }>> = {
  mark: { title: 'Mark', width: 52 },
  time: { title: 'Time', width: 104 },
  method: { title: 'Method', width: 76 },
  host: { title: 'Host', width: 170 },
  path: { title: 'Path', width: 170 },
  status: { title: 'Status', width: 74 },
  duration: { title: 'Duration', width: 118 },
  responseBytes: { title: 'Size', width: 80 },
  requestBytes: { title: 'Request size', width: 100 },
  contentType: { title: 'Type', width: 126 },
  state: { title: 'State', width: 148 },
  clientIp: { title: 'Client', width: 120 },
  partition: { title: 'Partition', width: 76 },
  sequence: { title: 'Sequence', width: 90 },
  problems: { title: 'Problems', width: 220 },
  note: { title: 'Note', width: 180 },
};

const shownAtFirst: readonly FixedColumn[] = [
  'mark',
  'time',
  'method',
  'path',
  'status',
  'duration',
  'responseBytes',
  'contentType',
  'state',
];
/** Who gives way first when it gets narrow. */
const givingWay: readonly ColumnId[] = ['contentType', 'responseBytes', 'duration', 'time', 'mark', 'method'];
const iconOnlyWidth = 76;
const minColumnWidth = 32;
const maxColumnWidth = 2000;

/** The columns of a view that nobody has changed. */
export function defaultColumns(): ListColumn[] {
  return shownAtFirst.map((id) => ({ id, width: columnFacts[id].width }));
}

/** Title of a column, English; header columns are called by the header's name. */
export function columnTitle(id: ColumnId): string {
  return isHeaderColumn(id) ? id.slice(id.indexOf(':') + 1) : columnFacts[id].title;
}

/** Columns as a former page stored them; undefined unless they are whole. */
export function readColumns(value: unknown): ListColumn[] | undefined {
  if (!Array.isArray(value) || value.length === 0 || value.length > 40) {
    return undefined;
  }
  const columns = value.flatMap((each: unknown) => {
    const { id, width } = (each ?? {}) as { id?: unknown; width?: unknown };
    return isColumn(id) && typeof width === 'number' ? [{ id, width: clampWidth(width) }] : [];
  });
  return columns.length === value.length && new Set(columns.map(({ id }) => id)).size === columns.length
    ? columns
    : undefined;
}

/** Keeps a width usable. */
export function clampWidth(width: number): number {
  return Number.isFinite(width) ? Math.round(Math.min(maxColumnWidth, Math.max(minColumnWidth, width))) : 100;
}

/** Columns with one shown or hidden. A new one comes to the place where it stands in the list of all columns. */
export function toggleColumn(columns: readonly ListColumn[], id: ColumnId): ListColumn[] {
  if (columns.some((each) => each.id === id)) {
    return columns.length === 1 ? [...columns] : columns.filter((each) => each.id !== id);
  }
  const all = Object.keys(columnFacts);
  const width = isHeaderColumn(id) ? 140 : columnFacts[id].width;
  const place = isHeaderColumn(id) ? -1 : columns.findIndex((each) => all.indexOf(each.id) > all.indexOf(id));
  return place < 0 ? [...columns, { id, width }] : columns.toSpliced(place, 0, { id, width });
}

/** Columns with one moved to another place. */
export function moveColumn(columns: readonly ListColumn[], from: number, to: number): ListColumn[] {
  const moved = columns[from];
  return moved === undefined || to < 0 || to >= columns.length
    ? [...columns]
    : columns.toSpliced(from, 1).toSpliced(to, 0, moved);
}

/** Columns as they fit into a width: the state's word gives way to its icon, then one column after the other. */
export function fitColumns(columns: readonly ListColumn[], available: number): ListColumn[] {
  const widthOf = (list: readonly ListColumn[]): number => list.reduce((sum, each) => sum + each.width, 0);
  if (available <= 0 || widthOf(columns) <= available) {
    return [...columns];
  }
  let fitted = columns.map((each) =>
    each.id === 'state' ? { ...each, width: Math.min(each.width, iconOnlyWidth) } : each,
  );
  for (const id of givingWay) {
    if (widthOf(fitted) <= available) {
      break;
    }
    fitted = fitted.filter((each) => each.id !== id);
  }
  return fitted;
}

/** The value of `grid-template-columns`. */
export function columnTemplate(columns: readonly ListColumn[]): string {
  const hasPath = columns.some((each) => each.id === 'path');
  return columns
    .map(({ id, width }, index) =>
      id === 'path' || (!hasPath && index === columns.length - 1) ? `minmax(${width}px, 1fr)` : `${width}px`,
    )
    .join(' ');
}

/** All columns after some of them, as they are shown, were resized or moved; those that have given way stay behind their neighbour. */
export function mergeColumns(all: readonly ListColumn[], shown: readonly ListColumn[]): ListColumn[] {
  const merged = [...shown];
  for (const [index, column] of all.entries()) {
    if (!shown.some((each) => each.id === column.id)) {
      const before = all[index - 1]?.id;
      merged.splice(merged.findIndex((each) => each.id === before) + 1, 0, column);
    }
  }
  return merged;
}

/** True while the view shows the columns of the beginning; only then they give way by themselves. */
export function isDefaultSet(columns: readonly ListColumn[]): boolean {
  return columns.length === shownAtFirst.length && columns.every((each) => shownAtFirst.some((id) => id === each.id));
}
