// How many calls of ARM things cost, exactly: the first showing of the large estate's tree, opening its nodes, watching what
// runs, and a capture from its checks to "running".

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { CaptureRecord, CaptureRecords } from '../../src/app/capture/captureRecords.ts';
import { CaptureRuns } from '../../src/app/capture/captureRuns.ts';
import { checkCapture } from '../../src/app/capture/checkCapture.ts';
import type { TreeNode } from '../../src/app/tree/treeNode.ts';
import { systemClock } from '../../src/base/clock.ts';
import { canStart } from '../../src/domain/capture/preflight.ts';
import { KeptLog } from '../support/keptLog.ts';
import { ManualClock, settled } from '../support/manualClock.ts';
import { SandboxAzure } from './sandboxAzure.ts';
import { SandboxEstate } from './sandboxEstate.ts';

const graph = 'POST …/Microsoft.ResourceGraph/resources 200';

/** Forgets everything: what an ended run remembers is no matter here. */
const noRecords: CaptureRecords = {
  list: (): readonly CaptureRecord[] => [],
  write: () => Promise.resolve(),
  writeOperation: () => Promise.resolve(),
  operationOf: () => Promise.resolve(undefined),
  remove: () => Promise.resolve(),
};

function nodeOf(nodes: readonly TreeNode[], kind: TreeNode['kind']): TreeNode | undefined {
  return nodes.find((node) => node.kind === kind);
}

describe('calls that the tree of the large estate costs', () => {
  let azure: SandboxAzure;
  let estate: SandboxEstate;

  before(async () => {
    azure = await SandboxAzure.start({ blobService: 'none', estate: 'large' });
    estate = new SandboxEstate({ info: azure.sandbox.info, log: new KeptLog() });
  });
  after(async () => {
    estate.dispose();
    await azure.stop();
  });

  /** The calls of a step. */
  async function callsOf<T>(run: () => Promise<T>): Promise<{ readonly calls: readonly string[]; readonly result: T }> {
    const from = azure.sandbox.requests.entries.length;
    const result = await run();
    return { calls: azure.requestsSince(from), result };
  }

  it('asks tenants and their subscriptions for the first showing, and nothing for closed nodes', async () => {
    const { calls, result } = await callsOf(() => estate.firstPaint());
    assert.deepEqual(
      result.map(({ kind }) => kind),
      ['subscription', 'subscription', 'subscription', 'subscription'],
    );
    const lists = ['GET /tenants 200', 'GET /subscriptions 200', 'GET /subscriptions 200'];
    assert.deepEqual(calls, lists);
    estate.tree.rearrange();
    assert.deepEqual((await callsOf(() => estate.firstPaint())).calls, [], 'another filter asked Azure');
    estate.tree.refresh();
    assert.deepEqual((await callsOf(() => estate.firstPaint())).calls, lists);
  });

  it('asks once more for each subscription that is open from the start', async () => {
    const few = new SandboxEstate({ info: azure.sandbox.info, log: new KeptLog() });
    few.chosenSubscriptions = azure.sandbox.info.subscriptions.slice(0, 3).map(({ id }) => id);
    const { calls, result } = await callsOf(() => few.firstPaint());
    few.dispose();
    assert.equal(result.filter(({ kind }) => kind === 'networkWatcher').length, 30);
    assert.deepEqual(calls, [
      'GET /tenants 200',
      'GET /subscriptions 200',
      'GET /subscriptions 200',
      graph,
      graph,
      graph,
    ]);
  });

  it('asks once for watchers, by pages for machines, and then not again', async () => {
    const [root] = await estate.firstPaint();
    const opened = await callsOf(() => estate.expand(root));
    assert.equal(opened.result.filter(({ kind }) => kind === 'networkWatcher').length, 10);
    assert.deepEqual(opened.calls, [graph]);
    const machines = nodeOf(opened.result, 'machines');
    const listed = await callsOf(() => estate.expand(machines));
    assert.equal(listed.result.length, 101);
    assert.deepEqual(listed.calls, [graph, graph, graph], 'two pages of machines and the scale sets');
    estate.tree.arrangement.showMore(machines?.id ?? '');
    const again = await callsOf(async () => [await estate.expand(root), await estate.expand(machines)]);
    assert.equal(again.result[1]?.length, 201);
    assert.deepEqual(again.calls, []);
  });

  it('lists the captures of a watcher with one status each, and afterwards asks only for what has not ended', async () => {
    const [root] = await estate.firstPaint();
    const watcher = nodeOf(await estate.expand(root), 'networkWatcher');
    const { calls, result } = await callsOf(() => estate.expand(watcher));
    assert.equal(result.length, 13);
    assert.equal(calls.length, 14);
    assert.equal(calls.filter((line) => line === 'GET …/packetCaptures 200').length, 1);
    assert.equal(new Set(calls.filter((line) => line.endsWith('/queryStatus 202'))).size, 13);
    const again = await callsOf(() => estate.expand(watcher));
    assert.deepEqual(again.calls, []);
    const ended = result.filter(({ id }) => estate.captures.find(id)?.state === 'stopped').length;
    estate.tree.forget(watcher?.id ?? '');
    const listedAgain = await callsOf(() => estate.expand(watcher));
    assert.ok(ended > 0);
    assert.equal(listedAgain.calls.length, 14 - ended);
  });

  it('asks for each running capture in sight six times a minute, for others never', async () => {
    const clock = new ManualClock(Date.now());
    const watched = new SandboxEstate({ info: azure.sandbox.info, log: new KeptLog(), clock });
    const [root] = await watched.firstPaint();
    const watchers = (await watched.expand(root)).filter(({ kind }) => kind === 'networkWatcher');
    const seen: readonly TreeNode[] = await watched.expand(watchers[0]);
    await watched.expand(watchers[1]);
    const ids = new Set(seen.map(({ id }) => id));
    const running = seen.filter(({ id }) => watched.captures.find(id)?.state === 'running').length;
    assert.equal(running, 3);
    for (const [isShown, expected] of [
      [(id: string) => ids.has(id), 6 * running],
      [() => false, 0],
    ] as const) {
      watched.captures.setShown(({ id }) => isShown(id));
      const { calls } = await callsOf(async () => {
        for (let second = 0; second < 60; second++) {
          await clock.advance(1000);
          // A capture whose answer is there has its next timer.
          while (clock.pending < (expected === 0 ? 0 : running)) {
            await settled();
          }
        }
      });
      assert.equal(calls.length, expected);
    }
    watched.dispose();
  });
});

describe('calls that a capture costs until it runs', () => {
  let azure: SandboxAzure;
  let estate: SandboxEstate;

  before(async () => {
    azure = await SandboxAzure.start({
      blobService: 'none',
      retryAfterInSeconds: 1,
      operationDurationInMs: 1500,
    });
    estate = new SandboxEstate({ info: azure.sandbox.info, log: new KeptLog() });
  });
  after(async () => {
    estate.dispose();
    await azure.stop();
  });

  it('reads what it stands on, PUTs once, polls when the service says, and asks for the status once', async () => {
    const wanted = {
      watcherId: azure.watcherId,
      name: 'counted',
      targetId: azure.machine('vm-gateway-01'),
      scope: { include: [], exclude: [] },
      destination: { storageId: azure.storage('fabrikamcaptures') },
      filters: [],
      limits: { timeLimitInSeconds: 600 },
    };
    const { subscriptions } = await estate.subscriptions.listSubscriptions();
    const subscription = subscriptions.find(({ id }) => id === azure.subscriptionId);
    assert.ok(subscription !== undefined);
    const services = estate.services.servicesOf(subscription);

    const beforeChecks = azure.sandbox.requests.entries.length;
    const { findings } = await checkCapture(services, wanted);
    assert.ok(canStart(findings));
    assert.deepEqual(azure.requestsSince(beforeChecks).toSorted(), [
      'GET …/Microsoft.Authorization/permissions 200',
      'GET …/Microsoft.Authorization/permissions 200',
      'GET …/Microsoft.Authorization/permissions 200',
      'GET …/Microsoft.Compute/virtualMachines/vm-gateway-01 200',
      'GET …/Microsoft.Compute/virtualMachines/vm-gateway-01/extensions 200',
      'GET …/Microsoft.Storage/storageAccounts/fabrikamcaptures 200',
      'GET …/packetCaptures/counted 404',
      graph,
    ]);

    const beforeStart = azure.sandbox.requests.entries.length;
    const runs = new CaptureRuns({
      captures: estate.captures,
      records: noRecords,
      clock: systemClock,
      log: azure.log,
    });
    const released = new AbortController();
    const end = await runs.run(services, wanted, {
      abortSignal: released.signal,
      isNameFree: true,
      onStep: () => {},
      onRunning: () => released.abort(),
    });
    runs.dispose();
    assert.equal(end.kind, 'released');
    assert.deepEqual(azure.requestsSince(beforeStart), [
      'PUT …/packetCaptures/counted 201',
      'GET …/operations/{id} 200',
      'GET …/operations/{id} 200',
      'GET …/packetCaptures/counted 200',
      'POST …/packetCaptures/counted/queryStatus 202',
    ]);
    const [put, first, second] = azure.sandbox.requests.entries
      .slice(beforeStart)
      .map(({ at, durationInMs }) => ({ begin: Date.parse(at), end: Date.parse(at) + durationInMs }));
    // Timers may be early by a millisecond.
    assert.ok((first?.begin ?? 0) - (put?.begin ?? 0) >= 995, 'polled before the Retry-After of the PUT was over');
    assert.ok((second?.begin ?? 0) - (first?.begin ?? 0) >= 995, 'polled before the Retry-After of the poll was over');
  });

  it('polls no more when cancelled while it waits for the first poll', async () => {
    const cancelled = new AbortController();
    const from = azure.sandbox.requests.entries.length;
    const call = azure.services().captures.create(
      {
        watcherId: azure.watcherId,
        name: 'unpolled',
        targetId: azure.machine('vm-gateway-01'),
        scope: { include: [], exclude: [] },
        destination: { storageId: azure.storage('fabrikamcaptures') },
        filters: [],
        limits: {},
      },
      { abortSignal: cancelled.signal, onAccepted: () => cancelled.abort() },
    );
    await assert.rejects(call, { name: 'AbortError' });
    assert.deepEqual(azure.requestsSince(from), ['PUT …/packetCaptures/unpolled 201']);
  });
});
