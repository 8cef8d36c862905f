// Rows as growing columns sorted by number: a slot is a place in them, and no row is an object until somebody looks at it.

import type { Mark } from '../../../src/domain/traffic/exchange.ts';
import type { TrafficRow } from '../../../src/domain/traffic/trafficRow.ts';
import { rowAt } from '../../../src/protocol/packedRows.ts';
import type { RowColumns } from '../../../src/protocol/packedRows.ts';

/** Bits of `flags` as packRows sets them. */
export const PINNED = 1;
export const MATCH = 2;
export const HIGHLIGHTED = 4;

/** Bits of `view`, which are the page's own. */
export const GONE = 1;
export const SHOWN = 2;
export const LEAVING = 4;
export const SELECTED = 8;

/** Texts before those of the header columns. */
const fixedTexts = 7;
/** Place of a row's path among its texts: nearly every row has one of its own. */
const pathPlace = 2;
const notePlace = 6;
/** Texts from the wire that may hold what redaction hides: all but the method and what the hub and the person say. */
const wirePlaces: readonly number[] = [1, pathPlace, 3, 4];
const marks: readonly (Mark | undefined)[] = [undefined, 'red', 'yellow', 'green', 'blue'];

/** Texts that many rows share are kept once, as long as they are not too many. */
const maxShared = 5000;

/** Where a slot went when slots moved. */
export const NOWHERE = 0xffffffff;

const makers = {
  number: Float64Array,
  time: Float64Array,
  duration: Float64Array,
  sequence: Float64Array,
  requestBytes: Float64Array,
  responseBytes: Float64Array,
  problems: Uint32Array,
  repeats: Uint32Array,
  status: Uint16Array,
  state: Uint8Array,
  mark: Uint8Array,
  flags: Uint8Array,
  durationSource: Uint8Array,
  /** Grows with every change of the slot, so that a drawing knows whether it is still true. */
  version: Uint32Array,
  view: Uint8Array,
} as const;
type ColumnName = keyof typeof makers;
const names: readonly ColumnName[] = Object.keys(makers) as ColumnName[];
/** The columns that come with a row. */
const travelling: readonly Exclude<ColumnName, 'version' | 'view'>[] = names.filter(
  (name) => name !== 'version' && name !== 'view',
);

/** The number columns; as long as the store's capacity. */
export type StoreColumns = { readonly [K in ColumnName]: InstanceType<(typeof makers)[K]> };

/** What a step did to the store. */
export interface StoreChange {
  readonly added: readonly number[];
  readonly changed: readonly number[];
  /** Old slot → new slot, when rows came between others. `added` and `changed` are new slots. */
  readonly moved?: Uint32Array;
}

function makeColumns(capacity: number): StoreColumns {
  return Object.fromEntries(names.map((name) => [name, new makers[name](capacity)])) as unknown as StoreColumns;
}

/** Rows by slot. Slots stay until `compact` or until a row comes between others. */
export class RowStore {
  #columns = makeColumns(0);
  #texts: string[][] = Array.from({ length: fixedTexts }, () => []);
  #length = 0;
  #goneCount = 0;
  #version = 0;
  readonly #shared = new Map<string, string>();

  /** Slots in use, gone rows among them. */
  get length(): number {
    return this.#length;
  }

  /** Rows that are kept. */
  get count(): number {
    return this.#length - this.#goneCount;
  }

  get goneCount(): number {
    return this.#goneCount;
  }

  get textsPerRow(): number {
    return this.#texts.length;
  }

  get columns(): StoreColumns {
    return this.#columns;
  }

  /** Slot of a number, also of a row that is gone; -1 when it was never here. */
  slotOf(number: number): number {
    const slot = this.lowerBound(number);
    return slot < this.#length && this.#columns.number[slot] === number ? slot : -1;
  }

  /** First slot whose number is not smaller. */
  lowerBound(number: number): number {
    const numbers = this.#columns.number;
    let low = 0;
    let high = this.#length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((numbers[middle] as number) < number) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  isGone(slot: number): boolean {
    return ((this.#columns.view[slot] ?? GONE) & GONE) !== 0;
  }

  /** Text of a slot: method, host, path, contentType, clientIp, partitionId, note, then header columns. */
  text(slot: number, place: number): string {
    return this.#texts[place]?.[slot] ?? '';
  }

  /** A row as a value; fresh each time. */
  row(slot: number): TrafficRow {
    return rowAt({ count: 1, ...this.#single(slot) }, 0);
  }

  /** Puts rows in by number, and replaces those that are there. */
  put(rows: RowColumns): StoreChange {
    this.#setTextsPerRow(rows.textsPerRow);
    const added: number[] = [];
    const changed: number[] = [];
    const between: number[] = [];
    for (const from of ascending(rows)) {
      const number = rows.number[from] as number;
      if (this.#length === 0 || number > (this.#columns.number[this.#length - 1] as number)) {
        this.#grow(this.#length + 1);
        this.#columns.view[this.#length] = 0;
        this.#write(this.#length, rows, from);
        added.push(this.#length++);
        continue;
      }
      const slot = this.slotOf(number);
      if (slot < 0) {
        between.push(from);
      } else {
        this.#write(slot, rows, from);
        if (this.isGone(slot)) {
          // It may have gone in this very step: then it still stands in the list.
          this.#columns.view[slot] = (this.#columns.view[slot] as number) & ~GONE;
          this.#goneCount--;
        }
        changed.push(slot);
      }
    }
    return between.length === 0 ? { added, changed } : this.#insert(rows, between, { added, changed });
  }

  /** Marks unpinned rows below a number as gone. @returns how many went */
  evict(firstNumber: number): number {
    const end = this.lowerBound(firstNumber);
    const { view, flags } = this.#columns;
    const before = this.#goneCount;
    const notes = this.#texts[notePlace];
    for (let slot = 0; slot < end; slot++) {
      const isKept = ((flags[slot] as number) & PINNED) !== 0 || (notes?.[slot] ?? '') !== '';
      if (((view[slot] as number) & GONE) === 0 && !isKept) {
        view[slot] = (view[slot] as number) | GONE;
        this.#goneCount++;
      }
    }
    return this.#goneCount - before;
  }

  /** Marks these rows as gone, pinned or not. @returns how many went */
  drop(numbers: Iterable<number>): number {
    const { view } = this.#columns;
    const before = this.#goneCount;
    for (const number of numbers) {
      const slot = this.slotOf(number);
      if (slot >= 0 && !this.isGone(slot)) {
        view[slot] = (view[slot] as number) | GONE;
        this.#goneCount++;
      }
    }
    return this.#goneCount - before;
  }

  /** Gives the room of gone rows back. @returns old slot → new slot */
  compact(): Uint32Array {
    const moved = new Uint32Array(this.#length).fill(NOWHERE);
    const { view } = this.#columns;
    let to = 0;
    for (let slot = 0; slot < this.#length; slot++) {
      if (((view[slot] as number) & GONE) === 0) {
        moved[slot] = to++;
      }
    }
    this.#moveTo(moved, to);
    this.#goneCount = 0;
    this.#shared.clear();
    return moved;
  }

  /** Sets or clears a bit of `flags`, and tells the drawing. */
  setFlag(slot: number, bit: number, isSet: boolean): void {
    const { flags } = this.#columns;
    flags[slot] = isSet ? (flags[slot] as number) | bit : (flags[slot] as number) & ~bit;
    this.touch(slot);
  }

  /** What a person adds to a row, before the host has told it. */
  annotate(slot: number, change: { isPinned?: boolean; mark?: Mark | null; note?: string }): void {
    if (change.isPinned !== undefined) {
      this.setFlag(slot, PINNED, change.isPinned);
    }
    if (change.mark !== undefined) {
      this.#columns.mark[slot] = Math.max(0, marks.indexOf(change.mark ?? undefined));
    }
    if (change.note !== undefined) {
      (this.#texts[notePlace] as string[])[slot] = change.note;
    }
    this.touch(slot);
  }

  touch(slot: number): void {
    this.#columns.version[slot] = ++this.#version;
  }

  /** Other header columns are shown: the values of the former ones are no use. */
  forgetExtras(): void {
    this.#texts.length = fixedTexts;
    for (let slot = 0; slot < this.#length; slot++) {
      this.touch(slot);
    }
  }

  /** Blanks what came from the wire: it was redacted in another way than what is shown from now on. */
  forgetWireTexts(): void {
    for (const place of wirePlaces) {
      this.#texts[place]?.fill('');
    }
    this.#shared.clear();
    this.forgetExtras();
  }

  /** Takes the header columns of rows that are here, and nothing else. */
  putExtras(rows: RowColumns): void {
    this.#setTextsPerRow(rows.textsPerRow);
    for (let from = 0; from < rows.count; from++) {
      const slot = this.slotOf(rows.number[from] as number);
      const end = slot < 0 ? fixedTexts : rows.textsPerRow;
      for (let place = fixedTexts; place < end; place++) {
        (this.#texts[place] as string[])[slot] = rows.texts[from * rows.textsPerRow + place] ?? '';
        this.touch(slot);
      }
    }
  }

  #single(slot: number): { texts: string[]; textsPerRow: number } & Omit<StoreColumns, 'version' | 'view'> {
    const cut = Object.fromEntries(
      travelling.map((name) => [name, this.#columns[name].subarray(slot, slot + 1)]),
    ) as unknown as StoreColumns;
    return { ...cut, textsPerRow: this.#texts.length, texts: this.#texts.map((column) => column[slot] ?? '') };
  }

  #setTextsPerRow(count: number): void {
    while (this.#texts.length < count) {
      this.#texts.push(Array.from({ length: this.#length }, () => ''));
    }
    if (count >= fixedTexts && this.#length === 0) {
      this.#texts.length = count;
    }
  }

  #grow(length: number): void {
    const { length: capacity } = this.#columns.number;
    if (length > capacity) {
      const larger = makeColumns(Math.max(length, 1024, Math.ceil(capacity * (capacity > 100_000 ? 1.4 : 2))));
      for (const name of names) {
        larger[name].set(this.#columns[name].subarray(0, this.#length));
      }
      this.#columns = larger;
    }
  }

  #write(slot: number, rows: RowColumns, from: number): void {
    for (const name of travelling) {
      this.#columns[name][slot] = rows[name][from] as number;
    }
    for (let place = 0; place < this.#texts.length; place++) {
      const text = place < rows.textsPerRow ? (rows.texts[from * rows.textsPerRow + place] as string) : '';
      (this.#texts[place] as string[])[slot] = place === pathPlace ? text : this.#share(text);
    }
    this.touch(slot);
  }

  /** The one copy of a text that many rows have; of its own, since a slice would keep its whole message alive. */
  #share(text: string): string {
    if (text === '') {
      return '';
    }
    const known = this.#shared.get(text);
    if (known !== undefined) {
      return known;
    }
    if (this.#shared.size >= maxShared) {
      return text;
    }
    const own = ` ${text}`.slice(1);
    this.#shared.set(own, own);
    return own;
  }

  /** Rows that come between others: rare, so all slots behind move. */
  #insert(rows: RowColumns, between: readonly number[], change: StoreChange): StoreChange {
    const places = between.map((from) => this.lowerBound(rows.number[from] as number));
    const moved = new Uint32Array(this.#length);
    let next = 0;
    for (let slot = 0; slot < this.#length; slot++) {
      while (next < places.length && (places[next] as number) <= slot) {
        next++;
      }
      moved[slot] = slot + next;
    }
    const length = this.#length + between.length;
    this.#grow(length);
    this.#moveTo(moved, length);
    const inserted = between.map((from, index) => {
      const slot = (places[index] as number) + index;
      this.#columns.view[slot] = 0;
      this.#write(slot, rows, from);
      return slot;
    });
    const to = (slot: number): number => moved[slot] as number;
    return { added: [...change.added.map(to), ...inserted], changed: change.changed.map(to), moved };
  }

  #moveTo(moved: Uint32Array, length: number): void {
    const before = this.#columns;
    const after = makeColumns(Math.max(1024, Math.ceil(length * 1.25)));
    const move = (from: { readonly [slot: number]: number }, to: { [slot: number]: number }): void => {
      for (let slot = 0; slot < this.#length; slot++) {
        const place = moved[slot] as number;
        if (place !== NOWHERE) {
          to[place] = from[slot] as number;
        }
      }
    };
    // Column by column: each loop then sees one kind of array only.
    for (const name of names) {
      move(before[name], after[name]);
    }
    const texts = this.#texts.map((column) => {
      const own = Array.from<string>({ length }).fill('');
      for (let slot = 0; slot < this.#length; slot++) {
        const place = moved[slot] as number;
        if (place !== NOWHERE) {
          own[place] = column[slot] ?? '';
        }
      }
      return own;
    });
    this.#columns = after;
    this.#texts = texts;
    this.#length = length;
  }
}

/** Indices of the rows by ascending number; of a number that comes twice the later one counts. */
function ascending(rows: RowColumns): Iterable<number> {
  const { number, count } = rows;
  const all = Array.from({ length: count }, (_, index) => index);
  for (let index = 1; index < count; index++) {
    if ((number[index - 1] as number) >= (number[index] as number)) {
      const latest = new Map(all.map((each) => [number[each] as number, each]));
      return [...latest.values()].toSorted((a, b) => (number[a] as number) - (number[b] as number));
    }
  }
  return all;
}
