// The state of one partition as it is told: live, lagging by how much, silent, back again; and gaps that only a probe can see.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type {
  EventHubConsumerClient,
  ReceivedEventData,
  SubscribeOptions,
  SubscriptionEventHandlers,
} from '@azure/event-hubs';
import { PartitionTail } from '../../../../src/adapters/azure/eventHubPartition.ts';
import { KeptLog } from '../../../support/keptLog.ts';
import { ManualClock } from '../../../support/manualClock.ts';

/** A client whose subscriptions the test lets speak. */
class FakeClient {
  readonly subscriptions: { handlers: SubscriptionEventHandlers; options: SubscribeOptions }[] = [];

  subscribe(_id: string, handlers: SubscriptionEventHandlers, options: SubscribeOptions): { close(): Promise<void> } {
    this.subscriptions.push({ handlers, options });
    return { close: async () => undefined };
  }

  /** Delivers events of these numbers; none is the client's sign of life. */
  async deliver(...numbers: number[]): Promise<void> {
    const events = numbers.map((sequenceNumber) => ({
      sequenceNumber,
      offset: String(sequenceNumber),
      enqueuedTimeUtc: new Date(0),
      body: new Uint8Array(),
    }));
    await this.subscriptions
      .at(-1)
      ?.handlers.processEvents(events as unknown as ReceivedEventData[], undefined as never);
  }
}

function setUp(last = 99) {
  const clock = new ManualClock();
  const client = new FakeClient();
  const told: string[] = [];
  const gaps: number[] = [];
  const places: number[] = [];
  const received: number[] = [];
  const partition = new PartitionTail('0', {
    clock,
    log: new KeptLog(),
    listener: {
      onEvents: (events) => received.push(...events.map((event) => event.sequenceNumber)),
      onPartition: (_id, state, lag) => told.push(`${state} ${lag}`),
      onPlace: (_id, last) => places.push(last),
      onProblem: () => assert.fail(),
      onGap: (_id, missing) => gaps.push(missing),
    },
    onError: () => assert.fail(),
  });
  const real = client as unknown as EventHubConsumerClient;
  partition.place({ kind: 'after', last, missing: 0 });
  partition.subscribe(real);
  const probe = (begin: number, end: number, before = partition.last): boolean =>
    partition.compare({ begin, end, endEnqueuedAt: 0 }, before);
  const range = (from: number, to: number): number[] =>
    Array.from({ length: to - from + 1 }, (_, index) => from + index);
  return { clock, client, real, told, gaps, places, received, partition, probe, range };
}

describe('PartitionTail', () => {
  it('is live while it reads what a probe saw before the next one, and tells how far it is behind', async () => {
    const { client, told, probe, range } = setUp();
    await client.deliver();
    probe(0, 103);
    await client.deliver(...range(100, 103));
    probe(0, 105);
    await client.deliver(104, 105);
    assert.deepEqual(told, ['connecting 0', 'live 0', 'live 4', 'live 0', 'live 2', 'live 0']);
  });

  it('lags when it is far behind, and is live when it has read what was there', async () => {
    const { client, told, probe, range } = setUp();
    await client.deliver();
    probe(0, 700);
    await client.deliver(...range(100, 600));
    await client.deliver(...range(601, 700));
    assert.deepEqual(told, ['connecting 0', 'live 0', 'lagging 601', 'live 0']);
  });

  it('lags when a few events stay unread from one probe to the next', async () => {
    const { client, told, probe } = setUp();
    await client.deliver();
    probe(0, 105);
    probe(0, 105);
    await client.deliver(100, 101, 102, 103, 104, 105);
    assert.deepEqual(told, ['connecting 0', 'live 0', 'live 6', 'lagging 6', 'live 0']);
  });

  it('counts as cut off when the client is silent, but not for time that the machine slept', async () => {
    const { clock, client, real, told, partition } = setUp();
    await client.deliver();
    await clock.advance(2900);
    assert.equal(partition.isSilent(clock.now(), real), false);
    await clock.advance(60_000);
    partition.excuse(60_000);
    assert.equal(partition.isSilent(clock.now(), real), false);
    await clock.advance(200);
    assert.equal(partition.isSilent(clock.now(), real), true);
    await client.deliver();
    assert.deepEqual(told, ['connecting 0', 'live 0', 'reconnecting 0', 'live 0']);
  });

  it('subscribes again behind the last event, waits longer each time, and drops what comes twice', async () => {
    const { clock, client, real, received, partition } = setUp();
    await client.deliver(100, 101);
    for (const wait of [250, 500, 1000]) {
      partition.retry('stolen', real);
      const count = client.subscriptions.length;
      await clock.advance(wait - 1);
      assert.equal(client.subscriptions.length, count);
      await clock.advance(1);
      assert.equal(client.subscriptions.length, count + 1);
    }
    assert.deepEqual(client.subscriptions.at(-1)?.options.startPosition, { sequenceNumber: 101, isInclusive: false });
    await client.subscriptions[0]?.handlers.processEvents([], undefined as never);
    assert.equal(partition.state, 'stolen', 'a former subscription spoke for the partition');
    await client.deliver(100, 101, 102);
    assert.equal(partition.state, 'live');
    assert.deepEqual(received, [100, 101, 102]);
  });

  it('tells the place where it begins, and where it goes on after what no event tells', async () => {
    const { client, places, probe, partition } = setUp();
    await client.deliver(100, 101, 105);
    probe(0, 105);
    assert.deepEqual(places, [99]);
    probe(200, 199);
    probe(200, 199);
    assert.deepEqual(places, [99, 199]);
    probe(3, 10);
    assert.deepEqual(places, [99, 199, 2]);
    partition.place({ kind: 'after', last: -1, missing: 0 });
    assert.equal(places.at(-1), -1);
  });

  it('that begins at a moment tells its place as soon as it is a number', () => {
    const clock = new ManualClock();
    const places: number[] = [];
    const partition = new PartitionTail('0', {
      clock,
      log: new KeptLog(),
      listener: {
        onEvents: () => undefined,
        onPartition: () => undefined,
        onPlace: (_id, last) => places.push(last),
        onProblem: () => assert.fail(),
        onGap: () => assert.fail(),
      },
      onError: () => assert.fail(),
    });
    partition.place({ kind: 'since', enqueuedAt: clock.now() });
    assert.deepEqual(places, []);
    partition.compare({ begin: 5, end: 30, endEnqueuedAt: clock.now() - 1 }, undefined);
    assert.deepEqual(places, [30]);
  });

  it('tells of a jump in the numbers at once, and of a loss without a successor at the second probe', async () => {
    const { client, gaps, probe, partition } = setUp();
    await client.deliver(105);
    assert.deepEqual(gaps, [5]);
    probe(200, 199);
    assert.deepEqual(gaps, [5], 'events may be on their way');
    probe(200, 199);
    assert.deepEqual(gaps, [5, 94]);
    assert.equal(partition.last, 199);
  });

  it('takes an end before the last event for a hub that was made anew, but not an answer that came late', async () => {
    const { client, gaps, probe, partition } = setUp();
    await client.deliver(100, 101);
    assert.equal(probe(0, 99, 99), false);
    assert.equal(probe(3, 10), true);
    assert.equal(partition.last, 2);
    assert.deepEqual(gaps, [3]);
  });
});
