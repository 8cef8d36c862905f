// One of the row elements that the list moves and fills as it scrolls; only what changed is written to the page.

import type { Mark } from '../../../src/domain/traffic/exchange.ts';
import type { TrafficRow } from '../../../src/domain/traffic/trafficRow.ts';
import { isHeaderColumn } from '../model/sortRows.ts';
import type { ColumnId } from '../model/sortRows.ts';
import { statusClass, visibleText } from '../trafficFormat.ts';
import type { Wording } from '../trafficFormat.ts';
import type { ListColumn } from './listColumns.ts';

/** Icons of the states. */
const stateIcons: Readonly<Record<TrafficRow['state'], string>> = {
  pending: 'codicon-sync',
  completed: 'codicon-check',
  orphaned: 'codicon-arrow-small-left',
  unanswered: 'codicon-watch',
  unreadable: 'codicon-question',
};

/** Marks by shape, for colour alone tells some people nothing. */
export const markShapes: Readonly<Record<Mark, string>> = { red: '■', yellow: '▲', green: '●', blue: '◆' };

/** What a slot needs to know besides the row. */
export interface RowLooks {
  readonly words: Wording;
  readonly headerColumns: readonly string[];
}

/** Where a slot stands and which version of the row it shows. */
export interface SlotPlace {
  readonly index: number;
  readonly version: number;
  readonly isSelected: boolean;
  readonly top: number;
}

/** One row element. */
export class RowSlot {
  readonly element = document.createElement('div');
  readonly #cells = new Map<ColumnId, HTMLElement>();
  #index = -1;
  #version = -1;
  #number: number | undefined;

  constructor(id: string, columns: readonly ListColumn[]) {
    this.element.className = 'row';
    this.element.id = id;
    this.element.setAttribute('role', 'row');
    this.element.dataset['vscodeContext'] = '{"webviewSection":"row","preventDefaultContextMenuItems":true}';
    for (const [index, column] of columns.entries()) {
      const cell = makeCell(column, index);
      this.#cells.set(column.id, cell);
      this.element.append(cell);
    }
  }

  /** Place of the row that is shown. */
  get index(): number {
    return this.#index;
  }

  get number(): number | undefined {
    return this.#number;
  }

  /** Shows nothing. */
  hide(): void {
    if (this.#number !== undefined || !this.element.hidden) {
      this.element.hidden = true;
      this.#number = undefined;
      this.#version = -1;
    }
  }

  /** Shows a row; `read` is called only when something of it may have changed. */
  show(place: SlotPlace, number: number, read: () => TrafficRow | undefined, looks: RowLooks): void {
    const { element } = this;
    element.hidden = false;
    if (this.#index !== place.index) {
      this.#index = place.index;
      element.style.transform = `translateY(${place.top}px)`;
      // The head is row 1.
      element.setAttribute('aria-rowindex', String(place.index + 2));
      element.classList.toggle('odd', place.index % 2 === 1);
    }
    if ((element.getAttribute('aria-selected') === 'true') !== place.isSelected) {
      element.classList.toggle('selected', place.isSelected);
    }
    element.setAttribute('aria-selected', String(place.isSelected));
    if (this.#number === number && this.#version === place.version) {
      return;
    }
    this.#number = number;
    this.#version = place.version;
    const row = read();
    if (row !== undefined) {
      this.#fill(row, looks);
    }
  }

  /** Forgets what is shown, so that the next drawing writes everything. */
  invalidate(): void {
    this.#version = -1;
    this.#number = undefined;
  }

  #fill(row: TrafficRow, looks: RowLooks): void {
    for (const [column, cell] of this.#cells) {
      fillCell(cell, column, row, looks);
    }
    this.element.classList.toggle('highlighted', row.isHighlighted);
    this.element.setAttribute('aria-label', spokenRow(row, looks.words));
  }
}

function makeCell({ id }: ListColumn, index: number): HTMLElement {
  const cell = document.createElement('div');
  cell.className = `cell ${columnClass(id)}`;
  cell.setAttribute('role', 'gridcell');
  cell.setAttribute('aria-colindex', String(index + 1));
  cell.dataset['column'] = id;
  const parts: Readonly<Partial<Record<ColumnId, readonly string[]>>> = {
    mark: ['icon', 'shape', 'noted'],
    duration: ['bar', 'value'],
    state: ['icon', 'word', 'marks'],
  };
  for (const name of parts[id] ?? []) {
    const part = document.createElement('span');
    part.className = name;
    if (name !== 'word' && name !== 'value' && name !== 'marks') {
      part.setAttribute('aria-hidden', 'true');
    }
    cell.append(part);
  }
  return cell;
}

/** Class of a column; all header columns look the same. */
export function columnClass(id: ColumnId): string {
  return isHeaderColumn(id) ? 'header' : id;
}

function fillCell(cell: HTMLElement, column: ColumnId, row: TrafficRow, { words, headerColumns }: RowLooks): void {
  switch (column) {
    case 'mark':
      fillMark(cell, row, words);
      return;
    case 'duration':
      fillDuration(cell, row, words);
      return;
    case 'state':
      fillState(cell, row, words);
      return;
    case 'status':
      cell.className = `cell status ${statusClass(row.status)}`;
      setText(cell, row.status === 0 ? '' : String(row.status));
      return;
    case 'time':
      setText(cell, words.time(row.time));
      setTitle(cell, words.moment(row.time));
      return;
    default: {
      const text = cellText(column, row, words, headerColumns);
      setText(cell, text);
      setTitle(cell, text);
    }
  }
}

function cellText(column: ColumnId, row: TrafficRow, words: Wording, headerColumns: readonly string[]): string {
  switch (column) {
    case 'method':
    case 'host':
    case 'path':
    case 'contentType':
    case 'clientIp':
    case 'note':
      return visibleText(row[column]);
    case 'requestBytes':
    case 'responseBytes':
      return row[column] === 0 ? '' : words.bytes(row[column]);
    case 'partition':
      return visibleText(row.partitionId);
    case 'sequence':
      return String(row.sequenceNumber);
    case 'problems':
      return problemWords(row, words).join(' ');
    default:
      return isHeaderColumn(column) ? visibleText(row.extra[headerColumns.indexOf(column)] ?? '') : '';
  }
}

function fillMark(cell: HTMLElement, row: TrafficRow, words: Wording): void {
  const [icon, shape, noted] = cell.children as unknown as HTMLElement[];
  setClass(icon, `icon codicon codicon-pin${row.isPinned ? 'ned' : ' offered'}`);
  setClass(shape, `shape ${row.mark ?? ''}`);
  setText(shape, row.mark === undefined ? '' : markShapes[row.mark]);
  setClass(noted, row.note === '' ? 'noted' : 'noted codicon codicon-note');
  setTitle(cell, [...annotationWords(row, words), ...(row.isPinned ? [] : [words.text('Pin')])].join(', '));
}

function fillDuration(cell: HTMLElement, row: TrafficRow, words: Wording): void {
  const [bar, value] = cell.children as unknown as HTMLElement[];
  const { durationInMs } = row;
  setText(value, durationInMs === undefined ? '' : words.duration(durationInMs));
  cell.classList.toggle('negative', (durationInMs ?? 0) < 0);
  // The style sheet divides by the scale of the list, so that a new scale touches no row.
  bar?.style.setProperty('--ms', String(Math.max(0, durationInMs ?? 0)));
  const source =
    row.durationSource === undefined
      ? ''
      : words.text(
          row.durationSource === 'gateway'
            ? 'measured by the gateway'
            : 'between the times at which the hub stored both halves',
        );
  setTitle(cell, [value?.textContent ?? '', source].filter(Boolean).join(', '));
}

function fillState(cell: HTMLElement, row: TrafficRow, words: Wording): void {
  const [icon, word, marks] = cell.children as unknown as HTMLElement[];
  const state = words.text(row.state);
  setClass(icon, `icon codicon ${stateIcons[row.state]} ${row.state}`);
  setText(word, state);
  const signs = [row.repeatCount > 0 ? `+${row.repeatCount}` : '', row.problems.length > 0 ? '⚠' : ''];
  setText(marks, signs.filter(Boolean).join(' '));
  setTitle(cell, [[state, ...signs].filter(Boolean).join(' '), ...problemWords(row, words)].join('\n'));
}

/** What is wrong with a row, one sentence each. */
function problemWords(row: TrafficRow, words: Wording): string[] {
  return row.problems.map((problem) => words.text(problem));
}

function annotationWords(row: TrafficRow, words: Wording): string[] {
  return [
    ...(row.isPinned ? [words.text('pinned')] : []),
    ...(row.mark === undefined ? [] : [words.text(`mark.${row.mark}`)]),
    ...(row.note === '' ? [] : [words.text('note: {0}', visibleText(row.note))]),
  ];
}

/** The row in one sentence, as it is spoken. */
export function spokenRow(row: TrafficRow, words: Wording): string {
  return [
    words.time(row.time),
    visibleText(row.method),
    visibleText(row.path),
    row.status === 0 ? '' : String(row.status),
    row.durationInMs === undefined ? '' : words.duration(row.durationInMs),
    words.text(row.state),
    row.repeatCount > 0 ? `+${row.repeatCount}` : '',
    ...annotationWords(row, words),
    ...(row.isHighlighted ? [words.text('highlighted')] : []),
    ...problemWords(row, words),
  ]
    .filter(Boolean)
    .join(', ');
}

function setText(element: HTMLElement | undefined, text: string): void {
  if (element !== undefined && element.textContent !== text) {
    element.textContent = text;
  }
}

function setClass(element: HTMLElement | undefined, name: string): void {
  if (element !== undefined && element.className !== name) {
    element.className = name;
  }
}

function setTitle(element: HTMLElement, title: string): void {
  if (element.title !== title) {
    element.title = title;
  }
}
