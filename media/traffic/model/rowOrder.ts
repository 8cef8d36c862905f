// The slots that are shown, in the order of the list. Steps merge into it: a batch is sorted alone, then put in by halving.

import { NOWHERE } from './rowStore.ts';

/** Total order of slots: 0 only for a slot and itself. */
export type CompareSlots = (a: number, b: number) => number;

/** A sorted list of slots that remembers one watched place while others come and go. */
export class RowOrder {
  #slots: Uint32Array<ArrayBuffer> = new Uint32Array(0);
  #length = 0;
  #compare: CompareSlots = (a, b) => a - b;
  #watched = 0;

  get length(): number {
    return this.#length;
  }

  /** The slots, for loops over all of them; valid until the next change. */
  get slots(): Uint32Array {
    return this.#slots.subarray(0, this.#length);
  }

  /** Where the row that was watched stands now; if it left, where the next one stands. */
  get watched(): number {
    return this.#watched;
  }

  watch(index: number): void {
    this.#watched = index;
  }

  at(index: number): number | undefined {
    return index < this.#length ? this.#slots[index] : undefined;
  }

  /** Place of a slot, or -1. */
  indexOf(slot: number): number {
    const index = this.#lowerBound(slot);
    return index < this.#length && this.#slots[index] === slot ? index : -1;
  }

  /** Begins anew with all slots, in a new order. The slots are taken over. */
  reset(slots: Uint32Array<ArrayBuffer>, compare: CompareSlots, isSorted: boolean): void {
    this.#slots = isSorted ? slots : slots.toSorted(compare);
    this.#length = slots.length;
    this.#compare = compare;
    this.#watched = Math.min(this.#watched, this.#length);
  }

  /** Takes slots out. */
  remove(isLeaving: (slot: number) => boolean): void {
    let to = 0;
    let watched = this.#watched;
    for (let index = 0; index < this.#length; index++) {
      const slot = this.#slots[index] as number;
      if (isLeaving(slot)) {
        watched -= index < this.#watched ? 1 : 0;
      } else {
        this.#slots[to++] = slot;
      }
    }
    this.#length = to;
    this.#watched = watched;
  }

  /** Puts slots in that are not here yet. */
  insert(slots: readonly number[]): void {
    const batch = Uint32Array.from(slots);
    // Most batches are the newest rows in order of arrival: then there is nothing to sort or to search.
    const isOrdered = batch.every((slot, index) => index === 0 || this.#compare(batch[index - 1] as number, slot) < 0);
    const sorted = isOrdered ? batch : batch.toSorted(this.#compare);
    const last = this.#slots[this.#length - 1];
    const places =
      last === undefined || sorted.length === 0 || this.#compare(last, sorted[0] as number) < 0
        ? undefined
        : sorted.map((slot) => this.#lowerBound(slot));
    this.#reserve(this.#length + sorted.length);
    if (places === undefined) {
      this.#slots.set(sorted, this.#length);
    } else {
      this.#merge(sorted, places);
    }
    this.#length += sorted.length;
  }

  /** Slots have moved; their order is the same. Those that went nowhere must have left before. */
  remap(moved: Uint32Array): void {
    for (let index = 0; index < this.#length; index++) {
      this.#slots[index] = moved[this.#slots[index] as number] ?? NOWHERE;
    }
  }

  /** From behind, so that every slot moves once. */
  #merge(sorted: Uint32Array, places: Uint32Array): void {
    let end = this.#length;
    let watched = this.#watched;
    for (let index = sorted.length - 1; index >= 0; index--) {
      const place = places[index] as number;
      this.#slots.copyWithin(place + index + 1, place, end);
      this.#slots[place + index] = sorted[index] as number;
      watched += place <= this.#watched && this.#watched < this.#length ? 1 : 0;
      end = place;
    }
    this.#watched = watched;
  }

  #reserve(length: number): void {
    if (length > this.#slots.length) {
      const larger = new Uint32Array(Math.max(1024, Math.ceil(length * 1.5)));
      larger.set(this.#slots.subarray(0, this.#length));
      this.#slots = larger;
    }
  }

  #lowerBound(slot: number): number {
    let low = 0;
    let high = this.#length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#compare(this.#slots[middle] as number, slot) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
