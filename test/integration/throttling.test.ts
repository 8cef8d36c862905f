// A storm of limited requests over twenty watchers with captures: lists that come through, errors that say how long to wait, nothing
// that is asked for without end, and everything known once the storm is over.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { CaptureStore } from '../../src/app/capture/captureStore.ts';
import { isUserError } from '../../src/app/error/userError.ts';
import type { PacketCapture } from '../../src/domain/capture/packetCapture.ts';
import { ManualClock } from '../support/manualClock.ts';
import { SandboxAzure } from './sandboxAzure.ts';

describe('a storm of limited requests', () => {
  let azure: SandboxAzure;

  before(async () => {
    azure = await SandboxAzure.start({ blobService: 'none', estate: 'large' });
  });
  after(() => azure.stop());

  /** Refuses every second request to ARM. */
  function everySecond(count: number): void {
    for (let index = 0; index < count; index++) {
      azure.sandbox.faults.add({ pathPattern: '^/subscriptions/', status: 429, retryAfter: 1, skip: 1, times: 1 });
    }
  }

  it('lists twenty watchers through it, and knows all captures afterwards', { timeout: 60_000 }, async () => {
    const { subscriptions, networkWatchers } = azure.sandbox.info;
    const clock = new ManualClock(Date.now());
    const store = new CaptureStore(clock, azure.log);
    const watchers = subscriptions.slice(0, 2).flatMap(({ id }) => {
      const { captures } = azure.services({ subscriptionId: id });
      return networkWatchers.filter((each) => each.id.includes(id)).map((each) => ({ captures, id: each.id }));
    });
    assert.equal(watchers.length, 20);
    const listAll = (): Promise<PromiseSettledResult<readonly PacketCapture[]>[]> =>
      Promise.allSettled(watchers.map(({ captures, id }) => store.list(captures, id)));

    everySecond(2000);
    const from = azure.sandbox.requests.entries.length;
    const stormy = await listAll();
    const requests = azure.sandbox.requests.entries
      .slice(from)
      .filter(({ path }) => path.startsWith('/subscriptions/'));
    azure.sandbox.faults.clear();

    const refused = requests.filter(({ status }) => status === 429).length;
    assert.ok(refused > 20 && Math.abs(refused * 2 - requests.length) <= 1, `${refused} of ${requests.length} refused`);
    const failures = stormy.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []));
    for (const failure of failures) {
      assert.ok(isUserError(failure), String(failure));
      assert.deepEqual([failure.code, failure.action, failure.retryAfterInSeconds], ['throttled', 'retry', 1]);
    }
    const listed = stormy.flatMap((each) => (each.status === 'fulfilled' ? each.value : []));
    assert.ok(listed.length > 0, 'nothing came through');

    const calm = (await listAll()).map((each) => (each.status === 'fulfilled' ? each.value : undefined));
    assert.ok(calm.every((captures) => captures !== undefined));
    const all = calm.flatMap((captures) => captures ?? []);
    assert.ok(all.length >= 200, `${all.length} captures`);
    assert.ok(
      all.every(({ id, state }) => state !== 'unknown' && store.find(id)?.state === state),
      all
        .filter(({ state }) => state === 'unknown')
        .map(({ name }) => name)
        .join(),
    );
    // Three tries of each request are the most: the list of each watcher, and one status of each capture.
    assert.ok(requests.length <= 3 * (watchers.length + all.length), `${requests.length} requests`);
    store.dispose();
    assert.equal(clock.pending, 0);
  });

  it('passes the pause on to the next question for a status', { timeout: 30_000 }, async () => {
    const [watcher] = azure.sandbox.info.networkWatchers;
    const { captures } = azure.services();
    const clock = new ManualClock(Date.now());
    const store = new CaptureStore(clock, azure.log);
    const running = (await captures.list(watcher?.id ?? ''))[0];
    assert.ok(running !== undefined);
    store.add(captures, { ...running, state: 'running' });
    const asked = (): number =>
      azure.sandbox.requests.entries.filter(({ path }) => path.endsWith('/queryStatus')).length;
    azure.sandbox.faults.add({ pathPattern: 'queryStatus$', status: 429, retryAfter: 120 });
    const before = asked();
    const refused = azure.log.lines.length;
    await clock.advance(10_000);
    while (!azure.log.lines.slice(refused).some((line) => line.includes(`${running.name} not available`))) {
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
    }
    assert.equal(asked() - before, 1, 'a pause of two minutes was tried again at once');
    assert.ok((clock.nextInMs ?? 0) > 119_000, `next in ${clock.nextInMs} ms`);
    store.dispose();
  });
});
