// The shelf of slabs: what it weighs, where there is room, and which slabs go when the oldest exchanges have gone.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { encodeProperties, recordBytes, slabBytes } from '../../../../../src/domain/traffic/store/messageSlab.ts';
import { SlabShelf } from '../../../../../src/domain/traffic/store/slabShelf.ts';
import { makeEvent } from '../../../../support/traffic.ts';

/** Puts an event in; `begins` is the number of the exchange that it begins. */
function put(shelf: SlabShelf, bytes: number, begins?: number): boolean {
  const event = makeEvent(new Uint8Array(bytes));
  const { slab, isNew } = shelf.slabFor(recordBytes(event, encodeProperties(event)));
  slab.append(event, 0, 0, undefined);
  if (begins !== undefined) {
    shelf.noteBegin(begins);
  }
  return isNew;
}

describe('SlabShelf', () => {
  it('puts a slab up when the newest is full, and a larger one for a larger message', () => {
    const shelf = new SlabShelf();
    assert.deepEqual([shelf.bytes, shelf.size, shelf.lastOfOldest], [0, 0, 0]);
    assert.deepEqual([put(shelf, 600_000, 1), put(shelf, 100, 2), put(shelf, 600_000, 3)], [true, false, true]);
    assert.deepEqual([shelf.bytes, shelf.size, shelf.lastOfOldest], [2 * slabBytes, 2, 2]);
    assert.ok(put(shelf, 3 * slabBytes, 4));
    assert.equal(shelf.size, 3);
    assert.ok(shelf.bytes > 5 * slabBytes && shelf.bytes < 5 * slabBytes + 100);
  });

  it('lets a slab go when all that began in it have gone, and never the newest', () => {
    const shelf = new SlabShelf();
    for (const number of [1, 2, 3]) {
      put(shelf, 900_000, number);
    }
    shelf.release(0);
    assert.equal(shelf.size, 3);
    shelf.release(1);
    assert.deepEqual([shelf.size, shelf.bytes, shelf.lastOfOldest], [2, 2 * slabBytes, 2]);
    shelf.release(99);
    assert.deepEqual([shelf.size, shelf.bytes], [1, slabBytes]);
  });

  it('lets a slab in which only answers lie go with the one before it', () => {
    const shelf = new SlabShelf();
    put(shelf, 900_000, 1);
    put(shelf, 900_000);
    put(shelf, 900_000, 2);
    shelf.release(1);
    assert.deepEqual([shelf.size, shelf.lastOfOldest], [1, 2]);
  });

  it('is empty after a clear', () => {
    const shelf = new SlabShelf();
    put(shelf, 10, 1);
    shelf.clear();
    assert.deepEqual([shelf.size, shelf.bytes, shelf.lastOfOldest], [0, 0, 0]);
    assert.ok(put(shelf, 10, 2));
  });
});
