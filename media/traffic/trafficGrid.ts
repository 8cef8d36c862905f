// The list of calls: a fixed pool of row elements over a scrolled height, so that a hundred thousand rows cost what thirty do.

import { statusClass, visibleText } from './trafficFormat.ts';
import type { Wording } from './trafficFormat.ts';
import type { TrafficModel } from './trafficModel.ts';
import type { TrafficRow } from '../../src/domain/traffic/trafficRow.ts';

const rowHeight = 22;
/** Rows drawn above and below the visible ones, so that a small scroll shows no gap. */
const margin = 6;
/** Chromium clamps the height of an element; rows beyond would not be reachable. The host's cap is far below. */
const maxRows = 1_500_000;

const columns = ['Time', 'Method', 'Path', 'Status', 'Duration', 'State'] as const;

const stateIcons: Readonly<Record<TrafficRow['state'], string>> = {
  pending: 'codicon-sync',
  completed: 'codicon-check',
  orphaned: 'codicon-arrow-small-left',
  unanswered: 'codicon-watch',
  unreadable: 'codicon-question',
};

interface Slot {
  readonly element: HTMLElement;
  readonly cells: readonly HTMLElement[];
  readonly icon: HTMLElement;
  readonly stateText: HTMLElement;
  /** Repeats and problems, which stay when a narrow list hides the state's word. */
  readonly marks: HTMLElement;
  shown: TrafficRow | undefined;
  index: number;
}

/** Draws the model's rows and turns clicks and keys into selections. */
export class TrafficGrid {
  readonly element = document.createElement('div');
  readonly #model: TrafficModel;
  readonly #onSelect: (number: number) => void;
  readonly #onFollowChange: (follows: boolean) => void;
  readonly #body = document.createElement('div');
  readonly #spacer = document.createElement('div');
  readonly #header = document.createElement('div');
  readonly #slots: Slot[] = [];
  #words: Wording;
  #follows = true;
  #isQueued = false;
  /** Where the list was scrolled to by `#reveal`: that scroll is no wish to follow. */
  #revealedTop: number | undefined;

  constructor(
    model: TrafficModel,
    words: Wording,
    handlers: { onSelect: (number: number) => void; onFollowChange: (follows: boolean) => void },
  ) {
    this.#model = model;
    this.#words = words;
    this.#onSelect = handlers.onSelect;
    this.#onFollowChange = handlers.onFollowChange;
    this.element.className = 'grid';
    this.element.setAttribute('role', 'grid');
    this.element.tabIndex = 0;
    this.#header.className = 'row head';
    this.#header.setAttribute('role', 'row');
    this.#body.className = 'body';
    this.#body.setAttribute('role', 'rowgroup');
    this.#spacer.className = 'spacer';
    this.#body.append(this.#spacer);
    this.element.append(this.#header, this.#body);
    this.#body.addEventListener('scroll', () => this.#onScroll(), { passive: true });
    this.element.addEventListener('keydown', (event) => this.#onKey(event));
    new ResizeObserver(() => this.update()).observe(this.#body);
    this.#drawHeader();
  }

  /** True while the newest row is kept in sight. */
  get follows(): boolean {
    return this.#follows;
  }

  set words(words: Wording) {
    this.#words = words;
    this.#drawHeader();
    for (const slot of this.#slots) {
      slot.shown = undefined;
    }
    this.update();
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

  /** Rows went from the top: who reads further down keeps the same rows before them. */
  rowsRemoved(count: number): void {
    if (count > 0 && !this.#follows) {
      this.#body.scrollTop = Math.max(0, this.#body.scrollTop - count * rowHeight);
      this.#revealedTop = this.#body.scrollTop;
    }
  }

  focus(): void {
    this.element.focus();
  }

  #drawHeader(): void {
    this.#header.replaceChildren(
      ...columns.map((column, index) => {
        const cell = document.createElement('div');
        cell.className = `cell ${column.toLowerCase()}`;
        cell.setAttribute('role', 'columnheader');
        cell.setAttribute('aria-colindex', String(index + 1));
        cell.textContent = this.#words.text(column);
        return cell;
      }),
    );
    this.element.setAttribute('aria-label', this.#words.text('API calls'));
    this.element.setAttribute('aria-colcount', String(columns.length));
  }

  #draw(): void {
    const count = Math.min(this.#model.rowCount, maxRows);
    this.#spacer.style.height = `${count * rowHeight}px`;
    this.element.setAttribute('aria-rowcount', String(count + 1));
    if (this.#follows) {
      this.#body.scrollTop = count * rowHeight;
    }
    const first = Math.max(0, Math.floor(this.#body.scrollTop / rowHeight) - margin);
    const visible = Math.ceil(this.#body.clientHeight / rowHeight) + 2 * margin;
    this.#growPool(visible);
    let active = '';
    for (const [offset, slot] of this.#slots.entries()) {
      const index = first + offset;
      const row = offset < visible ? this.#model.rowAt(index) : undefined;
      this.#fill(slot, row, index);
      if (row !== undefined && row.number === this.#model.selected) {
        active = slot.element.id;
      }
    }
    if (active === '') {
      this.element.removeAttribute('aria-activedescendant');
    } else {
      this.element.setAttribute('aria-activedescendant', active);
    }
  }

  #growPool(size: number): void {
    while (this.#slots.length < size) {
      const element = document.createElement('div');
      element.className = 'row';
      element.id = `row-${this.#slots.length}`;
      element.setAttribute('role', 'row');
      const cells = columns.map((column, index) => {
        const cell = document.createElement('div');
        cell.className = `cell ${column.toLowerCase()}`;
        cell.setAttribute('role', 'gridcell');
        cell.setAttribute('aria-colindex', String(index + 1));
        return cell;
      });
      const icon = document.createElement('span');
      icon.setAttribute('aria-hidden', 'true');
      const stateText = document.createElement('span');
      stateText.className = 'word';
      const marks = document.createElement('span');
      marks.className = 'marks';
      cells.at(-1)?.append(icon, stateText, marks);
      element.append(...cells);
      const slot: Slot = { element, cells, icon, stateText, marks, shown: undefined, index: -1 };
      element.addEventListener('mousedown', () => {
        if (slot.shown !== undefined) {
          this.#select(slot.shown.number);
        }
      });
      this.#slots.push(slot);
      this.#body.append(element);
    }
  }

  #fill(slot: Slot, row: TrafficRow | undefined, index: number): void {
    slot.element.hidden = row === undefined;
    if (row === undefined) {
      slot.shown = undefined;
      return;
    }
    if (slot.index !== index) {
      slot.index = index;
      slot.element.style.transform = `translateY(${index * rowHeight}px)`;
      // The head is row 1.
      slot.element.setAttribute('aria-rowindex', String(index + 2));
      slot.element.classList.toggle('odd', index % 2 === 1);
    }
    const isSelected = row.number === this.#model.selected;
    slot.element.classList.toggle('selected', isSelected);
    slot.element.setAttribute('aria-selected', String(isSelected));
    if (slot.shown === row) {
      return;
    }
    slot.shown = row;
    const values = this.#values(row);
    for (const [column, value] of values.entries()) {
      const cell = slot.cells[column];
      if (cell !== undefined && cell.textContent !== value) {
        cell.textContent = value;
      }
    }
    const [timeCell, , pathCell, statusCell, , stateCell] = slot.cells;
    timeCell?.setAttribute('title', this.#words.moment(row.time));
    pathCell?.setAttribute('title', values[2] ?? '');
    if (statusCell !== undefined) {
      statusCell.className = `cell status ${statusClass(row.status)}`;
    }
    slot.icon.className = `codicon ${stateIcons[row.state]} ${row.state}`;
    const state = this.#words.text(row.state);
    const marks = [row.repeatCount > 0 ? `+${row.repeatCount}` : '', row.problemCount > 0 ? '⚠' : ''];
    slot.stateText.textContent = state;
    slot.marks.textContent = marks.filter(Boolean).join(' ');
    stateCell?.setAttribute('title', [state, ...marks].filter(Boolean).join(' '));
    slot.element.setAttribute('aria-label', [...values, state, ...marks].filter(Boolean).join(', '));
  }

  /** Texts of all columns but the last, which has an icon. */
  #values(row: TrafficRow): string[] {
    return [
      this.#words.time(row.time),
      visibleText(row.method),
      visibleText(row.path),
      row.status === 0 ? '' : String(row.status),
      row.durationInMs === undefined ? '' : this.#words.duration(row.durationInMs),
    ];
  }

  #onScroll(): void {
    const { scrollTop, clientHeight, scrollHeight } = this.#body;
    if (scrollTop !== this.#revealedTop) {
      this.#setFollows(scrollTop + clientHeight >= scrollHeight - rowHeight);
    }
    this.#revealedTop = undefined;
    this.update();
  }

  #setFollows(follows: boolean): void {
    if (this.#follows !== follows) {
      this.#follows = follows;
      this.#onFollowChange(follows);
    }
  }

  #onKey(event: KeyboardEvent): void {
    const page = Math.max(1, Math.floor(this.#body.clientHeight / rowHeight) - 1);
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: page,
      PageUp: -page,
      Home: -Infinity,
      End: Infinity,
    };
    const step = steps[event.key];
    if (step === undefined || this.#model.rowCount === 0 || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    event.preventDefault();
    const { selected } = this.#model;
    const from = selected === undefined ? (step > 0 ? -1 : this.#model.rowCount) : this.#model.indexOf(selected);
    const index = Math.min(this.#model.rowCount - 1, Math.max(0, from + step));
    const row = this.#model.rowAt(index);
    if (row !== undefined) {
      this.#select(row.number);
      this.#reveal(index);
    }
  }

  #select(number: number): void {
    // Who looks at one call does not want it to scroll away.
    this.#setFollows(false);
    this.#onSelect(number);
    this.update();
  }

  #reveal(index: number): void {
    const top = index * rowHeight;
    const { scrollTop, clientHeight } = this.#body;
    if (top < scrollTop) {
      this.#body.scrollTop = top;
    } else if (top + rowHeight > scrollTop + clientHeight) {
      this.#body.scrollTop = top + rowHeight - clientHeight;
    } else {
      return;
    }
    this.#revealedTop = this.#body.scrollTop;
  }
}
