// The list of calls: a fixed pool of row elements over a scrolled height, so that a million rows cost what thirty do. Slot k
// shows the row whose index is k modulo the pool, so a small scroll touches only the rows that come into sight.

import type { ColumnId } from '../model/sortRows.ts';
import type { TrafficModel } from '../trafficModel.ts';
import type { Wording } from '../trafficFormat.ts';
import { gridCommand } from './gridKeys.ts';
import type { GridCommand } from './gridKeys.ts';
import { GridHeader } from './gridHeader.ts';
import { columnTemplate, defaultColumns, fitColumns, isDefaultSet, mergeColumns } from './listColumns.ts';
import type { ListColumn } from './listColumns.ts';
import { RowSlot } from './rowSlot.ts';

const rowHeight = 22;
/** Rows drawn above and below the visible ones, so that a small scroll shows no gap. */
const margin = 6;
/** Chromium clamps the height of an element; rows beyond would not be reachable. The host's cap is far below. */
const maxRows = 1_500_000;
const orphaned = 2;

/** What the list asks for. */
export interface GridHandlers {
  /** The selection is another one. */
  readonly onSelect: () => void;
  readonly onFollowChange: () => void;
  readonly onSort: (column: ColumnId) => void;
  readonly onColumns: (columns: readonly ListColumn[]) => void;
  readonly onColumnMenu: (anchor: HTMLElement) => void;
  readonly onCommand: (command: 'open' | 'pin' | 'cycleMark' | 'editNote' | 'copy') => void;
  /** A cell was clicked with Alt: filter by its value, or by its absence. */
  readonly onFilterBy: (column: ColumnId, number: number, isExcluded: boolean) => void;
  /** The host is about to ask what is selected. */
  readonly onContextMenu: () => void;
}

/** Draws the model's rows and turns clicks and keys into selections. */
export class TrafficGrid {
  readonly element = document.createElement('div');
  readonly #model: TrafficModel;
  readonly #handlers: GridHandlers;
  readonly #header: GridHeader;
  readonly #headFrame = document.createElement('div');
  readonly #body = document.createElement('div');
  readonly #spacer = document.createElement('div');
  #slots: RowSlot[] = [];
  #words: Wording;
  #columns: readonly ListColumn[] = defaultColumns();
  #fitted: readonly ListColumn[] = [];
  #headerColumns: readonly string[] = [];
  #height = 0;
  #width = 0;
  #follows = true;
  #isQueued = false;
  /** Where the list was scrolled to by itself: that scroll is no wish to follow. */
  #ownTop: number | undefined;
  #kept: { readonly offset: number } | undefined;

  constructor(model: TrafficModel, words: Wording, handlers: GridHandlers) {
    this.#model = model;
    this.#words = words;
    this.#handlers = handlers;
    this.#header = new GridHeader({
      onSort: handlers.onSort,
      onColumns: (columns) => handlers.onColumns(mergeColumns(this.#columns, columns)),
      onMenu: handlers.onColumnMenu,
    });
    this.element.className = 'grid';
    this.element.setAttribute('role', 'grid');
    this.element.setAttribute('aria-multiselectable', 'true');
    this.element.tabIndex = 0;
    this.#headFrame.className = 'headFrame';
    this.#headFrame.setAttribute('role', 'rowgroup');
    this.#headFrame.append(this.#header.element);
    this.#body.className = 'body';
    this.#body.setAttribute('role', 'rowgroup');
    this.#spacer.className = 'spacer';
    this.#spacer.setAttribute('role', 'presentation');
    this.#body.append(this.#spacer);
    this.element.append(this.#headFrame, this.#body);
    this.#listen();
    this.#fit();
  }

  /** True while the newest row is kept in sight. */
  get follows(): boolean {
    return this.#follows && this.#newestEdge !== undefined;
  }

  /** Looks, words or header columns are others: everything is drawn anew. */
  setLook(look: { words?: Wording; columns?: readonly ListColumn[]; headerColumns?: readonly string[] }): void {
    this.#words = look.words ?? this.#words;
    this.#columns = look.columns ?? this.#columns;
    this.#headerColumns = look.headerColumns ?? this.#headerColumns;
    this.element.setAttribute('aria-label', this.#words.text('API calls'));
    this.#fit();
    if (look.words !== undefined || look.headerColumns !== undefined) {
      this.#slots.forEach((slot) => slot.invalidate());
      this.drawHead();
    }
    this.update();
  }

  /** The head shows the sort. */
  drawHead(): void {
    this.#header.draw(this.#fitted, this.#model.sort, this.#words);
  }

  /** Milliseconds that fill a latency bar. */
  set durationScale(milliseconds: number) {
    this.element.style.setProperty('--scale', String(Math.max(1, milliseconds)));
  }

  /** Goes to the newest row and stays there, or lets go. */
  toggleFollow(): void {
    this.#setFollows(!this.#follows);
    this.update();
  }

  /** Draws in the next frame; many calls make one drawing. */
  update(): void {
    if (!this.#isQueued) {
      this.#isQueued = true;
      requestAnimationFrame(() => {
        this.#isQueued = false;
        this.#draw();
      });
    }
  }

  /** Runs a change of the rows; who reads further down keeps the same rows before them. */
  keepPlace(change: () => void): void {
    const top = this.element.scrollTop;
    const first = Math.floor(top / rowHeight);
    this.#model.watch(first);
    change();
    const moved = this.#model.watched - first;
    if (!this.follows && moved !== 0) {
      // The list may have to grow first, so the place is taken when it is drawn.
      this.#kept = { offset: (this.#kept?.offset ?? 0) + moved * rowHeight };
    }
    this.update();
  }

  focus(): void {
    this.element.focus();
  }

  /** Selects a row, as if it had been clicked. */
  selectIndex(index: number, extend = false): void {
    const number = this.#model.numberAt(index);
    if (number !== undefined) {
      if (extend) {
        this.#model.selection.extendTo(number);
      } else {
        this.#model.selection.set(number);
      }
      this.#selected();
      this.reveal(index);
    }
  }

  /** Selects the next row with a problem, an error or no answer. */
  selectProblem(direction: 1 | -1): void {
    const { active } = this.#model.selection;
    const count = this.#model.rowCount;
    const from = active === undefined ? (direction > 0 ? -1 : count) : this.#model.indexOf(active);
    for (let index = from + direction; index >= 0 && index < count; index += direction) {
      const { problems, status, state } = this.#model.troubleAt(index);
      if (problems !== 0 || status >= 400 || state >= orphaned) {
        this.selectIndex(index);
        return;
      }
    }
  }

  /** Scrolls as little as brings a row into sight. */
  reveal(index: number): void {
    const top = index * rowHeight;
    const { scrollTop } = this.element;
    if (top < scrollTop) {
      this.#scrollTo(top);
    } else if (top + rowHeight > scrollTop + this.#height) {
      this.#spacer.style.height = `${Math.min(this.#model.rowCount, maxRows) * rowHeight}px`;
      this.#scrollTo(top + rowHeight - this.#height);
    }
  }

  #listen(): void {
    this.element.addEventListener('scroll', () => this.#onScroll(), { passive: true });
    this.#body.addEventListener('mousedown', (event) => this.#onMouse(event));
    this.#body.addEventListener('contextmenu', (event) => this.#onContextMenu(event));
    this.#body.addEventListener('dblclick', () => this.#handlers.onCommand('open'));
    this.element.addEventListener('keydown', (event) => this.#onKey(event));
    new ResizeObserver(() => {
      const isActiveInSight = this.#isInSight(this.#activeIndex);
      this.#height = this.element.clientHeight - this.#headFrame.offsetHeight;
      if (this.#width !== this.element.clientWidth) {
        this.#width = this.element.clientWidth;
        this.#fit();
      }
      if (isActiveInSight) {
        // Details that open below the list must not cover the row that they are of.
        this.reveal(this.#activeIndex);
      }
      // Before the next painting, so that no frame shows a list without rows.
      this.#draw();
    }).observe(this.element);
  }

  get #activeIndex(): number {
    const { active } = this.#model.selection;
    return active === undefined ? -1 : this.#model.indexOf(active);
  }

  #isInSight(index: number): boolean {
    const top = index * rowHeight - this.element.scrollTop;
    return index >= 0 && top >= 0 && top + rowHeight <= this.#height + 1;
  }

  /** Where new rows come in: below, above, or anywhere. */
  get #newestEdge(): 'bottom' | 'top' | undefined {
    const { sort } = this.#model;
    return sort === undefined ? 'bottom' : sort.column !== 'time' ? undefined : sort.isDescending ? 'top' : 'bottom';
  }

  #fit(): void {
    const fitted = isDefaultSet(this.#columns) ? fitColumns(this.#columns, this.#width) : this.#columns;
    const isSame = fitted.map(({ id }) => id).join() === this.#fitted.map(({ id }) => id).join();
    this.#fitted = fitted;
    this.element.style.setProperty('--columns', columnTemplate(fitted));
    this.element.style.setProperty('--listWidth', `${fitted.reduce((sum, { width }) => sum + width, 0)}px`);
    this.element.classList.toggle('iconStates', (fitted.find(({ id }) => id === 'state')?.width ?? 0) <= 90);
    if (!isSame) {
      this.element.setAttribute('aria-colcount', String(fitted.length));
      this.#slots.forEach((slot) => slot.element.remove());
      this.#slots = [];
      this.drawHead();
    }
  }

  #draw(): void {
    const count = Math.min(this.#model.rowCount, maxRows);
    const before = this.element.scrollTop;
    const edge = this.#newestEdge;
    this.#spacer.style.height = `${count * rowHeight}px`;
    this.element.setAttribute('aria-rowcount', String(count + 1));
    let top = before;
    if (this.#follows && edge !== undefined) {
      top = edge === 'top' ? 0 : Math.max(0, count * rowHeight - this.#height);
    } else if (this.#kept !== undefined) {
      top = Math.max(0, Math.min(before + this.#kept.offset, count * rowHeight - this.#height));
    }
    this.#kept = undefined;
    if (top !== before) {
      this.#scrollTo(top);
    }
    const visible = Math.ceil(this.#height / rowHeight) + 2 * margin;
    this.#growPool(visible);
    this.#fill(Math.max(0, Math.floor(top / rowHeight) - margin), count);
  }

  #fill(first: number, count: number): void {
    const size = this.#slots.length;
    const looks = { words: this.#words, headerColumns: this.#headerColumns };
    const { active } = this.#model.selection;
    let activeId: string | undefined;
    for (let index = first; index < first + size; index++) {
      const slot = this.#slots[index % size] as RowSlot;
      const number = index < count ? this.#model.numberAt(index) : undefined;
      if (number === undefined) {
        slot.hide();
        continue;
      }
      const place = {
        index,
        version: this.#model.versionAt(index),
        isSelected: this.#model.isSelectedAt(index),
        top: index * rowHeight,
      };
      slot.show(place, number, () => this.#model.rowAt(index), looks);
      slot.element.classList.toggle('active', number === active);
      activeId = number === active ? slot.element.id : activeId;
    }
    if (activeId === undefined) {
      this.element.removeAttribute('aria-activedescendant');
    } else {
      this.element.setAttribute('aria-activedescendant', activeId);
    }
  }

  #growPool(size: number): void {
    while (this.#slots.length < size) {
      const slot = new RowSlot(`row-${this.#slots.length}`, this.#fitted);
      this.#slots.push(slot);
      this.#body.append(slot.element);
    }
  }

  #onScroll(): void {
    const { scrollTop, clientHeight, scrollHeight } = this.element;
    if (scrollTop !== this.#ownTop) {
      const isAtEdge =
        this.#newestEdge === 'top' ? scrollTop < rowHeight : scrollTop + clientHeight >= scrollHeight - rowHeight;
      this.#setFollows(isAtEdge && this.#newestEdge !== undefined);
    }
    this.#ownTop = undefined;
    this.update();
  }

  #scrollTo(top: number): void {
    this.element.scrollTop = top;
    this.#ownTop = this.element.scrollTop;
  }

  #setFollows(follows: boolean): void {
    if (this.#follows !== follows) {
      this.#follows = follows;
      this.#handlers.onFollowChange();
    }
  }

  #slotOf(event: Event): RowSlot | undefined {
    const row = (event.target as Element).closest('.row');
    return this.#slots.find((slot) => slot.element === row);
  }

  #onMouse(event: MouseEvent): void {
    const slot = this.#slotOf(event);
    const number = slot?.number;
    if (slot === undefined || number === undefined || event.button !== 0) {
      return;
    }
    const column = (event.target as Element).closest<HTMLElement>('.cell')?.dataset['column'] as ColumnId | undefined;
    if (event.altKey && column !== undefined) {
      event.preventDefault();
      this.#handlers.onFilterBy(column, number, event.shiftKey);
      return;
    }
    const { selection } = this.#model;
    if (event.shiftKey) {
      event.preventDefault();
      this.element.focus();
      selection.extendTo(number);
    } else if (event.ctrlKey || event.metaKey) {
      selection.toggle(number);
    } else {
      selection.set(number);
    }
    this.#selected();
    if ((event.target as Element).closest('.icon.codicon-pin, .icon.codicon-pinned') !== null) {
      this.#handlers.onCommand('pin');
    }
  }

  #onContextMenu(event: MouseEvent): void {
    const slot = this.#slotOf(event);
    if (slot?.number !== undefined && !this.#model.isSelectedAt(slot.index)) {
      this.#model.selection.set(slot.number);
      this.#selected();
    }
    this.#handlers.onContextMenu();
  }

  #onKey(event: KeyboardEvent): void {
    const command = gridCommand(event);
    if (command !== undefined && this.#model.rowCount > 0) {
      event.preventDefault();
      this.#run(command);
    }
  }

  #run(command: GridCommand): void {
    switch (command.kind) {
      case 'move':
        this.#step(command.step, command.extend);
        return;
      case 'page':
        this.#step(command.direction * Math.max(1, Math.floor(this.#height / rowHeight) - 1), command.extend);
        return;
      case 'selectAll':
        this.#model.selection.all();
        this.#selected();
        return;
      case 'problem':
        this.selectProblem(command.direction);
        return;
      default:
        this.#handlers.onCommand(command.kind);
    }
  }

  #step(step: number, extend: boolean): void {
    const { active } = this.#model.selection;
    const last = this.#model.rowCount - 1;
    const from = active === undefined ? (step > 0 ? -1 : last + 1) : this.#model.indexOf(active);
    this.selectIndex(Math.min(last, Math.max(0, from + step)), extend);
  }

  #selected(): void {
    // Who looks at one call does not want it to scroll away.
    this.#setFollows(false);
    this.#handlers.onSelect();
    this.update();
  }
}
