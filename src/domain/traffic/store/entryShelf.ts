// What is kept and what goes: the entries of a store by number and by id, and the slabs in which their messages lie. The oldest
// go slab by slab; pinned and noted ones are copied out of the way and stay.

import { NumberedQueue } from '../../../base/numberedQueue.ts';
import type { Annotation } from '../exchange.ts';
import type { HubEvent } from '../loggedMessage.ts';
import type { EntryReader } from './entryReader.ts';
import type { ExchangeEntry, MessagePlace } from './exchangeEntry.ts';
import { IdIndex } from './idIndex.ts';
import { encodeProperties, MessageSlab, recordBytes } from './messageSlab.ts';
import { SlabShelf } from './slabShelf.ts';

/** How much a shelf holds. */
export interface EntryShelfLimits {
  /** Exchanges kept besides the pinned ones. */
  readonly maxExchanges: number;
  /** Bytes that all kept messages may take. */
  readonly maxBytes: number;
}

/** Owned by one store. Knows nothing of what is in a message. */
export class EntryShelf {
  readonly #limits: EntryShelfLimits;
  readonly #reader: EntryReader;
  readonly #onGone: (entry: ExchangeEntry) => void;
  readonly #entries = new NumberedQueue<ExchangeEntry>(1);
  /** Pinned ones that are older than the oldest entry, by number, oldest first. */
  readonly #pinned = new Map<number, ExchangeEntry>();
  readonly #slabs = new SlabShelf();
  readonly #ids: IdIndex;
  #pinnedBytes = 0;
  #evicted = 0;
  /** Of the event that is being taken. */
  #properties: Uint8Array | undefined;
  #recordBytes = 0;
  #slab: MessageSlab | undefined;

  /** @param onGone hears of each entry that was there and is no more */
  constructor(limits: EntryShelfLimits, reader: EntryReader, onGone: (entry: ExchangeEntry) => void) {
    this.#limits = limits;
    this.#reader = reader;
    this.#onGone = onGone;
    this.#ids = new IdIndex((number, id) => this.get(number)?.messageId === id);
  }

  /** Entries with a smaller number are gone unless they are pinned. */
  get first(): number {
    return this.#entries.first;
  }

  /** Number that the next entry gets. */
  get next(): number {
    return this.#entries.next;
  }

  /** Entries that are there. */
  get size(): number {
    return this.#entries.size + this.#pinned.size;
  }

  /** Bytes of all slabs, filled or not. */
  get bytes(): number {
    return this.#slabs.bytes + this.#pinnedBytes;
  }

  /** Entries that left to hold the limits, since the latest clear. */
  get evicted(): number {
    return this.#evicted;
  }

  /** Those older than `first`, oldest first. */
  get pinned(): ReadonlyMap<number, ExchangeEntry> {
    return this.#pinned;
  }

  get(number: number): ExchangeEntry | undefined {
    return this.#entries.get(number) ?? this.#pinned.get(number);
  }

  /** The entry of a message id. */
  withId(id: string): ExchangeEntry | undefined {
    const number = this.#ids.find(id);
    return number === 0 ? undefined : this.get(number);
  }

  /** Sees to room for an event before its entry is looked for, since making room may evict that entry. */
  makeRoom(event: HubEvent): void {
    this.#properties = encodeProperties(event);
    this.#recordBytes = recordBytes(event, this.#properties);
    const { slab, isNew } = this.#slabs.slabFor(this.#recordBytes);
    this.#slab = slab;
    if (isNew) {
      this.#holdBytes();
    }
  }

  /** Copies an event into the newest slab; of a pinned exchange that was copied out, into a slab of its own. */
  keep(event: HubEvent, flags: number, owner?: ExchangeEntry): MessagePlace {
    const slab = this.#isCopiedOut(owner) ? this.#privateSlab() : (this.#slab ?? this.#privateSlab());
    const partition = this.#reader.partitionIndex(event.partitionId);
    return { slab, at: slab.append(event, flags, partition, this.#properties) };
  }

  /** Adds an entry that has the next number, and lets the oldest go where there are too many. @param id empty when it has none */
  add(entry: ExchangeEntry, id: string): void {
    if (this.#ids.size === 0) {
      this.#ids.seed = this.#reader.firstSeenAt(entry);
    }
    this.#entries.push(entry);
    if (id !== '') {
      this.#ids.add(id, entry.number);
    }
    this.#slabs.noteBegin(entry.number);
    while (this.#entries.size > this.#limits.maxExchanges) {
      this.#evictOldest();
    }
  }

  /** Adds a further half to an entry; of many the latest are kept. */
  addRepeat(entry: ExchangeEntry, kind: 'request' | 'response', { slab, at }: MessagePlace): void {
    const oldest = entry.addRepeat({ kind, slab, at });
    this.#pinnedBytes -= this.#isCopiedOut(entry) ? (oldest?.slab.capacity ?? 0) : 0;
  }

  /** Sets what a person added. An entry that nothing keeps any more goes with it. */
  annotate(entry: ExchangeEntry, annotation: Annotation): void {
    entry.annotation = annotation;
    if (!entry.isKept && this.#pinned.delete(entry.number)) {
      this.#pinnedBytes -= this.#reader.privateBytes(entry);
      this.#ids.delete(entry.messageId, entry.number);
      this.#evicted++;
      this.#onGone(entry);
    }
  }

  /** Lets all go that are not pinned or noted. */
  clear(): void {
    for (let entry = this.#entries.shift(); entry !== undefined; entry = this.#entries.shift()) {
      if (entry.isKept) {
        this.#copyOut(entry);
      } else {
        this.#onGone(entry);
      }
    }
    // Quicker than to take each one out.
    this.#ids.clear();
    for (const entry of this.#pinned.values()) {
      if (entry.messageId !== '') {
        this.#ids.add(entry.messageId, entry.number);
      }
    }
    this.#slabs.clear();
    this.#slab = undefined;
    this.#evicted = 0;
  }

  #isCopiedOut(entry: ExchangeEntry | undefined): boolean {
    return entry !== undefined && entry.number < this.#entries.first;
  }

  #privateSlab(): MessageSlab {
    this.#pinnedBytes += this.#recordBytes;
    return new MessageSlab(this.#recordBytes);
  }

  #holdBytes(): void {
    while (this.bytes > this.#limits.maxBytes && this.#slabs.size > 1) {
      this.#evictSlab();
    }
  }

  #evictSlab(): void {
    const last = this.#slabs.lastOfOldest;
    while (this.#entries.first <= last && this.#entries.size > 0) {
      this.#evictOldest();
    }
    this.#slabs.release(last);
  }

  #evictOldest(): void {
    const entry = this.#entries.shift();
    if (entry !== undefined && entry.isKept) {
      this.#copyOut(entry);
    } else if (entry !== undefined) {
      this.#ids.delete(entry.messageId, entry.number);
      this.#evicted++;
      this.#onGone(entry);
    }
    this.#slabs.release(this.#entries.first - 1);
  }

  #copyOut(entry: ExchangeEntry): void {
    this.#pinned.set(entry.number, entry);
    this.#pinnedBytes += this.#reader.copyOut(entry);
  }
}
