// Everything that is not VS Code, made as the composition root makes it, used, and given back: nothing may remain.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CaptureStore } from '../../../src/app/capture/captureStore.ts';
import { TrafficSession } from '../../../src/app/traffic/trafficSession.ts';
import { AzureTree } from '../../../src/app/tree/azureTree.ts';
import type { TreeNode } from '../../../src/app/tree/treeNode.ts';
import type { Clock } from '../../../src/base/clock.ts';
import type { Disposable } from '../../../src/base/disposable.ts';
import { DisposableStore } from '../../../src/base/disposable.ts';
import { makeCapture, watcherId } from '../../support/captures.ts';
import { FakeEstate, FakeSubscriptions, makeSubscription, servicesOver } from '../../support/estate.ts';
import { KeptLog } from '../../support/keptLog.ts';
import { ManualClock, settled } from '../../support/manualClock.ts';
import { FakeTail, requestEvent, tailSource } from '../../support/traffic.ts';

async function expand(nodes: readonly TreeNode[]): Promise<number> {
  let count = nodes.length;
  for (const node of nodes) {
    count += await expand((await node.children?.({})) ?? []);
  }
  return count;
}

function composeAll(clock: Clock) {
  const log = new KeptLog();
  const store = new DisposableStore();
  const subscriptions = new FakeSubscriptions(makeSubscription('Contoso'));
  const estate = new FakeEstate();
  estate.watchers = () => [{ id: watcherId, name: 'w', region: 'westeurope' }];
  estate.captures.put(makeCapture('a'), makeCapture('b', { state: 'creating' }));
  const captures = store.add(new CaptureStore(clock, log));
  const tree = store.add(
    new AzureTree({
      subscriptions,
      services: servicesOver(estate),
      captures,
      clock,
      log,
      chosenSubscriptions: () => [],
    }),
  );
  const tail = new FakeTail();
  const session = store.add(
    new TrafficSession({ tail, clock }, tailSource, { maxExchanges: 10, maxBytes: 100_000, responseTimeoutInMs: 1000 }),
  );
  return { log, store, subscriptions, captures, tree, tail, session };
}

describe('leaks', () => {
  it('leaves no timer, no listener and no tail behind', async () => {
    const clock = new ManualClock();
    const { log, store, subscriptions, captures, tree, tail, session } = composeAll(clock);
    let heard = 0;
    const outside: readonly Disposable[] = [
      tree.onDidChange(() => heard++),
      tree.onDidChangeState(() => heard++),
      captures.onDidChangeCapture(() => heard++),
      captures.onDidRemoveCapture(() => heard++),
      session.onDidChange(() => heard++),
    ];
    assert.ok((await expand(await tree.roots())) > 5);
    await session.start();
    tail.listener.onEvents([requestEvent('a')]);
    await clock.advance(500);
    assert.ok(heard > 0 && clock.pending === 3 && tail.open === 1 && subscriptions.changes.size === 1);

    store.dispose();
    assert.deepEqual([clock.pending, tail.open, subscriptions.changes.size, store.size], [0, 0, 0, 0]);

    heard = 0;
    subscriptions.changes.fire();
    tail.listener.onEvents([requestEvent('b')]);
    tree.refresh();
    await clock.advance(60_000);
    assert.deepEqual([heard, log.lines], [0, []]);
    for (const subscription of outside) {
      subscription.dispose();
    }
  });

  it('leaves nothing when it ends in the middle of everything', async () => {
    const clock = new ManualClock();
    const { store, tree, session, tail } = composeAll(clock);
    const [expanding, starting] = [tree.roots().then(expand), session.start()];
    store.dispose();
    await Promise.all([expanding, starting]);
    await settled();
    assert.deepEqual([clock.pending, tail.open], [0, 0]);
  });
});
