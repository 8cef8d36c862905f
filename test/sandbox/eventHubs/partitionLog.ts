// The events of one partition in order: append, trim by retention, and locate a start position. Sequence numbers
// have no gaps, so the place of an event in the array is its number minus the first kept number.

import type { PartitionInfo, Retention } from './options.ts';

/** An event as it lies in the log: encoded once, sent as it is to every receiver. */
export interface StoredEvent {
  readonly sequenceNumber: number;
  /** Bytes before this event since the partition began; only its order means anything to a client. */
  readonly offset: number;
  readonly enqueuedAt: number;
  /** A whole AMQP message: message annotations, then the bare message. */
  readonly encoded: Buffer;
}

/** Where a receiver wants to begin; numbers are those of the selector, not yet checked. */
export type StartPosition =
  | { readonly kind: 'earliest' }
  | { readonly kind: 'latest' }
  | { readonly kind: 'offset'; readonly offset: number; readonly isInclusive: boolean }
  | { readonly kind: 'sequenceNumber'; readonly sequenceNumber: number; readonly isInclusive: boolean }
  | { readonly kind: 'enqueuedTime'; readonly after: number };

/** Either the sequence number to begin with, or why the position is refused. */
export type Located = { readonly next: number } | { readonly problem: string };

/** How an event is encoded once its place is known. */
export type EncodeEvent = (place: { sequenceNumber: number; offset: number; enqueuedAt: number }) => Buffer;

export class PartitionLog {
  readonly id: string;
  readonly #retention: Retention;
  readonly #now: () => number;
  #events: StoredEvent[] = [];
  /** Events before this index of `#events` are gone; they are cut off in bulk, so that trimming stays cheap. */
  #head = 0;
  #bytes = 0;
  #nextSequenceNumber = 0;
  #nextOffset = 0;
  #lastOffset = -1;
  #lastEnqueuedAt = 0;

  constructor(id: string, retention: Retention, now: () => number) {
    this.id = id;
    this.#retention = retention;
    this.#now = now;
  }

  /** The first kept sequence number; the next one to come when nothing is kept. */
  get begin(): number {
    return this.#nextSequenceNumber - (this.#events.length - this.#head);
  }

  /** The sequence number of the next event. */
  get end(): number {
    return this.#nextSequenceNumber;
  }

  get info(): PartitionInfo {
    this.trim();
    return {
      id: this.id,
      beginSequenceNumber: this.begin,
      lastSequenceNumber: this.#nextSequenceNumber - 1,
      lastOffset: String(this.#lastOffset),
      lastEnqueuedAt: this.#lastEnqueuedAt,
      isEmpty: this.begin === this.end,
      byteCount: this.#bytes,
    };
  }

  append(encode: EncodeEvent): StoredEvent {
    // Enqueued times never go back within a partition, even when the clock does.
    const enqueuedAt = Math.max(this.#now(), this.#lastEnqueuedAt);
    const place = { sequenceNumber: this.#nextSequenceNumber, offset: this.#nextOffset, enqueuedAt };
    const event: StoredEvent = { ...place, encoded: encode(place) };
    this.#events.push(event);
    this.#bytes += event.encoded.length;
    this.#nextSequenceNumber += 1;
    this.#lastOffset = event.offset;
    this.#nextOffset += event.encoded.length;
    this.#lastEnqueuedAt = enqueuedAt;
    this.trim();
    return event;
  }

  /** The event with this number, if it is kept. */
  at(sequenceNumber: number): StoredEvent | undefined {
    const index = sequenceNumber - this.begin;
    return index < 0 ? undefined : this.#events[this.#head + index];
  }

  /** Drops what retention does not keep. Called on append and before every look, so no timer is needed. */
  trim(): void {
    const { count = Infinity, bytes = Infinity, ageInMs } = this.#retention;
    const oldest = ageInMs === undefined ? -Infinity : this.#now() - ageInMs;
    for (;;) {
      const first = this.#events[this.#head];
      if (first === undefined) {
        break;
      }
      if (this.#events.length - this.#head <= count && this.#bytes <= bytes && first.enqueuedAt >= oldest) {
        break;
      }
      this.#bytes -= first.encoded.length;
      this.#head += 1;
    }
    if (this.#head > 1024 && this.#head * 2 > this.#events.length) {
      this.#events = this.#events.slice(this.#head);
      this.#head = 0;
    }
  }

  /** The sequence number a receiver begins with; positions older than retention begin with the oldest kept. */
  locate(position: StartPosition): Located {
    this.trim();
    const last = this.end - 1;
    switch (position.kind) {
      case 'earliest':
        return { next: this.begin };
      case 'latest':
        return { next: this.end };
      case 'sequenceNumber': {
        const { sequenceNumber, isInclusive } = position;
        if (sequenceNumber < 0 || sequenceNumber > last) {
          return { problem: invalid('sequence number', sequenceNumber, last) };
        }
        return { next: Math.max(this.begin, isInclusive ? sequenceNumber : sequenceNumber + 1) };
      }
      case 'offset': {
        const { offset, isInclusive } = position;
        if (offset > this.#lastOffset) {
          return { problem: invalid('offset', offset, this.#lastOffset) };
        }
        return { next: this.#first((event) => (isInclusive ? event.offset >= offset : event.offset > offset)) };
      }
      case 'enqueuedTime':
        break;
    }
    return { next: this.#first((event) => event.enqueuedAt > position.after) };
  }

  /** Binary search for the first event for which `isReached` holds; `end` when there is none. */
  #first(isReached: (event: StoredEvent) => boolean): number {
    let low = this.begin;
    let high = this.end;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const event = this.at(middle);
      if (event !== undefined && isReached(event)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}

function invalid(what: string, supplied: number, last: number): string {
  return `The supplied ${what} '${supplied}' is invalid. The last ${what} in the system is '${last}'`;
}
