// Receiving with the real client: start positions, groups, epochs, quota, metrics, sizes and retention.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { brokerFor, consumerFor, fill, hub, key, keyName, read, receivers, refusal } from './support.ts';

describe('receiving', { concurrency: true }, () => {
  it('tells about the hub and its partitions', async (context) => {
    const broker = await brokerFor(context, {
      hubs: [{ name: 'Orders', partitionCount: 3, createdAt: 1_700_000_000_000 }],
    });
    fill(broker, '2', ['a', 'b'], 'orders');
    const client = consumerFor(broker, { hub: 'orders' });
    const properties = await client.getEventHubProperties();
    assert.deepEqual(properties.partitionIds, ['0', '1', '2']);
    assert.equal(properties.name, 'Orders');
    assert.equal(properties.createdOn.getTime(), 1_700_000_000_000);
    const full = await client.getPartitionProperties('2');
    assert.deepEqual([full.beginningSequenceNumber, full.lastEnqueuedSequenceNumber, full.isEmpty], [0, 1, false]);
    const empty = await client.getPartitionProperties('0');
    assert.deepEqual(
      [empty.beginningSequenceNumber, empty.lastEnqueuedSequenceNumber, empty.lastEnqueuedOffset, empty.isEmpty],
      [0, -1, '-1', true],
    );
    await assert.rejects(client.getPartitionProperties('9'), { code: 'ArgumentOutOfRangeError' });
  });

  it('begins where it is told', async (context) => {
    const broker = await brokerFor(context);
    fill(broker, '0', ['a', 'b', 'c']);
    const client = consumerFor(broker, { group: 'WIREWATCH' });
    const first = read(client);
    await first.until(() => first.events.length === 3, 'all from the earliest');
    assert.deepEqual(first.texts, ['a', 'b', 'c']);
    const offset = first.events[1]!.offset;
    const cases = [
      { from: { sequenceNumber: 1, isInclusive: true }, texts: ['b', 'c'] },
      { from: { sequenceNumber: 1, isInclusive: false }, texts: ['c'] },
      { from: { offset, isInclusive: true }, texts: ['b', 'c'] },
      { from: { offset }, texts: ['c'] },
      { from: { enqueuedOn: first.events[0]!.enqueuedTimeUtc.getTime() - 1 }, texts: ['a', 'b', 'c'] },
    ];
    await first.close();
    for (const { from, texts } of cases) {
      const reading = read(client, { from });
      await reading.until(() => reading.events.length >= texts.length, JSON.stringify(from));
      assert.deepEqual(reading.texts, texts);
      await reading.close();
    }
  });

  it('gives only what comes after latest', async (context) => {
    const broker = await brokerFor(context);
    fill(broker, '0', ['old']);
    const reading = read(consumerFor(broker), { from: { offset: '@latest' } });
    await receivers(broker, 1);
    fill(broker, '0', ['new']);
    await reading.until(() => reading.events.length > 0, 'the new event');
    assert.deepEqual(reading.texts, ['new']);
  });

  it('refuses sequence numbers past the end, and -1 on an empty partition', async (context) => {
    const broker = await brokerFor(context);
    fill(broker, '0', ['a']);
    const past = read(consumerFor(broker), { from: { sequenceNumber: 9 } });
    await past.until(() => past.errors.length > 0, 'an error');
    assert.equal(past.errors[0]!.code, 'ArgumentError');
    assert.match(past.errors[0]!.message, /supplied sequence number '9' is invalid.* is '0'/);
    const fresh = read(consumerFor(broker), { partitionId: '1', from: { sequenceNumber: -1 } });
    await fresh.until(() => fresh.errors.length > 0, 'an error');
    assert.match(fresh.errors[0]!.message, /The last sequence number in the system is '-1'/);
  });

  it('knows no other hub, group or partition', async (context) => {
    const broker = await brokerFor(context);
    await assert.rejects(consumerFor(broker, { hub: 'other' }).getEventHubProperties(), /could not be found/);
    for (const reading of [
      read(consumerFor(broker, { group: 'nobody' })),
      read(consumerFor(broker, { hub: 'other' })),
    ]) {
      await reading.until(() => reading.errors.length > 0, 'not found');
      assert.equal(reading.errors[0]!.code, 'MessagingEntityNotFoundError');
    }
    const reading = read(consumerFor(broker), { partitionId: '7' });
    await reading.until(() => reading.errors.length > 0, 'out of range');
    assert.equal(reading.errors[0]!.code, 'ArgumentOutOfRangeError');
  });

  it('lets a higher epoch steal, and refuses lower ones and plain readers', async (context) => {
    const broker = await brokerFor(context);
    const plain = read(consumerFor(broker));
    await receivers(broker, 1);
    const owner = read(consumerFor(broker), { ownerLevel: 2 });
    await plain.until(() => plain.errors.length > 0, 'the plain reader thrown out');
    assert.equal(plain.errors[0]!.code, 'ReceiverDisconnectedError');
    await plain.close();
    for (const ownerLevel of [1, undefined]) {
      const late = read(consumerFor(broker), ownerLevel === undefined ? {} : { ownerLevel });
      await late.until(() => late.errors.length > 0, 'a refusal');
      assert.equal(late.errors[0]!.code, 'ReceiverDisconnectedError');
      await late.close();
    }
    const thief = read(consumerFor(broker), { ownerLevel: 3 });
    await owner.until(() => owner.closings.length > 0, 'the owner thrown out');
    assert.deepEqual([owner.errors[0]!.code, owner.closings[0]], ['ReceiverDisconnectedError', 'OwnershipLost']);
    fill(broker, '0', ['mine']);
    await thief.until(() => thief.events.length === 1, 'the event');
  });

  it('takes five readers of a partition and group, and frees their places', async (context) => {
    const broker = await brokerFor(context);
    const readings = Array.from({ length: 5 }, () => read(consumerFor(broker)));
    await receivers(broker, 5);
    const sixth = read(consumerFor(broker));
    await sixth.until(() => sixth.errors.length > 0, 'the quota');
    assert.equal(sixth.errors[0]!.code, 'QuotaExceededError');
    assert.match(sixth.errors[0]!.message, /which is 5/);
    await sixth.close();
    await readings[0]!.close();
    await receivers(broker, 4);
    broker.faults.dropSockets();
    await receivers(broker, 4); // all come back, and no place is lost
  });

  it('gives runtime metrics to those who ask', async (context) => {
    const broker = await brokerFor(context);
    fill(broker, '0', ['a', 'b']);
    const client = consumerFor(broker);
    const seen = Promise.withResolvers<number | undefined>();
    const subscription = client.subscribe(
      '0',
      {
        processEvents(events, { lastEnqueuedEventProperties }) {
          if (events.length > 0) {
            seen.resolve(lastEnqueuedEventProperties?.sequenceNumber);
          }
          return Promise.resolve();
        },
        processError(error) {
          seen.reject(error);
          return Promise.resolve();
        },
      },
      { startPosition: { offset: '-1' }, trackLastEnqueuedEventProperties: true, maxWaitTimeInSeconds: 1 },
    );
    broker.closers.push(() => subscription.close());
    assert.equal(await seen.promise, 1);
  });

  it('gives events larger than a frame whole, and many of them in order', async (context) => {
    const broker = await brokerFor(context);
    const texts = Array.from({ length: 40 }, (_, index) =>
      String(index)
        .repeat(1)
        .padEnd(index % 8 === 0 ? 200_000 : 500, '.'),
    );
    fill(broker, '0', texts);
    const reading = read(consumerFor(broker));
    await reading.until(() => reading.events.length === texts.length, 'all');
    assert.deepEqual(reading.texts, texts);
  });

  it('sends no more than credit and window allow, over many bursts', async (context) => {
    const broker = await brokerFor(context);
    fill(
      broker,
      '0',
      Array.from({ length: 12_000 }, (_, index) => `event ${index}`),
    );
    const reading = read(consumerFor(broker), { prefetchCount: 5000, maxBatchSize: 1000 });
    await reading.until(() => reading.events.length === 12_000, 'all');
    assert.deepEqual(
      reading.events.map((event) => event.sequenceNumber),
      Array.from({ length: 12_000 }, (_, index) => index),
    );
  });

  it('forgets what retention drops, and goes on with the oldest kept', async (context) => {
    const broker = await brokerFor(context, { hubs: [{ name: hub, retention: { count: 2 } }] });
    fill(broker, '0', ['a', 'b', 'c', 'd']);
    const reading = read(consumerFor(broker), { from: { sequenceNumber: 0 } });
    await reading.until(() => reading.events.length === 2, 'the kept ones');
    assert.deepEqual(reading.texts, ['c', 'd']);
  });

  it('holds several hubs apart, with rules of their own', async (context) => {
    const broker = await brokerFor(context, {
      hubs: [
        { name: 'one', namespace: 'first' },
        { name: 'two', namespace: 'second', keys: [{ name: keyName, key: 'second-key' }] },
      ],
      keys: [{ name: 'unused', key }],
    });
    fill(broker, '0', ['for one'], 'one');
    fill(broker, '0', ['for two'], 'two');
    const reading = read(consumerFor(broker, { hub: 'two', sharedKey: 'second-key' }));
    await reading.until(() => reading.events.length > 0, 'the event');
    assert.deepEqual(reading.texts, ['for two']);
    const refused = consumerFor(broker, { hub: 'one', sharedKey: 'second-key' });
    assert.match((await refusal(refused.getEventHubProperties())).message, /InvalidSignature/);
  });
});
