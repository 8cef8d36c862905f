// What the panel shows, without any DOM: columns of rows, their order, the selection, and the pause. The truth stays in the host.

import type { Mark } from '../../src/domain/traffic/exchange.ts';
import type { TrafficRow } from '../../src/domain/traffic/trafficRow.ts';
import type { TrafficStatus } from '../../src/domain/traffic/trafficStatus.ts';
import { unpackColumns, unpackNumbers } from '../../src/protocol/packedRows.ts';
import type { RowColumns } from '../../src/protocol/packedRows.ts';
import type {
  AnnotationChange,
  FilterMatches,
  TrafficSnapshot,
  TrafficUpdate,
} from '../../src/protocol/trafficContract.ts';
import { RowOrder } from './model/rowOrder.ts';
import { RowSelection } from './model/rowSelection.ts';
import { GONE, HIGHLIGHTED, LEAVING, MATCH, RowStore, SHOWN } from './model/rowStore.ts';
import type { StoreColumns } from './model/rowStore.ts';
import { compareRows, isHeaderColumn } from './model/sortRows.ts';
import type { RowSort } from './model/sortRows.ts';

/** Gone rows whose room is worth taking back, at least and as a share of all. */
const minGone = 4096;
const goneShare = 0.25;

/** The rows that are shown, for one pass over all of them. */
export interface ShownRows {
  readonly slots: Uint32Array;
  readonly columns: StoreColumns;
}

/** A step in the form in which it is taken. */
interface ModelStep {
  readonly rows: RowColumns;
  readonly firstNumber: number;
  readonly gone: Iterable<number>;
}

/** The view's own state. Rows come and go by snapshot, update and matches only. */
export class TrafficModel {
  #store = new RowStore();
  /** While paused: what came since, applied when the pause ends. */
  #since: RowStore | undefined;
  #firstNumberSince = 0;
  /** Frozen rows that are no longer kept. */
  readonly #goneSince = new Set<number>();
  /** Numbers above this one are new since the pause. */
  #lastBeforePause = 0;
  readonly #order = new RowOrder();
  readonly selection = new RowSelection(() => this.#store, this.#order);
  #status: TrafficStatus | undefined;
  #sort: RowSort | undefined;
  #headerColumns: readonly string[] = [];
  /** Whether the texts that are here are redacted; unknown before the first snapshot. */
  #isRedacted: boolean | undefined;
  /** Header columns were chosen during the pause: frozen rows take their values, and nothing else, as they come. */
  #lacksExtras = false;

  get status(): TrafficStatus | undefined {
    return this.#status;
  }

  /** Rows that match the filter. */
  get rowCount(): number {
    return this.#order.length;
  }

  /** Rows that the view has, matching or not. */
  get keptCount(): number {
    return this.#store.count;
  }

  get isPaused(): boolean {
    return this.#since !== undefined;
  }

  get sort(): RowSort | undefined {
    return this.#sort;
  }

  get shown(): ShownRows {
    return { slots: this.#order.slots, columns: this.#store.columns };
  }

  /** All rows that the view has, gone ones marked; slots up to `length`. */
  get kept(): { readonly columns: StoreColumns; readonly length: number } {
    return { columns: this.#store.columns, length: this.#store.length };
  }

  /** Rows that came while the view is frozen and are still kept. */
  get newWhilePaused(): number {
    const since = this.#since;
    let count = 0;
    for (let slot = since?.lowerBound(this.#lastBeforePause + 1) ?? 0; slot < (since?.length ?? 0); slot++) {
      count += since?.isGone(slot) === true ? 0 : 1;
    }
    return count;
  }

  /** The row at a place from the top. */
  rowAt(index: number): TrafficRow | undefined {
    const slot = this.#order.at(index);
    return slot === undefined ? undefined : this.#store.row(slot);
  }

  /** Number of the row at a place from the top. */
  numberAt(index: number): number | undefined {
    const slot = this.#order.at(index);
    return slot === undefined ? undefined : this.#store.columns.number[slot];
  }

  /** Changes whenever what stands at the place does; -1 where there is nothing. */
  versionAt(index: number): number {
    const slot = this.#order.at(index);
    return slot === undefined ? -1 : (this.#store.columns.version[slot] ?? -1);
  }

  isSelectedAt(index: number): boolean {
    const slot = this.#order.at(index);
    return slot !== undefined && this.selection.has(slot);
  }

  /** Place of a row from the top, or -1. */
  indexOf(number: number): number {
    const slot = this.#store.slotOf(number);
    return slot < 0 ? -1 : this.#order.indexOf(slot);
  }

  /** Bits of the problems, and the status, of the row at a place. */
  troubleAt(index: number): { readonly problems: number; readonly status: number; readonly state: number } {
    const slot = this.#order.at(index) ?? 0;
    const { problems, status, state } = this.#store.columns;
    return { problems: problems[slot] ?? 0, status: status[slot] ?? 0, state: state[slot] ?? 0 };
  }

  /** A row by number, shown or not. */
  find(number: number): TrafficRow | undefined {
    const slot = this.#store.slotOf(number);
    return slot < 0 || this.#store.isGone(slot) ? undefined : this.#store.row(slot);
  }

  /** Changes whenever the row does, also behind a pause; -1 when it is not here. */
  versionOf(number: number): number {
    const since = this.#since?.slotOf(number) ?? -1;
    if (since >= 0) {
      return -2 - (this.#since?.columns.version[since] ?? 0);
    }
    const slot = this.#store.slotOf(number);
    return slot < 0 ? -1 : (this.#store.columns.version[slot] as number);
  }

  /** Keeps an eye on a place while steps come; `watched` is where its row stands then. */
  watch(index: number): void {
    this.#order.watch(index);
  }

  get watched(): number {
    return this.#order.watched;
  }

  /**
   * Takes the beginning of a new look; rows that are not in it follow as steps. What is here already stays until then, so that
   * neither the selection nor the place that somebody reads at is lost. A paused view takes the values of header columns only.
   * Where redaction has changed, a pause ends, and texts from the wire stay blank until they come anew: none may be seen longer.
   */
  reset(snapshot: TrafficSnapshot, headerColumns: readonly string[] = []): void {
    this.#status = snapshot.status;
    this.#takeRedaction(snapshot.isRedacted);
    const rows = unpackColumns(snapshot.rows);
    if (headerColumns.join() !== this.#headerColumns.join()) {
      this.#headerColumns = headerColumns;
      this.#store.forgetExtras();
      this.#since?.forgetExtras();
      this.#resort();
    }
    const step = { rows, firstNumber: snapshot.firstNumber, gone: unpackNumbers(snapshot.gone) };
    if (this.#since === undefined) {
      this.#step(step);
    } else {
      this.#lacksExtras = headerColumns.length > 0;
      this.#putSince(this.#since, step);
    }
  }

  /** Takes a step. While paused only the status moves, and what is new waits. */
  apply(update: TrafficUpdate): void {
    this.#status = update.status;
    const { firstNumber } = update;
    const step = { rows: unpackColumns(update.rows), firstNumber, gone: unpackNumbers(update.gone) };
    if (this.#since === undefined) {
      this.#step(step);
    } else {
      this.#putSince(this.#since, step);
    }
  }

  /** Takes a part of a filter's run; a frozen view is filtered too. */
  applyMatches(matches: FilterMatches): void {
    const bit = matches.kind === 'filter' ? MATCH : HIGHLIGHTED;
    const numbers = unpackNumbers(matches.numbers).toSorted();
    const changed = setMatches(this.#store, bit, matches, numbers);
    if (this.#since !== undefined) {
      setMatches(this.#since, bit, matches, numbers);
    }
    if (matches.kind === 'filter') {
      this.#arrange(changed, []);
    }
  }

  /** Sorts by a column, or by arrival. */
  setSort(sort: RowSort | undefined): void {
    this.#sort = sort;
    this.#resort();
  }

  /** Shows at once what the host was told to add to rows. */
  annotate({ numbers, isPinned, mark, note }: AnnotationChange): void {
    const change: { isPinned?: boolean; mark?: Mark | null; note?: string } = {
      ...(isPinned === undefined ? {} : { isPinned }),
      ...(mark === undefined ? {} : { mark }),
      ...(note === undefined ? {} : { note }),
    };
    const slots = numbers.map((number) => this.#store.slotOf(number)).filter((slot) => slot >= 0);
    for (const slot of slots) {
      this.#store.annotate(slot, change);
    }
    this.#arrange(slots, this.#sort === undefined ? [] : slots);
  }

  /** Freezes rows and order; the session goes on, and nothing of it is lost. */
  pause(): void {
    if (this.#since !== undefined) {
      return;
    }
    this.#since = new RowStore();
    this.#lacksExtras = false;
    this.#firstNumberSince = 0;
    this.#goneSince.clear();
    this.#lastBeforePause = this.#store.columns.number[this.#store.length - 1] ?? 0;
  }

  /** Ends the pause: everything that came since is shown. */
  resume(): void {
    const since = this.#since;
    this.#since = undefined;
    if (since !== undefined) {
      this.#noteGone(since);
      this.#step({ rows: rowsOf(since), firstNumber: this.#firstNumberSince, gone: this.#goneSince });
    }
  }

  #takeRedaction(isRedacted: boolean): void {
    const hasChanged = this.#isRedacted !== undefined && this.#isRedacted !== isRedacted;
    this.#isRedacted = isRedacted;
    if (hasChanged) {
      this.#since?.forgetWireTexts();
      this.resume();
      this.#store.forgetWireTexts();
      this.#resort();
    }
  }

  #putSince(since: RowStore, { rows, firstNumber, gone }: ModelStep): void {
    if (this.#lacksExtras) {
      this.#store.putExtras(rows);
      if (this.#sort !== undefined && isHeaderColumn(this.#sort.column)) {
        this.#resort();
      }
    }
    this.#firstNumberSince = Math.max(this.#firstNumberSince, firstNumber);
    since.evict(firstNumber);
    since.drop(gone);
    for (const number of gone) {
      if (this.#store.slotOf(number) >= 0) {
        this.#goneSince.add(number);
      }
    }
    since.put(rows);
    for (let index = 0; index < rows.count && this.#goneSince.size > 0; index++) {
      this.#goneSince.delete(rows.number[index] as number);
    }
    if (isWorthCompacting(since)) {
      this.#noteGone(since);
      since.compact();
    }
  }

  /** What went behind the pause, whatever the frozen row looks like, must go when it ends. */
  #noteGone(since: RowStore): void {
    for (let slot = 0; slot < since.length; slot++) {
      if (since.isGone(slot)) {
        this.#goneSince.add(since.columns.number[slot] as number);
      }
    }
  }

  #step({ rows, firstNumber, gone }: ModelStep): void {
    const goneCount = this.#store.evict(firstNumber) + this.#store.drop(gone);
    const change = this.#store.put(rows);
    if (change.moved !== undefined) {
      this.#order.remap(change.moved);
    }
    if (goneCount > 0) {
      this.#takeOutGone();
    }
    const touched = [...change.added, ...change.changed];
    this.#arrange(touched, this.#sort === undefined ? [] : change.changed);
    if (isWorthCompacting(this.#store)) {
      this.#order.remap(this.#store.compact());
    }
  }

  #takeOutGone(): void {
    const { view } = this.#store.columns;
    this.#order.remove((slot) => {
      const bits = view[slot] as number;
      if ((bits & GONE) === 0) {
        return false;
      }
      view[slot] = bits & ~SHOWN;
      this.selection.drop(slot);
      return true;
    });
  }

  /** Brings the order up to date for slots that changed; those in `moving` may stand elsewhere now. */
  #arrange(touched: readonly number[], moving: readonly number[]): void {
    const { view, flags } = this.#store.columns;
    let isLeaving = false;
    const leave = (slot: number): void => {
      if (((view[slot] as number) & SHOWN) !== 0) {
        view[slot] = (view[slot] as number) | LEAVING;
        isLeaving = true;
      }
    };
    moving.forEach(leave);
    for (const slot of touched) {
      if (((flags[slot] as number) & MATCH) === 0) {
        leave(slot);
      }
    }
    if (isLeaving) {
      this.#order.remove((slot) => {
        const leaves = ((view[slot] as number) & LEAVING) !== 0;
        view[slot] = leaves ? (view[slot] as number) & ~(LEAVING | SHOWN) : (view[slot] as number);
        return leaves;
      });
    }
    const entering = touched.filter(
      (slot) => ((view[slot] as number) & (SHOWN | GONE)) === 0 && ((flags[slot] as number) & MATCH) !== 0,
    );
    for (const slot of entering) {
      view[slot] = (view[slot] as number) | SHOWN;
    }
    this.#order.insert(entering);
    for (const slot of touched) {
      if (((view[slot] as number) & SHOWN) === 0) {
        this.selection.drop(slot);
      }
    }
  }

  #resort(): void {
    const store = this.#store;
    const { view, flags } = store.columns;
    const slots = new Uint32Array(store.length);
    let count = 0;
    for (let slot = 0; slot < store.length; slot++) {
      const isShown = ((view[slot] as number) & GONE) === 0 && ((flags[slot] as number) & MATCH) !== 0;
      view[slot] = isShown ? (view[slot] as number) | SHOWN : (view[slot] as number) & ~SHOWN;
      if (isShown) {
        slots[count++] = slot;
      }
    }
    const compare = compareRows(store, this.#sort, this.#headerColumns);
    this.#order.reset(slots.slice(0, count), compare, this.#sort === undefined);
  }
}

/** Sets a filter's bit as a part of its run says. @returns the slots that changed */
function setMatches(store: RowStore, bit: number, { from, to }: FilterMatches, numbers: Float64Array): number[] {
  const changed: number[] = [];
  let next = 0;
  const { number, flags } = store.columns;
  for (let slot = store.lowerBound(from); slot < store.length && (number[slot] as number) <= to; slot++) {
    while (next < numbers.length && (numbers[next] as number) < (number[slot] as number)) {
      next++;
    }
    const isMatch = numbers[next] === number[slot];
    if ((((flags[slot] as number) & bit) !== 0) !== isMatch && !store.isGone(slot)) {
      store.setFlag(slot, bit, isMatch);
      changed.push(slot);
    }
  }
  return changed;
}

function isWorthCompacting(store: RowStore): boolean {
  return store.goneCount > Math.max(minGone, store.length * goneShare);
}

/** The rows of a store in the form in which they travel. */
function rowsOf(store: RowStore): RowColumns {
  store.compact();
  const textsPerRow = store.textsPerRow;
  const texts: string[] = [];
  for (let slot = 0; slot < store.length; slot++) {
    for (let place = 0; place < textsPerRow; place++) {
      texts.push(store.text(slot, place));
    }
  }
  return { ...store.columns, count: store.length, textsPerRow, texts };
}
