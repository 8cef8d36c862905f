// Which rows are selected: a bit in the store, so that a hundred thousand selected rows cost nothing, with anchor and active row.

import type { RowOrder } from './rowOrder.ts';
import type { RowStore } from './rowStore.ts';
import { GONE, SELECTED } from './rowStore.ts';

/** The selection. Rows are named by number, for slots move. */
export class RowSelection {
  readonly #store: () => RowStore;
  readonly #order: RowOrder;
  #count = 0;
  #active: number | undefined;
  #anchor: number | undefined;

  constructor(store: () => RowStore, order: RowOrder) {
    this.#store = store;
    this.#order = order;
  }

  get count(): number {
    return this.#count;
  }

  /** Number of the row that keys move from and details show. */
  get active(): number | undefined {
    return this.#active;
  }

  has(slot: number): boolean {
    return ((this.#store().columns.view[slot] ?? 0) & SELECTED) !== 0;
  }

  /** Selects one row alone, or none. */
  set(number: number | undefined): void {
    this.clear();
    if (number !== undefined) {
      this.#active = number;
      this.#anchor = number;
      this.#add(this.#store().slotOf(number));
    }
  }

  /** Adds a row or takes it out; it becomes the active one. */
  toggle(number: number): void {
    const slot = this.#store().slotOf(number);
    if (this.has(slot)) {
      this.#remove(slot);
    } else {
      this.#add(slot);
    }
    this.#active = number;
    this.#anchor = number;
  }

  /** Selects exactly the rows from the anchor to this one. */
  extendTo(number: number): void {
    const anchor = this.#anchor ?? number;
    const from = this.#order.indexOf(this.#store().slotOf(anchor));
    const to = this.#order.indexOf(this.#store().slotOf(number));
    this.clear();
    this.#anchor = from < 0 ? number : anchor;
    this.#active = number;
    const [first, last] = from < 0 ? [to, to] : [Math.min(from, to), Math.max(from, to)];
    for (let index = first; index <= last; index++) {
      this.#add(this.#order.at(index) ?? -1);
    }
  }

  /** Selects every shown row; the active one stays if there is one. */
  all(): void {
    for (const slot of this.#order.slots) {
      this.#add(slot);
    }
    const first = this.#order.at(0);
    if (this.#active === undefined && first !== undefined) {
      this.#active = this.#store().columns.number[first];
      this.#anchor = this.#active;
    }
  }

  clear(): void {
    const store = this.#store();
    const { view } = store.columns;
    const { length } = store;
    for (let slot = 0; slot < length; slot++) {
      if (this.#count === 0) {
        break;
      }
      if (((view[slot] as number) & SELECTED) !== 0) {
        this.#remove(slot);
      }
    }
    this.#active = undefined;
    this.#anchor = undefined;
  }

  /** Numbers of the selected rows, oldest first. */
  numbers(limit: number): number[] {
    const found: number[] = [];
    const store = this.#store();
    for (let slot = 0; slot < store.length && found.length < Math.min(limit, this.#count); slot++) {
      if (this.has(slot)) {
        found.push(store.columns.number[slot] as number);
      }
    }
    return found;
  }

  /** Rows that left are selected no more. */
  drop(slot: number): void {
    this.#remove(slot);
    const number = this.#store().columns.number[slot];
    this.#active = this.#active === number ? undefined : this.#active;
    this.#anchor = this.#anchor === number ? undefined : this.#anchor;
  }

  #add(slot: number): void {
    const { view } = this.#store().columns;
    if (slot >= 0 && ((view[slot] ?? GONE) & (SELECTED | GONE)) === 0) {
      view[slot] = (view[slot] as number) | SELECTED;
      this.#count++;
    }
  }

  #remove(slot: number): void {
    const { view } = this.#store().columns;
    if (slot >= 0 && ((view[slot] ?? 0) & SELECTED) !== 0) {
      view[slot] = (view[slot] as number) & ~SELECTED;
      this.#count--;
    }
  }
}
