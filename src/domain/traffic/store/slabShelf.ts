// The slabs of a store, oldest first, and what they weigh. A slab leaves when the newest exchange that began in it has left.

import { MessageSlab, slabBytes } from './messageSlab.ts';

interface KeptSlab {
  readonly slab: MessageSlab;
  /** Newest exchange whose first half lies in it. */
  lastNumber: number;
}

/** Knows nothing of exchanges but their numbers. */
export class SlabShelf {
  #slabs: KeptSlab[] = [];
  #bytes = 0;

  /** Bytes of all slabs, filled or not. */
  get bytes(): number {
    return this.#bytes;
  }

  get size(): number {
    return this.#slabs.length;
  }

  /** Newest exchange that began in the oldest slab. */
  get lastOfOldest(): number {
    return this.#slabs[0]?.lastNumber ?? 0;
  }

  /** The slab that has room for a record. @returns true as `isNew` when one was put up for it */
  slabFor(bytes: number): { readonly slab: MessageSlab; readonly isNew: boolean } {
    const newest = this.#slabs.at(-1);
    if (newest?.slab.hasRoomFor(bytes) === true) {
      return { slab: newest.slab, isNew: false };
    }
    const slab = new MessageSlab(Math.max(slabBytes, bytes));
    this.#slabs.push({ slab, lastNumber: newest?.lastNumber ?? 0 });
    this.#bytes += slab.capacity;
    return { slab, isNew: true };
  }

  /** An exchange began in the newest slab. */
  noteBegin(number: number): void {
    const newest = this.#slabs.at(-1);
    if (newest !== undefined) {
      newest.lastNumber = number;
    }
  }

  /** Lets slabs go in which nothing began after `lastGone`; the newest stays. */
  release(lastGone: number): void {
    while (this.#slabs.length > 1 && this.lastOfOldest <= lastGone) {
      this.#bytes -= this.#slabs.shift()?.slab.capacity ?? 0;
    }
  }

  clear(): void {
    this.#slabs = [];
    this.#bytes = 0;
  }
}
