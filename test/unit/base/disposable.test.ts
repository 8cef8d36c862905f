// Lifetimes: order of giving back, late arrivals, and errors that must not keep the rest alive.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DisposableStore, toDisposable } from '../../../src/base/disposable.ts';

describe('toDisposable', () => {
  it('runs its function once', () => {
    let runs = 0;
    const disposable = toDisposable(() => runs++);
    disposable.dispose();
    disposable.dispose();
    assert.equal(runs, 1);
  });
});

describe('DisposableStore', () => {
  it('hands the added object back and gives all back in reverse order, once', () => {
    const order: string[] = [];
    const store = new DisposableStore();
    const first = { dispose: () => void order.push('first'), name: 'x' };
    assert.equal(store.add(first), first);
    store.add({ dispose: () => void order.push('second') });
    assert.deepEqual([store.size, store.isDisposed], [2, false]);
    store.dispose();
    store.dispose();
    assert.deepEqual(order, ['second', 'first']);
    assert.deepEqual([store.size, store.isDisposed], [0, true]);
  });

  it('gives a late arrival back at once and keeps nothing', () => {
    const store = new DisposableStore();
    store.dispose();
    let given = 0;
    store.add({ dispose: () => void given++ });
    assert.deepEqual([given, store.size], [1, 0]);
  });

  it('gives a single item back early and not again', () => {
    const store = new DisposableStore();
    let given = 0;
    const item = store.add({ dispose: () => void given++ });
    store.remove(item);
    store.remove(item);
    store.dispose();
    assert.equal(given, 1);
  });

  it('gives all back although one throws, then throws that error', () => {
    const store = new DisposableStore();
    const given: number[] = [];
    store.add({ dispose: () => void given.push(1) });
    store.add({
      dispose: () => {
        throw new Error('stuck');
      },
    });
    store.add({ dispose: () => void given.push(3) });
    assert.throws(() => store.dispose(), /^Error: stuck$/);
    assert.deepEqual(given, [3, 1]);
  });

  it('throws several errors together', () => {
    const store = new DisposableStore();
    for (const text of ['a', 'b']) {
      store.add({
        dispose: () => {
          throw new Error(text);
        },
      });
    }
    assert.throws(
      () => store.dispose(),
      (error: unknown) => error instanceof AggregateError && error.errors.map(String).join() === 'Error: b,Error: a',
    );
  });
});
