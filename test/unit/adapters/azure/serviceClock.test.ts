// What is made of the `Date` of answers: big differences count, small ones and nonsense do not.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ServiceClock } from '../../../../src/adapters/azure/serviceClock.ts';
import { toWireStatus, withStatus } from '../../../../src/adapters/azure/captureWire.ts';
import { makeCapture } from '../../../support/captures.ts';
import { ManualClock } from '../../../support/manualClock.ts';

describe('ServiceClock', () => {
  const now = Date.parse('2026-11-22T10:10:00Z');

  it('hears differences of more than half a minute, either way', () => {
    for (const [date, ahead] of [
      ['Sun, 22 Nov 2026 10:00:00 GMT', 600_000],
      ['Sun, 22 Nov 2026 10:20:00 GMT', -600_000],
      ['Sun, 22 Nov 2026 10:09:30 GMT', 0],
      ['Sun, 22 Nov 2026 10:10:31 GMT', -31_000],
      ['nonsense', 0],
      ['', 0],
      [undefined, 0],
    ] as const) {
      const clock = new ServiceClock(new ManualClock(now));
      clock.hear(date);
      assert.equal(clock.aheadInMs, ahead, date);
    }
  });

  it('keeps what it heard first until it is clearly wrong', () => {
    const clock = new ServiceClock(new ManualClock(now));
    const heard = ['10:00:00', '10:00:09', '09:59:55', '10:00:11', 'x', '10:10:00'].map((time) => {
      clock.hear(`Sun, 22 Nov 2026 ${time} GMT`);
      return clock.aheadInMs / 1000;
    });
    assert.deepEqual(heard, [600, 600, 600, 589, 589, 0]);
  });
});

describe('withStatus', () => {
  const running = toWireStatus({ packetCaptureStatus: 'Running', captureStartTime: '2026-11-22T10:00:00Z' });
  const start = Date.parse('2026-11-22T10:00:00Z');

  it('tells the start by the own clock, and by how much it was moved', () => {
    const moved = withStatus(makeCapture('a'), running, 600_000);
    assert.deepEqual([moved.startedAt, moved.clockAheadInMs], [start + 600_000, 600_000]);
    const silent = withStatus(moved, toWireStatus({ packetCaptureStatus: 'Stopped' }), 0);
    assert.deepEqual([silent.startedAt, silent.clockAheadInMs], [start + 600_000, 600_000]);
    const mended = withStatus(moved, running);
    assert.deepEqual([mended.startedAt, 'clockAheadInMs' in mended], [start, false]);
  });
});
