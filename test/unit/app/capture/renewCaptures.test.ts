// After another sign-in: the old account is silent, and what was started here is watched on by the new one.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CaptureStore } from '../../../../src/app/capture/captureStore.ts';
import { renewCaptures } from '../../../../src/app/capture/renewCaptures.ts';
import { forbidden, throttled } from '../../../../src/app/error/userErrors.ts';
import type { PacketCapture } from '../../../../src/domain/capture/packetCapture.ts';
import type { Subscription } from '../../../../src/domain/arm/cloud.ts';
import { failing, FakeCaptures, makeCapture, watcherId } from '../../../support/captures.ts';
import { FakeEstate, FakeSubscriptions, makeSubscription, servicesOver } from '../../../support/estate.ts';
import { KeptLog } from '../../../support/keptLog.ts';
import { ManualClock, settled } from '../../../support/manualClock.ts';
import { pending } from '../../../support/pending.ts';

function setUp(...subscriptions: readonly Subscription[]) {
  const clock = new ManualClock();
  const log = new KeptLog();
  const captures = new CaptureStore(clock, log);
  const source = new FakeSubscriptions(...subscriptions);
  const estate = new FakeEstate();
  const old = new FakeCaptures();
  const renewal = renewCaptures({ subscriptions: source, services: servicesOver(estate), captures, clock, log });
  const ends: string[] = [];
  captures.onDidChangeCapture(({ capture, ended, isStartedHere }) => {
    if (ended && isStartedHere) {
      ends.push(`${capture.name} ${capture.state}`);
    }
  });
  const change = async (): Promise<void> => {
    source.changes.fire();
    await settled();
  };
  return { clock, log, captures, estate, old, renewal, ends, change };
}

describe('renewCaptures', () => {
  it('lets the old account ask no more, and tells the end by the new one', async () => {
    const { clock, captures, estate, old, ends, change } = setUp(makeSubscription('Contoso'));
    old.put(makeCapture('theirs'));
    await captures.list(old, watcherId);
    captures.add(old, makeCapture('mine'));
    estate.captures.put(makeCapture('mine'));
    const before = old.calls.length;
    await change();
    assert.equal(clock.pending, 1);
    estate.captures.put(makeCapture('mine', { state: 'stopped' }));
    await clock.advance(10_000);
    assert.deepEqual([ends, old.calls.length, clock.pending], [['mine stopped'], before, 0]);
  });

  it('tells the end at once when it came in between', async () => {
    const { captures, estate, old, ends, change } = setUp(makeSubscription('Contoso'));
    captures.add(old, makeCapture('mine'));
    estate.captures.put(makeCapture('mine', { state: 'stopped' }));
    await change();
    await change();
    assert.deepEqual(ends, ['mine stopped']);
  });

  it('begins anew when another change comes during the renewal', async () => {
    const { clock, captures, estate, old, ends, log, change } = setUp(makeSubscription('Contoso'));
    captures.add(old, makeCapture('mine'));
    const gate = pending<PacketCapture>();
    estate.captures.instead.set('getStatus', () => gate.promise);
    await change();
    estate.captures.instead.clear();
    estate.captures.put(makeCapture('mine', { state: 'stopped' }));
    await change();
    gate.resolve(makeCapture('mine'));
    await settled();
    assert.deepEqual([ends, clock.pending, log.lines], [['mine stopped'], 0, []]);
  });

  it('lets go, and says so, what the new account does not see or may not ask for', async () => {
    const blind = setUp();
    blind.captures.add(blind.old, makeCapture('mine'));
    await blind.change();
    assert.deepEqual(blind.log.lines, ['warn Capture mine is no longer watched: its subscription is not listed']);

    const refused = setUp(makeSubscription('Contoso'));
    refused.captures.add(refused.old, makeCapture('mine'));
    refused.estate.captures.instead.set('getStatus', failing(forbidden('queryStatus')));
    await refused.change();
    assert.match(refused.log.lines.join(), /^warn Capture mine is no longer watched: .*not allowed/);
    assert.deepEqual([blind.clock.pending, refused.clock.pending], [0, 0]);
  });

  it('ends with its disposal', async () => {
    const { clock, captures, old, renewal, change } = setUp(makeSubscription('Contoso'));
    captures.add(old, makeCapture('mine'));
    renewal.dispose();
    await change();
    assert.equal(clock.pending, 1);
  });

  it('tries again while the service cannot answer, and stops with the window', async () => {
    const { clock, captures, estate, old, change, log, renewal } = setUp(makeSubscription('Contoso'));
    captures.add(old, makeCapture('mine'));
    estate.captures.put(makeCapture('mine'));
    estate.captures.instead.set('getStatus', failing(throttled(5)));
    await change();
    await clock.advance(4000);
    assert.equal(captures.find(makeCapture('mine').id), undefined);
    estate.captures.instead.clear();
    await clock.advance(2000);
    assert.equal(captures.find(makeCapture('mine').id)?.state, 'running');
    assert.match(log.lines.join(), /info Capture mine is not watched for now/);
    estate.captures.instead.set('getStatus', failing(throttled(5)));
    await change();
    renewal.dispose();
    captures.dispose();
    await settled();
    assert.equal(clock.pending, 0);
  });
});
