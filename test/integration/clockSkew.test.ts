// A machine whose clock is wrong still counts captures down rightly: the start of a capture is told in the machine's own time.

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { startCapture } from '../../src/app/capture/startCapture.ts';
import { systemClock } from '../../src/base/clock.ts';
import type { Clock } from '../../src/base/clock.ts';
import { remainingSeconds } from '../../src/domain/capture/packetCapture.ts';
import { SandboxAzure } from './sandboxAzure.ts';

/** The machine's clock, wrong by so much. */
function offBy(ms: number): Clock {
  return { ...systemClock, now: () => systemClock.now() + ms };
}

describe('a clock that is off', () => {
  let azure: SandboxAzure;

  before(async () => {
    azure = await SandboxAzure.start({ blobService: 'none' });
  });
  after(() => azure.stop());
  afterEach(() => azure.control('/reset'));

  for (const minutes of [10, -10]) {
    it(`counts down rightly with a clock ${minutes} minutes off, and does not tremble`, async () => {
      const clock = offBy(minutes * 60_000);
      const { captures } = azure.services({ clock });
      const capture = await startCapture(captures, {
        watcherId: azure.watcherId,
        name: 'skewed',
        targetId: azure.machine('vm-gateway-01'),
        scope: { include: [], exclude: [] },
        destination: { storageId: azure.storage('fabrikamcaptures') },
        filters: [],
        limits: { timeLimitInSeconds: 300 },
      });
      const left = remainingSeconds(capture, clock.now()) ?? 0;
      assert.ok(left > 290 && left <= 302, `${left} s left`);
      assert.ok(Math.abs((capture.clockAheadInMs ?? 0) - minutes * 60_000) < 5000, String(capture.clockAheadInMs));
      assert.equal((await captures.getStatus(capture)).startedAt, capture.startedAt);
      // Another window on a machine whose clock is right.
      const there = azure.services().captures;
      const seen = await there.getStatus(capture);
      assert.deepEqual([Math.abs((seen.startedAt ?? 0) - Date.now()) < 10_000, seen.clockAheadInMs], [true, undefined]);
    });
  }

  it('leaves a clock alone that is nearly right', async () => {
    const exact = await azure.services().captures.create({
      watcherId: azure.watcherId,
      name: 'near',
      targetId: azure.machine('vm-gateway-01'),
      scope: { include: [], exclude: [] },
      destination: { storageId: azure.storage('fabrikamcaptures') },
      filters: [],
      limits: {},
    });
    const near = await azure.services({ clock: offBy(20_000) }).captures.getStatus(exact);
    assert.deepEqual([near.startedAt, near.clockAheadInMs], [exact.startedAt, undefined]);
  });
});
