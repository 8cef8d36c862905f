// What is kept and what goes, where the store's own tests do not look: counts after an unpinning, gaps seen by pinned requests,
// ids after a clear, partitions without end.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ExchangeStore } from '../../../../../src/domain/traffic/store/exchangeStore.ts';
import { slabBytes } from '../../../../../src/domain/traffic/store/messageSlab.ts';
import { makeEvent, requestEvent, responseEvent } from '../../../../support/traffic.ts';

const pinned = { isPinned: true, note: '' };
const noted = { isPinned: false, note: 'n' };
const neither = { isPinned: false, note: '' };

function createStore(maxExchanges = 2): ExchangeStore {
  return new ExchangeStore({ maxExchanges, maxBytes: 8 * slabBytes, responseTimeoutInMs: 1000 });
}

describe('what a store keeps', () => {
  it('adds up when a pinned exchange goes after all', () => {
    const store = createStore();
    for (const id of ['a', 'b', 'c', 'd']) {
      store.take(requestEvent(id), 0);
      store.annotate(1, pinned);
    }
    const { keptBytes } = store.counts;
    store.annotate(1, neither);
    const { kept, total, evicted, pending } = store.counts;
    assert.deepEqual([kept, total, evicted, pending], [2, 4, 2, 2]);
    assert.ok(store.counts.keptBytes < keptBytes);
    assert.equal(store.find(store.take(responseEvent('a'), 0))?.state, 'orphaned');
  });

  it('knows of a gap for pinned requests too', () => {
    const store = createStore(1);
    store.take(requestEvent('a'), 0);
    store.annotate(1, pinned);
    store.take(requestEvent('b'), 0);
    store.noteGap(10);
    store.expire(2000);
    assert.deepEqual(
      Array.from(store.numbers(), (number) => store.find(number)?.mayBeInGap),
      [true, true],
    );
  });

  it('finds pinned and noted ones by id after a clear, and none of the others', () => {
    const store = createStore(10);
    for (const id of ['a', 'b', 'c']) {
      store.take(requestEvent(id), 0);
    }
    store.take(makeEvent('garbage'), 0);
    store.annotate(1, pinned);
    store.annotate(3, noted);
    store.annotate(4, pinned);
    store.clear();
    const numbers = ['a', 'b', 'c'].map((id) => store.take(responseEvent(id), 0));
    assert.deepEqual(numbers, [1, 5, 3]);
    assert.deepEqual(
      [...store.numbersDownFrom(99)].map((number) => `${number} ${store.find(number)?.state}`),
      ['5 orphaned', '4 unreadable', '3 completed', '1 completed'],
    );
    assert.deepEqual([...store.numbersDownFrom(3)], [3, 1]);
    assert.deepEqual([...store.pinnedNumbers()], [1, 3, 4]);
  });

  it('finds the row of every id among very many', () => {
    const store = createStore(20_000);
    for (let n = 0; n < 30_000; n++) {
      store.take(requestEvent(`call-${n}`), n);
    }
    for (let n = 0; n < 30_000; n += 7) {
      const exchange = store.find(store.take(responseEvent(`call-${n}`), n));
      // Each answer to a request that went makes a row and lets another one go.
      assert.equal(exchange?.messageId, `call-${n}`);
      assert.equal(exchange.state, exchange.number <= 30_000 ? 'completed' : 'orphaned');
    }
    assert.equal(store.counts.kept, 20_000);
  });

  it('takes partitions without end from a hostile file, and tells those that are too many as one', () => {
    const store = createStore(10_000);
    for (let n = 0; n < 5000; n++) {
      store.take(requestEvent(`${n}`, { partitionId: `p${n}` }), 0);
    }
    assert.deepEqual(
      [1, 4096, 4097, 5000].map((number) => store.find(number)?.request?.event.partitionId),
      ['p0', 'p4095', '…', '…'],
    );
  });
});
