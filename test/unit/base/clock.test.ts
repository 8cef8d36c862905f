// Delays on a clock that the test moves, and the machine's own clock as far as it can be seen without waiting.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { delay, systemClock } from '../../../src/base/clock.ts';
import { ManualClock } from '../../support/manualClock.ts';

describe('delay', () => {
  it('resolves when the time has come, not before, and leaves no listener', async () => {
    const clock = new ManualClock();
    const abort = new AbortController();
    let isOver = false;
    const waiting = delay(clock, 1000, abort.signal).then(() => (isOver = true));
    await clock.advance(999);
    assert.equal(isOver, false);
    await clock.advance(1);
    await waiting;
    assert.equal(clock.pending, 0);
    abort.abort();
  });

  it('rejects with the reason when aborted, and leaves no timer', async () => {
    const clock = new ManualClock();
    const abort = new AbortController();
    const waiting = assert.rejects(delay(clock, 1000, abort.signal), /changed my mind/);
    abort.abort(new Error('changed my mind'));
    await waiting;
    assert.equal(clock.pending, 0);
  });

  it('rejects at once when aborted before', async () => {
    const clock = new ManualClock();
    await assert.rejects(delay(clock, 1000, AbortSignal.abort()), { name: 'AbortError' });
    assert.equal(clock.pending, 0);
  });
});

describe('systemClock', () => {
  it('tells the time of the machine', () => {
    const before = Date.now();
    const now = systemClock.now();
    assert.ok(now >= before && now <= Date.now());
  });

  it('runs an action later and never after it was disposed of', async () => {
    await new Promise<void>((resolve) => {
      const never = systemClock.after(0, () => assert.fail('ran after dispose'));
      const neverPeriodic = systemClock.every(1, () => assert.fail('ran after dispose'));
      never.dispose();
      neverPeriodic.dispose();
      systemClock.after(2, resolve);
    });
  });

  it('runs a periodic action again and again', async () => {
    let runs = 0;
    await new Promise<void>((resolve) => {
      const timer = systemClock.every(1, () => {
        if (++runs === 3) {
          timer.dispose();
          resolve();
        }
      });
    });
    assert.equal(runs, 3);
  });
});
