// What others do to captures while they are watched here: machines that go, captures that are deleted, two windows that start at the
// same time, and lists that write every id in capitals.

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import type { CaptureRecord, CaptureRecords } from '../../src/app/capture/captureRecords.ts';
import { CaptureRuns } from '../../src/app/capture/captureRuns.ts';
import { CaptureStore } from '../../src/app/capture/captureStore.ts';
import { startCapture } from '../../src/app/capture/startCapture.ts';
import type { SubscriptionServices } from '../../src/app/azure/subscriptionServices.ts';
import { isUserError } from '../../src/app/error/userError.ts';
import { AzureTree } from '../../src/app/tree/azureTree.ts';
import { captureDescription } from '../../src/app/tree/captureNode.ts';
import type { TreeNode } from '../../src/app/tree/treeNode.ts';
import { asArray, asRecord } from '../../src/base/json.ts';
import { systemClock } from '../../src/base/clock.ts';
import type { NewPacketCapture } from '../../src/domain/capture/captureSettings.ts';
import type { PacketCapture } from '../../src/domain/capture/packetCapture.ts';
import { ask } from '../sandbox/testSupport.ts';
import { FakeSubscriptions, fakeTokens, makeSubscription } from '../support/estate.ts';
import { ManualClock } from '../support/manualClock.ts';
import { SandboxAzure } from './sandboxAzure.ts';

/** What a window remembers; these tests reload none. */
class Records implements CaptureRecords {
  readonly kept = new Map<string, CaptureRecord>();

  list(): readonly CaptureRecord[] {
    return [...this.kept.values()];
  }
  async write(record: CaptureRecord): Promise<void> {
    this.kept.set(record.captureId, record);
  }
  writeOperation(): Promise<void> {
    return Promise.resolve();
  }
  operationOf(): Promise<undefined> {
    return Promise.resolve(undefined);
  }
  async remove(captureId: string): Promise<void> {
    this.kept.delete(captureId);
  }
}

const noFile = (): Promise<never> => Promise.reject(new Error('No file is read here'));

describe('captures and what others do', () => {
  let azure: SandboxAzure;

  before(async () => {
    azure = await SandboxAzure.start({ blobService: 'none' });
  });
  after(() => azure.stop());
  afterEach(() => azure.control('/reset'));

  const newCapture = (name: string, more: Partial<NewPacketCapture> = {}): NewPacketCapture => ({
    watcherId: azure.watcherId,
    name,
    targetId: azure.machine('vm-gateway-01'),
    scope: { include: [], exclude: [] },
    destination: { storageId: azure.storage('fabrikamcaptures') },
    filters: [],
    limits: {},
    ...more,
  });

  /** The services as the composition root puts them together, without files. */
  function services(): SubscriptionServices {
    const { inventory, ...rest } = azure.services();
    return {
      ...rest,
      subscription: makeSubscription('Fabrikam', azure.subscriptionId),
      tokens: fakeTokens,
      inventory,
      eventHubs: inventory,
      metrics: rest.alerts,
      resources: inventory,
      files: { download: noFile, exists: noFile, list: noFile, delete: noFile },
    };
  }

  /** A capture that is followed on a clock by hand; the store asks for its status when ten seconds are over. */
  async function followed(name: string) {
    const clock = new ManualClock(Date.now());
    const captures = new CaptureStore(clock, azure.log);
    const records = new Records();
    const runs = new CaptureRuns({ captures, records, clock, log: azure.log });
    const { promise: running, resolve } = Promise.withResolvers<PacketCapture>();
    const end = runs.run(services(), newCapture(name), { onStep: () => undefined, onRunning: resolve });
    await Promise.race([running, end]);
    assert.equal(records.kept.size, 1);
    return {
      capture: await running,
      end: async () => {
        await clock.advance(10_000);
        const outcome = await end;
        captures.dispose();
        assert.deepEqual([records.kept.size, runs.isFollowed((await running).id)], [0, false]);
        return outcome;
      },
    };
  }

  for (const [what, happen] of [
    ['is deallocated', () => azure.control('/machines/vm-gateway-01/power', { state: 'deallocated' })],
    ['is stopped', () => azure.control('/machines/vm-gateway-01/power', { state: 'stopped' })],
    ['is deleted', () => azure.control('/machines/vm-gateway-01', {}, 'DELETE')],
  ] as const) {
    it(`says in words that a capture broke because its machine ${what}`, async () => {
      const run = await followed('broken');
      assert.equal(run.capture.state, 'running');
      await happen();
      const end = await run.end();
      assert.ok(end.kind === 'failed', end.kind);
      assert.equal(
        captureDescription(end.capture, 0),
        'failed · the machine or its agent stopped (AgentStopped) · vm-gateway-01',
      );
    });
  }

  it('hears of a followed capture that somebody else deleted', async () => {
    const run = await followed('taken');
    await azure.control('/captures/taken', {}, 'DELETE');
    assert.deepEqual(await run.end(), { kind: 'removed' });
  });

  it('hears of it also by a list', async () => {
    const { captures } = azure.services();
    const store = new CaptureStore(new ManualClock(Date.now()), azure.log);
    store.add(captures, await startCapture(captures, newCapture('listed')));
    const removed: string[] = [];
    store.onDidRemoveCapture(({ name }) => removed.push(name));
    await azure.control('/captures/listed', {}, 'DELETE');
    assert.deepEqual(await store.list(captures, azure.watcherId), []);
    assert.deepEqual(removed, ['listed']);
    store.dispose();
  });

  it('lets one of two windows win that start the same name at the same time', async () => {
    const starts = await Promise.allSettled(
      [azure.services(), azure.services()].map(({ captures }, index) =>
        startCapture(captures, newCapture('both', { limits: { timeLimitInSeconds: 100 + index } }), {
          isNameFree: true,
        }),
      ),
    );
    const won = starts.flatMap((start, index) =>
      start.status === 'fulfilled' ? [{ index, capture: start.value }] : [],
    );
    const lost = starts.flatMap((start) => (start.status === 'rejected' ? [start.reason as unknown] : []));
    assert.deepEqual([won.length, lost.length], [1, 1]);
    assert.ok(isUserError(lost[0]), String(lost[0]));
    assert.equal(lost[0].code, 'captureNameTaken');
    assert.match(lost[0].message, /"both" exists already\. Choose another name/);
    const listed = await azure.services().captures.list(azure.watcherId);
    assert.deepEqual(
      listed.map(({ name, limits }) => [name, limits.timeLimitInSeconds]),
      [['both', 100 + (won[0]?.index ?? 0)]],
    );
    assert.equal(won[0]?.capture.state, 'running');
  });

  /** Has Azure answer a list with all ids in capitals from now on. */
  async function shout(path: string, apiVersion: string): Promise<void> {
    const { body } = await ask(azure.sandbox, `${path}${path.includes('?') ? '&' : '?'}api-version=${apiVersion}`);
    await azure.control('/faults', {
      method: 'GET',
      pathPattern: `${path.replace(/\?.*$/, '')}$`,
      body: inCapitals(body),
    });
  }

  /** The whole estate in capitals; without Resource Graph, for its rows are lists too. */
  async function shoutAll(): Promise<void> {
    const providers = `/subscriptions/${azure.subscriptionId}/providers`;
    await azure.control('/faults', { pathPattern: 'ResourceGraph', status: 404, code: 'InvalidResourceType' });
    await shout(`${providers}/Microsoft.Compute/virtualMachines`, '2024-07-01');
    await shout(`${providers}/Microsoft.Compute/virtualMachineScaleSets`, '2024-07-01');
    await shout(`${providers}/Microsoft.Network/networkWatchers`, '2024-05-01');
    await shout(`${azure.watcherId}/packetCaptures`, '2026-01-01');
  }

  describe('in capitals', () => {
    it('finds the captures of a machine and of instances in the tree', async () => {
      const { captures } = azure.services();
      await startCapture(captures, newCapture('of-machine'));
      await startCapture(
        captures,
        newCapture('of-set', { targetId: azure.scaleSet('vmss-api'), scope: { include: ['1'], exclude: [] } }),
      );
      await shoutAll();
      const store = new CaptureStore(new ManualClock(Date.now()), azure.log);
      const own = services();
      const tree = new AzureTree({
        subscriptions: new FakeSubscriptions(own.subscription),
        services: { servicesOf: () => own },
        captures: store,
        clock: systemClock,
        log: azure.log,
        chosenSubscriptions: () => [],
      });
      const nodes = await (await tree.roots())[0]?.children?.({});
      const below = async (kind: string, name?: string): Promise<readonly TreeNode[]> =>
        (await nodes?.find((node) => node.kind === kind && (name ?? node.label) === node.label)?.children?.({})) ?? [];
      const watchers = await below('networkWatcher', 'NetworkWatcher_westeurope');
      assert.deepEqual(watchers.map(({ label }) => label).toSorted(), ['of-machine', 'of-set']);
      const machines = await below('machines');
      const capturesOf = async (name: string): Promise<readonly string[]> =>
        ((await machines.find(({ label }) => label === name)?.children?.({})) ?? []).map(({ label }) => label);
      assert.deepEqual(await capturesOf('vm-gateway-01'), ['of-machine']);
      assert.deepEqual(await capturesOf('vmss-api'), ['of-set']);
      assert.deepEqual(await capturesOf('vm-orders-01'), ['No captures']);
      tree.dispose();
      store.dispose();
    });

    it('knows a capture that was started here again, follows it, and stops it', async () => {
      const { captures } = azure.services();
      const store = new CaptureStore(new ManualClock(Date.now()), azure.log);
      const started = await startCapture(captures, newCapture('mine'));
      store.add(captures, started);
      await shout(`${azure.watcherId}/packetCaptures`, '2026-01-01');
      const changes: string[] = [];
      store.onDidChangeCapture(({ capture, isStartedHere }) => changes.push(`${capture.state} ${isStartedHere}`));
      const listed = await store.list(captures, azure.watcherId);
      assert.deepEqual(
        listed.map(({ id, state }) => [id, state]),
        [[started.id.toUpperCase(), 'running']],
      );
      assert.equal(store.find(started.id), store.find(started.id.toUpperCase()));
      await store.stop(started.id.toUpperCase());
      assert.deepEqual([changes.at(-1), store.find(started.id)?.state], ['stopped true', 'stopped']);
      await store.delete(started.id.toUpperCase());
      assert.equal(await captures.get(started.id), undefined);
      store.dispose();
    });

    it('takes ids in capitals itself, and names what is missing', async () => {
      const { captures, ground, inventory } = azure.services();
      await startCapture(captures, newCapture('loud', { targetId: azure.machine('vm-gateway-01').toUpperCase() }));
      assert.equal((await captures.get(`${azure.watcherId}/packetCaptures/loud`.toUpperCase()))?.state, 'unknown');
      assert.equal((await ground.getMachine(azure.machine('vm-gateway-01').toUpperCase())).powerState, 'running');
      const scaleSet = azure.scaleSet('vmss-api').toUpperCase();
      assert.equal((await ground.getScaleSet(scaleSet)).instances.length, 3);
      assert.equal((await ground.listAddresses(scaleSet)).length, 3);
      await assert.rejects(inventory.getResource(`${azure.watcherId}X`.toUpperCase()), {
        code: 'resourceNotFound',
        message: /"NETWORKWATCHER_WESTEUROPEX" no longer exists/,
      });
    });
  });
});

/** A list of ARM with the ids of its items, and those they point to, in capitals. */
function inCapitals(value: unknown): unknown {
  if (typeof value === 'string') {
    return value.startsWith('/subscriptions/') ? value.toUpperCase() : value;
  }
  if (Array.isArray(value)) {
    return asArray(value).map(inCapitals);
  }
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(asRecord(value)).map(([name, each]) => [name, inCapitals(each)]))
    : value;
}
