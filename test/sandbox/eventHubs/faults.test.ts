// Failures on demand, seen by the real client: it must come back without loss, or tell what happened.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import rhea from 'rhea';
import { startBroker } from './broker.ts';
import { brokerFor, consumerFor, fill, hub, key, keyName, read, receivers, unrefTokenTimers } from './support.ts';

describe('faults', { concurrency: true }, () => {
  it('lets the client come back after a dropped socket', async (context) => {
    const broker = await brokerFor(context);
    const reading = read(consumerFor(broker));
    fill(broker, '0', ['a']);
    await reading.until(() => reading.events.length === 1, 'the first event');
    assert.equal(broker.faults.dropSockets(), 1);
    fill(broker, '0', ['b']);
    await reading.until(() => reading.events.length === 2, 'the second event');
    assert.deepEqual([reading.texts, reading.errors], [['a', 'b'], []]);
    assert.equal(broker.connectionCount, 1);
  });

  it('lets the client come back after a forced detach', async (context) => {
    unrefTokenTimers(context);
    const broker = await brokerFor(context);
    const reading = read(consumerFor(broker));
    fill(broker, '0', ['a']);
    await reading.until(() => reading.events.length === 1, 'the first event');
    assert.equal(broker.faults.detach({ hub, partitionId: '0', consumerGroup: '$default' }), 1);
    assert.equal(broker.faults.detach({ partitionId: '1' }), 0);
    fill(broker, '0', ['b']);
    await reading.until(() => reading.events.length === 2, 'the second event');
    assert.deepEqual(reading.texts, ['a', 'b']);
  });

  // Not with the real client: 6.0.4 never clears the token timer of a receiver whose connection was closed this way.
  it('closes connections with an error', async (context) => {
    const broker = await brokerFor(context);
    const connection = rhea.create_container().connect({ host: '127.0.0.1', port: broker.plainPort, reconnect: false });
    connection.on('disconnected', () => undefined);
    await once(connection, 'connection_open');
    assert.equal(broker.faults.apply({ kind: 'closeConnections' }), 1);
    const [closing] = (await once(connection, 'connection_error')) as [rhea.EventContext];
    assert.equal((closing.error as { condition?: string }).condition, 'amqp:connection:forced');
  });

  it('tells a client that its link was stolen', async (context) => {
    const broker = await brokerFor(context);
    const reading = read(consumerFor(broker));
    await receivers(broker, 1);
    broker.faults.steal();
    await reading.until(() => reading.closings.length > 0, 'the close');
    assert.deepEqual([reading.errors[0]!.code, reading.closings[0]], ['ReceiverDisconnectedError', 'OwnershipLost']);
  });

  it('is silent while paused, and goes on after', async (context) => {
    const broker = await brokerFor(context);
    const client = consumerFor(broker);
    const reading = read(client);
    await receivers(broker, 1);
    broker.faults.pause(700);
    fill(broker, '0', ['a']);
    const probe = client.getPartitionProperties('0', { abortSignal: AbortSignal.timeout(200) });
    await assert.rejects(probe, { name: 'AbortError' });
    assert.equal(reading.events.length, 0);
    await reading.until(() => reading.events.length === 1, 'the event');
  });

  it('closes the port and opens it again', async (context) => {
    const broker = await brokerFor(context);
    const reading = read(consumerFor(broker));
    fill(broker, '0', ['a']);
    await reading.until(() => reading.events.length === 1, 'the first event');
    broker.faults.apply({ kind: 'closePort', forMs: 150 });
    fill(broker, '0', ['b']);
    await assert.rejects(fetch(`http://127.0.0.1:${broker.plainPort}/`));
    await reading.until(() => reading.events.length === 2, 'the second event');
  });

  it('deletes a hub', async (context) => {
    const broker = await brokerFor(context);
    const reading = read(consumerFor(broker));
    await receivers(broker, 1);
    assert.equal(broker.faults.deleteHub('APIM'), true);
    assert.equal(broker.faults.deleteHub('APIM'), false);
    await reading.until(() => reading.errors.length > 0, 'not found');
    assert.match(reading.errors[0]!.message, /could not be found/);
    assert.throws(() => fill(broker, '0', ['x']), RangeError);
  });

  it('stops at once with clients attached, and a new broker takes its place', async (context) => {
    const broker = await startBroker({ hubs: [{ name: hub }], keys: [{ name: keyName, key }] });
    fill(broker, '0', ['a']);
    const closers: (() => Promise<unknown>)[] = [];
    const reading = read(consumerFor(Object.assign(broker, { closers })));
    await reading.until(() => reading.events.length === 1, 'the first event');
    const before = performance.now();
    await broker.stop();
    assert.ok(performance.now() - before < 500);
    assert.equal(broker.connectionCount, 0);
    const next = await brokerFor(context, { plainPort: broker.plainPort });
    next.closers.push(...closers);
    fill(next, '0', ['a', 'b']);
    await reading.until(() => reading.events.length > 1, 'an event of the new broker');
    assert.deepEqual(reading.texts, ['a', 'b']);
  });
});
