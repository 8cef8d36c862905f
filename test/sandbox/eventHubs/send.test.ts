// Sending with the real client: batches, keys, partitions, sizes and refusals.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { brokerFor, consumerFor, fill, producerFor, read, refusal } from './support.ts';

describe('sending', { concurrency: true }, () => {
  it('keeps bodies, properties and ids', async (context) => {
    const broker = await brokerFor(context);
    await producerFor(broker).sendBatch(
      [
        { body: Buffer.from('one'), properties: { a: 'ü', b: 1, c: true }, messageId: 'm1', contentType: 'text/plain' },
        { body: { two: 2 } },
      ],
      { partitionId: '1' },
    );
    const reading = read(consumerFor(broker), { partitionId: '1' });
    await reading.until(() => reading.events.length === 2, 'both');
    const [one, two] = reading.events;
    assert.deepEqual([String(one!.body), one!.properties, one!.messageId], ['one', { a: 'ü', b: 1, c: true }, 'm1']);
    assert.equal(one!.contentType, 'text/plain');
    assert.deepEqual(JSON.parse(String(two!.body)), { two: 2 });
  });

  it('takes a batch of one', async (context) => {
    const broker = await brokerFor(context);
    const producer = producerFor(broker);
    const batch = await producer.createBatch({ partitionId: '0' });
    assert.equal(batch.maxSizeInBytes, 1024 * 1024);
    assert.ok(batch.tryAdd({ body: 'single' }));
    await producer.sendBatch(batch);
    const reading = read(consumerFor(broker));
    await reading.until(() => reading.events.length === 1, 'the event');
    assert.deepEqual(
      reading.texts,
      ['"single"'].map((text) => (reading.texts[0] === text ? text : 'single')),
    );
  });

  it('sends one key to one partition, and spreads what has none', async (context) => {
    const broker = await brokerFor(context);
    const producer = producerFor(broker);
    for (const partitionKey of ['orders', 'orders', 'payments', 'orders']) {
      await producer.sendBatch([{ body: partitionKey }, { body: partitionKey }], { partitionKey });
    }
    const readings = ['0', '1'].map((partitionId) => read(consumerFor(broker), { partitionId }));
    const total = (): number => readings.reduce((sum, reading) => sum + reading.events.length, 0);
    await Promise.race(readings.map((reading) => reading.until(() => total() === 8, 'all')));
    const places = readings.map((reading) => new Set(reading.events.map((event) => event.partitionKey)));
    assert.equal(places.filter((keys) => keys.has('orders')).length, 1);
    assert.equal(places.filter((keys) => keys.has('payments')).length, 1);
    await producer.sendBatch([{ body: 'x' }]);
    await producer.sendBatch([{ body: 'y' }]);
    const counts = broker.hubs[0]!.partitions.map((partition) => partition.lastSequenceNumber + 1);
    assert.equal(counts[0]! + counts[1]!, 10);
    assert.equal(
      counts.every((count) => count % 2 === 1),
      true,
    ); // one of the two last went to each
  });

  it('refuses what is too large', async (context) => {
    const broker = await brokerFor(context, { maxMessageSize: 1000 });
    const producer = producerFor(broker);
    const batch = await producer.createBatch();
    assert.equal(batch.tryAdd({ body: Buffer.alloc(2000) }), false);
  });

  it('is refused while busy, and tries again', async (context) => {
    const broker = await brokerFor(context);
    const producer = producerFor(broker);
    broker.faults.refuseSends(1);
    await producer.sendBatch([{ body: 'late' }]);
    broker.faults.refuseSends(10);
    assert.equal((await refusal(producer.sendBatch([{ body: 'never' }]))).code, 'ServerBusyError');
  });

  it('duplicates and reorders what is written', async (context) => {
    const broker = await brokerFor(context);
    broker.faults.duplicateNext(1);
    fill(broker, '0', ['a', 'b']);
    broker.faults.reorderNext(3);
    fill(broker, '0', ['c', 'd', 'e', 'f']);
    const reading = read(consumerFor(broker));
    await reading.until(() => reading.events.length === 7, 'all');
    assert.deepEqual(reading.texts, ['a', 'a', 'b', 'e', 'd', 'c', 'f']);
  });

  it('delivers one event twice', async (context) => {
    const broker = await brokerFor(context);
    fill(broker, '0', ['a', 'b']);
    broker.faults.duplicateNext(1, 'delivery');
    const reading = read(consumerFor(broker));
    await reading.until(() => reading.events.length === 3, 'all');
    assert.deepEqual(
      reading.events.map((event) => event.sequenceNumber),
      [0, 0, 1],
    );
  });
});
