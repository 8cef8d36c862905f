// The head of the list: sorts by click or Enter, resizes by drag or Shift with arrows, reorders by drag or Ctrl with arrows.

import type { ColumnId, RowSort } from '../model/sortRows.ts';
import type { Wording } from '../trafficFormat.ts';
import { clampWidth, columnTitle, moveColumn } from './listColumns.ts';
import type { ListColumn } from './listColumns.ts';
import { columnClass } from './rowSlot.ts';

/** What the head asks for. */
export interface HeaderHandlers {
  readonly onSort: (column: ColumnId) => void;
  readonly onColumns: (columns: readonly ListColumn[]) => void;
  readonly onMenu: (anchor: HTMLElement) => void;
}

const keyStep = 10;

/** The row of column heads. One of them is in the tab order. */
export class GridHeader {
  readonly element = document.createElement('div');
  readonly #handlers: HeaderHandlers;
  #columns: readonly ListColumn[] = [];
  #focusable = 0;

  constructor(handlers: HeaderHandlers) {
    this.#handlers = handlers;
    this.element.className = 'row head';
    this.element.setAttribute('role', 'row');
    this.element.setAttribute('aria-rowindex', '1');
    this.element.addEventListener('keydown', (event) => this.#onKey(event));
    this.element.addEventListener('contextmenu', (event) => {
      event.preventDefault();
      event.stopPropagation();
      this.#handlers.onMenu((event.target as Element).closest<HTMLElement>('.cell') ?? this.element);
    });
  }

  /** Draws all heads anew; the focus stays where it was. */
  draw(columns: readonly ListColumn[], sort: RowSort | undefined, words: Wording): void {
    const hadFocus = this.element.contains(document.activeElement);
    this.#columns = columns;
    this.#focusable = Math.min(this.#focusable, columns.length - 1);
    this.element.replaceChildren(...columns.map((column, index) => this.#head(column, index, { sort, words })));
    if (hadFocus) {
      this.focus();
    }
  }

  focus(): void {
    (this.element.children[this.#focusable] as HTMLElement | undefined)?.focus();
  }

  #head(
    { id }: ListColumn,
    index: number,
    { sort, words }: { sort: RowSort | undefined; words: Wording },
  ): HTMLElement {
    const cell = document.createElement('div');
    const isSorted = sort?.column === id;
    cell.className = `cell ${columnClass(id)}`;
    cell.setAttribute('role', 'columnheader');
    cell.setAttribute('aria-colindex', String(index + 1));
    cell.setAttribute('aria-sort', isSorted ? (sort.isDescending ? 'descending' : 'ascending') : 'none');
    cell.setAttribute('aria-description', words.text('Enter sorts, Shift with arrows resizes, Ctrl with arrows moves'));
    cell.tabIndex = index === this.#focusable ? 0 : -1;
    cell.dataset['column'] = id;
    const title = document.createElement('span');
    title.textContent = words.text(columnTitle(id));
    title.className = id === 'mark' ? 'title spoken' : 'title';
    const arrow = document.createElement('span');
    const rest = id === 'mark' ? 'codicon codicon-pin' : '';
    arrow.className = isSorted ? `codicon codicon-arrow-${sort.isDescending ? 'down' : 'up'}` : rest;
    arrow.setAttribute('aria-hidden', 'true');
    const handle = document.createElement('span');
    handle.className = 'resize';
    handle.setAttribute('aria-hidden', 'true');
    cell.title = id.includes(':') ? id : words.text(columnTitle(id));
    cell.append(title, arrow, handle);
    cell.addEventListener('pointerdown', (event) => this.#onPointer(event, index, event.target === handle));
    return cell;
  }

  #onKey(event: KeyboardEvent): void {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const column = this.#columns[this.#focusable];
    if (column === undefined) {
      return;
    }
    if (step !== 0 && event.shiftKey) {
      this.#resize(this.#focusable, this.#widthOf(this.#focusable) + step * keyStep);
    } else if (step !== 0 && (event.ctrlKey || event.metaKey)) {
      this.#move(this.#focusable, this.#focusable + step);
    } else if (step !== 0) {
      this.#focusAt(this.#focusable + step);
    } else if (event.key === 'Home' || event.key === 'End') {
      this.#focusAt(event.key === 'Home' ? 0 : this.#columns.length - 1);
    } else if (event.key === 'Enter' || event.key === ' ') {
      this.#handlers.onSort(column.id);
    } else if (
      event.key === 'ContextMenu' ||
      (event.key === 'F10' && event.shiftKey) ||
      (event.key === 'ArrowDown' && event.altKey)
    ) {
      this.#handlers.onMenu(this.element.children[this.#focusable] as HTMLElement);
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  #focusAt(index: number): void {
    const next = Math.min(this.#columns.length - 1, Math.max(0, index));
    const cells = this.element.children as unknown as ArrayLike<HTMLElement>;
    (cells[this.#focusable] as HTMLElement).tabIndex = -1;
    (cells[next] as HTMLElement).tabIndex = 0;
    this.#focusable = next;
    cells[next]?.focus();
  }

  /** A press that moves resizes or reorders; one that does not, sorts. */
  #onPointer(event: PointerEvent, index: number, isHandle: boolean): void {
    if (event.button !== 0) {
      return;
    }
    const cell = event.currentTarget as HTMLElement;
    const from = event.clientX;
    const width = this.#widthOf(index);
    let hasMoved = false;
    cell.setPointerCapture(event.pointerId);
    const onMove = (move: PointerEvent): void => {
      hasMoved ||= Math.abs(move.clientX - from) > 4;
      if (isHandle && hasMoved) {
        this.#resize(index, width + move.clientX - from);
      } else {
        cell.classList.toggle('moving', hasMoved);
      }
    };
    const onUp = (up: PointerEvent): void => {
      cell.removeEventListener('pointermove', onMove);
      cell.classList.remove('moving');
      const column = this.#columns[index];
      if (!isHandle && hasMoved) {
        this.#move(index, this.#indexAt(up.clientX));
      } else if (!isHandle && column !== undefined && up.type === 'pointerup') {
        this.#handlers.onSort(column.id);
      } else if (isHandle) {
        this.#handlers.onColumns(this.#columns);
      }
    };
    cell.addEventListener('pointermove', onMove);
    cell.addEventListener('pointerup', onUp, { once: true });
  }

  #indexAt(x: number): number {
    const cells = [...this.element.children];
    const index = cells.findIndex((each) => x < each.getBoundingClientRect().right);
    return index < 0 ? cells.length - 1 : index;
  }

  #widthOf(index: number): number {
    return (this.element.children[index] as HTMLElement | undefined)?.offsetWidth ?? this.#columns[index]?.width ?? 0;
  }

  #resize(index: number, width: number): void {
    this.#columns = this.#columns.map((each, at) => (at === index ? { ...each, width: clampWidth(width) } : each));
    this.#handlers.onColumns(this.#columns);
  }

  #move(from: number, to: number): void {
    const moved = moveColumn(this.#columns, from, to);
    if (to >= 0 && to < this.#columns.length && to !== from) {
      this.#focusable = to;
      this.#handlers.onColumns(moved);
    }
  }
}
