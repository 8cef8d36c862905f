// Bounded mapping: order of results, the bound, and the end at the first failure.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { mapLimited } from '../../../src/base/mapLimited.ts';
import { settled } from '../../support/manualClock.ts';
import { pending } from '../../support/pending.ts';

describe('mapLimited', () => {
  it('gives the results in the order of the items and never runs more than the limit', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(9), { maxLength: 30 }), fc.integer({ min: 1, max: 8 }), async (items, limit) => {
        let running = 0;
        let most = 0;
        const results = await mapLimited(items, limit, async (item) => {
          most = Math.max(most, ++running);
          for (let turn = 0; turn < item; turn++) {
            await Promise.resolve();
          }
          running--;
          return item * 2;
        });
        assert.deepEqual(
          results,
          items.map((item) => item * 2),
        );
        assert.ok(most <= limit, `${most} ran at once`);
      }),
      { numRuns: 50 },
    );
  });

  it('uses the whole limit', async () => {
    const gate = pending();
    let started = 0;
    const all = mapLimited([1, 2, 3, 4, 5], 3, async () => {
      started++;
      await gate.promise;
    });
    await settled();
    assert.equal(started, 3);
    gate.resolve();
    await all;
    assert.equal(started, 5);
  });

  it('rejects with the first failure and starts nothing more', async () => {
    const started: number[] = [];
    const failure = mapLimited([1, 2, 3, 4, 5, 6], 2, async (item) => {
      started.push(item);
      await Promise.resolve();
      if (item === 2) {
        throw new Error('two');
      }
    });
    await assert.rejects(failure, /two/);
    await settled();
    assert.deepEqual(started, [1, 2, 3]);
  });
});
