// Chance that repeats: everything the world invents comes from a seed.

import { createHash } from 'node:crypto';

/** A source of numbers that gives the same series for the same seed (mulberry32). */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 up to, not including, 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from 0 up to, not including, `limit`. */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }

  /** True in `percent` of a hundred cases. */
  chance(percent: number): boolean {
    return this.next() * 100 < percent;
  }

  /** Bytes, each of which takes one number of the series. */
  bytes(length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    for (let index = 0; index < length; index += 1) {
      bytes[index] = this.below(256);
    }
    return bytes;
  }

  /** Goes on as if so many numbers had been taken. */
  protected skip(count: number): void {
    this.#state = (this.#state + Math.imul(count, 0x6d2b79f5)) >>> 0;
  }

  guid(): string {
    return toGuid(Array.from({ length: 16 }, () => this.below(256)));
  }
}

/** The same series, but bytes are left blank: for who wants to know how many there are and not what they are. */
export class BlankRandom extends Random {
  override bytes(length: number): Uint8Array {
    this.skip(length);
    return new Uint8Array(length);
  }
}

/** A GUID that belongs to a text, so that it does not depend on the order of arrivals. */
export function guidOf(text: string): string {
  return toGuid(createHash('sha256').update(text).digest().subarray(0, 16));
}

/** A whole number from 0 up to `limit` that belongs to a text. */
export function numberOf(text: string, limit: number): number {
  return createHash('sha256').update(text).digest().readUInt32BE(0) % limit;
}

function toGuid(bytes: Iterable<number>): string {
  const own = Buffer.from([...bytes]);
  own[6] = (own[6]! & 0x0f) | 0x40;
  own[8] = (own[8]! & 0x3f) | 0x80;
  const hex = own.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
