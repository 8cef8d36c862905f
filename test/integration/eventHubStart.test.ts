// Where a tail begins, which partitions it follows, how it reaches the hub, and what it tells of each partition meanwhile.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { after, afterEach, before, describe, it } from 'node:test';
import { AzureEventHubTail } from '../../src/adapters/azure/eventHubs.ts';
import type { TailSource, TailStart } from '../../src/app/traffic/ports.ts';
import { delay, systemClock } from '../../src/base/clock.ts';
import type { Disposable } from '../../src/base/disposable.ts';
import { Secret } from '../../src/base/secret.ts';
import { assertUserError } from '../support/assertUserError.ts';
import { unrefTokenTimers } from '../sandbox/eventHubs/support.ts';
import { KeptEvents, until } from './keptEvents.ts';
import { SandboxAzure } from './sandboxAzure.ts';

const range = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => `e${from + index}`);

describe('event hub tail: starts, partitions, transports and states', () => {
  let azure: SandboxAzure;
  let running: Disposable[] = [];
  let hubCount = 0;

  before(async () => {
    azure = await SandboxAzure.start({ blobService: 'none' });
  });
  after(() => azure.stop());
  afterEach(() => {
    for (const each of running) {
      each.dispose();
    }
    running = [];
    azure.sandbox.broker.faults.clear();
  });

  /** A hub of its own with so many events in partition 0; partition 1 stays as it was made. */
  function makeHub(events: number, retention?: number): string {
    const name = `hub-${++hubCount}`;
    azure.sandbox.broker.addHub({
      name,
      partitionCount: 2,
      consumerGroups: ['wirewatch'],
      ...(retention === undefined ? {} : { retention: { count: retention } }),
    });
    append(name, events);
    return name;
  }

  function append(hub: string, count: number, partition = '0'): void {
    const info = azure.sandbox.broker.hubs
      .find((each) => each.name === hub)
      ?.partitions.find(({ id }) => id === partition);
    const first = (info?.lastSequenceNumber ?? -1) + 1;
    for (let index = 0; index < count; index++) {
      azure.sandbox.broker.append(hub, partition, { body: new TextEncoder().encode(`e${first + index}`) });
    }
  }

  function source(hub: string, start: TailStart, more: Partial<TailSource> = {}): TailSource {
    return {
      host: azure.sandbox.info.eventHubs[0]?.tlsHost ?? '',
      hub,
      consumerGroup: 'wirewatch',
      start,
      transport: { kind: 'tcp' },
      credential: { kind: 'token', tokens: azure.tokens() },
      ...more,
    };
  }

  async function started(from: TailSource): Promise<KeptEvents> {
    const kept = new KeptEvents();
    running.push(await new AzureEventHubTail(systemClock, azure.log).start(from, kept));
    return kept;
  }

  it('tells the place of each partition, from which a later tail misses nothing and reads nothing older', async () => {
    const hub = makeHub(5);
    const positions: Record<string, number> = {};
    const kept = Object.assign(new KeptEvents(), {
      onPlace: (partitionId: string, last: number) => {
        positions[partitionId] = last;
      },
    });
    const first = await new AzureEventHubTail(systemClock, azure.log).start(source(hub, { kind: 'latest' }), kept);
    first.dispose();
    assert.deepEqual([positions, kept.events], [{ '0': 4, '1': -1 }, []]);
    append(hub, 2, '0');
    append(hub, 1, '1');
    const later = await started(source(hub, { kind: 'after', positions }));
    await until('what came between', () => later.events.length >= 3);
    assert.deepEqual([later.texts('0'), later.texts('1'), later.gaps], [['e5', 'e6'], ['e0'], []]);
  });

  it('begins where it was told', async () => {
    const cases = [
      ['now', { kind: 'latest' }, range(10, 12)],
      ['the first event', { kind: 'earliest' }, range(0, 12)],
      ['the latest three events', { kind: 'events', count: 3 }, range(7, 12)],
      ['more events than there are', { kind: 'events', count: 300 }, range(0, 12)],
      ['a sequence number', { kind: 'sequence', sequenceNumber: 4 }, range(4, 12)],
      ['the next sequence number', { kind: 'sequence', sequenceNumber: 10 }, range(10, 12)],
      ['a sequence number beyond', { kind: 'sequence', sequenceNumber: 400 }, range(0, 12)],
      ['the latest minutes', { kind: 'minutes', minutes: 5 }, range(0, 12)],
      ['no minutes at all', { kind: 'minutes', minutes: -1 }, range(10, 12)],
      ['a moment long ago', { kind: 'time', enqueuedAt: 1000 }, range(0, 12)],
      ['where it was left', { kind: 'after', positions: { '0': 7, '1': -1 } }, range(8, 12)],
      ['the end where it was left', { kind: 'after', positions: { '0': 9 } }, range(10, 12)],
      ['a place in a hub that was made anew', { kind: 'after', positions: { '0': 5000, '1': 70 } }, range(0, 12)],
    ] as const;
    await Promise.all(
      cases.map(async ([name, start, expected]) => {
        const hub = makeHub(10);
        const kept = await started(source(hub, start));
        append(hub, 3);
        append(hub, 1, '1');
        await until(name, () => kept.texts('0').length >= expected.length && kept.texts('1').length > 0);
        await delay(systemClock, 300);
        assert.deepEqual(kept.texts('0'), expected, name);
        assert.deepEqual(kept.texts('1'), ['e0'], name);
        assert.deepEqual(kept.gaps, [], name);
      }),
    );
  });

  it('begins at a moment between two events', async () => {
    const hub = makeHub(3);
    await delay(systemClock, 30);
    const enqueuedAt = Date.now();
    await delay(systemClock, 5);
    append(hub, 3);
    const kept = await started(source(hub, { kind: 'time', enqueuedAt }));
    await until('three events', () => kept.texts().length >= 3);
    assert.deepEqual(kept.texts(), range(3, 5));
  });

  it('tells how many events retention removed since it was left', async () => {
    const hub = makeHub(100, 10);
    const kept = await started(source(hub, { kind: 'after', positions: { '0': 49 } }));
    await until('the kept events', () => kept.texts().length >= 10);
    assert.deepEqual(kept.texts(), range(90, 99));
    assert.deepEqual(kept.gaps, [{ partitionId: '0', missing: 40 }]);
  });

  it('tells what was removed while it was cut off, also when nothing follows', async () => {
    const hub = makeHub(0, 10);
    const kept = await started(source(hub, { kind: 'latest' }));
    append(hub, 5);
    await until('five events', () => kept.events.length >= 5);
    azure.sandbox.broker.faults.closePort(1500);
    append(hub, 50);
    await until('the kept events', () => kept.events.length >= 15);
    assert.deepEqual(kept.gaps, [{ partitionId: '0', missing: 40 }]);
  });

  it('follows a hub that was deleted and made anew, while it was cut off, from its beginning', async () => {
    const hub = makeHub(20);
    const kept = await started(source(hub, { kind: 'latest' }));
    azure.sandbox.broker.faults.closePort(1500);
    azure.sandbox.broker.deleteHub(hub);
    azure.sandbox.broker.addHub({ name: hub, partitionCount: 2, consumerGroups: ['wirewatch'] });
    append(hub, 3);
    await until('the new events', () => kept.texts().length >= 3);
    assert.deepEqual(kept.texts(), range(0, 2));
  });

  it('follows the chosen partitions only', async () => {
    const hub = makeHub(0);
    const kept = await started(source(hub, { kind: 'latest' }, { partitionIds: ['1', '17'] }));
    assert.deepEqual([...kept.states], [['1', 'live']]);
    append(hub, 1, '0');
    append(hub, 1, '1');
    await until('an event', () => kept.events.length > 0);
    assert.deepEqual(
      kept.events.map((event) => event.partitionId),
      ['1'],
    );
    await assertUserError(
      new AzureEventHubTail(systemClock, azure.log).start(
        source(hub, { kind: 'latest' }, { partitionIds: ['17'] }),
        new KeptEvents(),
      ),
      'hubNotFound',
      /hub-\d+\/17/,
    );
  });

  it('hands on offset and application properties as text', async () => {
    const hub = makeHub(1);
    azure.sandbox.broker.append(hub, '0', { body: new Uint8Array([1]), properties: { tenant: 'a', count: 7 } });
    const kept = await started(source(hub, { kind: 'earliest' }));
    await until('two events', () => kept.events.length >= 2);
    assert.equal('properties' in (kept.events[0] ?? {}), false);
    assert.deepEqual(kept.events[1]?.properties, { tenant: 'a', count: '7' });
    assert.match(kept.events[1]?.offset ?? '', /^\d+$/);
  });

  it('reads through WebSockets, over a broken connection too', async () => {
    const hub = makeHub(2);
    const kept = await started(source(hub, { kind: 'earliest' }, { transport: { kind: 'webSockets' } }));
    await until('two events', () => kept.events.length >= 2);
    azure.sandbox.broker.faults.dropSockets();
    append(hub, 3);
    await until('all events', () => kept.events.length >= 5);
    assert.deepEqual(kept.texts(), range(0, 4));
  });

  it('reads through a proxy, with its password, and never without it', async () => {
    const tunnels: string[] = [];
    const proxy = createServer().on('connect', (request, socket, head) => {
      tunnels.push(`${request.url} ${request.headers['proxy-authorization']}`);
      const [host, port] = (request.url ?? '').split(':');
      const target = connect(Number(port), host ?? '', () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        target.write(head);
        target.pipe(socket).pipe(target);
      });
      target.on('error', () => socket.destroy());
      socket.on('error', () => target.destroy());
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const address = `127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    const hub = makeHub(2);
    const kept = await started(
      source(hub, { kind: 'earliest' }, { transport: { kind: 'webSockets', proxy: `http://ada:pa%20ss@${address}` } }),
    );
    await until('two events', () => kept.events.length >= 2);
    assert.equal(
      tunnels[0],
      `${azure.sandbox.info.eventHubs[0]?.tlsHost} Basic ${Buffer.from('ada:pa ss').toString('base64')}`,
    );
    proxy.close();
    running.pop()?.dispose();
    await assertUserError(
      new AzureEventHubTail(systemClock, azure.log).start(
        source(hub, { kind: 'latest' }, { transport: { kind: 'webSockets', proxy: 'ftp://secret@proxy' } }),
        new KeptEvents(),
      ),
      'hubProxyInvalid',
      /http\.proxy/,
    );
    assert.deepEqual(
      azure.log.lines.filter((line) => /pa%20ss|pa ss|secret@/.test(line)),
      [],
    );
  });

  it('reads from the emulator by its connection string, without TLS, also when WebSockets are wanted', async () => {
    const hub = makeHub(2);
    const plain = azure.sandbox.info.eventHubs[0]?.connectionString ?? '';
    const text = plain.replace(/;?EntityPath=[^;]*/, '');
    assert.match(text, /UseDevelopmentEmulator=true/);
    for (const transport of [{ kind: 'tcp' }, { kind: 'webSockets' }] as const) {
      const credential = { kind: 'connectionString', text: new Secret(text) } as const;
      const kept = await started(source(hub, { kind: 'earliest' }, { transport, credential }));
      await until('two events', () => kept.events.length >= 2);
    }
  });

  it('names a stolen partition, once, and takes it back when it is free', async (test) => {
    unrefTokenTimers(test);
    const hub = makeHub(0);
    const kept = await started(source(hub, { kind: 'latest' }));
    const thief = await thiefOf(hub, '0');
    await until('stolen', () => kept.states.get('0') === 'stolen');
    assert.equal(kept.states.get('1'), 'live');
    append(hub, 3);
    await delay(systemClock, 3000);
    assert.equal(kept.states.get('0'), 'stolen');
    assert.deepEqual(kept.problems, [{ code: 'hubQuota', isFinal: false }]);
    await thief();
    await until('live again', () => kept.isLive);
    await until('the events', () => kept.events.length >= 3);
    assert.deepEqual(kept.texts(), range(0, 2));
  });

  it('names a full consumer group, once', async () => {
    const hub = makeHub(0);
    await Promise.all(Array.from({ length: 5 }, () => started(source(hub, { kind: 'latest' }))));
    const kept = await started(source(hub, { kind: 'latest' }));
    assert.deepEqual([...kept.states.values()], ['quota', 'quota']);
    await delay(systemClock, 2000);
    assert.deepEqual(kept.problems, [{ code: 'hubQuota', isFinal: false }]);
    running.shift()?.dispose();
    await until('live', () => kept.isLive);
  });

  it('tells one refused partition from a refused hub', async (test) => {
    unrefTokenTimers(test);
    const hub = makeHub(0);
    const kept = await started(source(hub, { kind: 'latest' }));
    const { faults } = azure.sandbox.broker;
    faults.setUnauthorized(true, '0');
    faults.detach({ hub, partitionId: '0' });
    await until('unauthorized', () => kept.states.get('0') === 'unauthorized');
    assert.equal(kept.states.get('1'), 'live');
    assert.deepEqual(kept.problems, [{ code: 'hubUnauthorized', isFinal: false }]);
    faults.setUnauthorized(false, '0');
    await until('live again', () => kept.isLive);
    faults.setUnauthorized(true);
    faults.detach({ hub });
    await until('the end', () => kept.problems.some((problem) => problem.isFinal));
    assert.deepEqual(kept.problems.at(-1), { code: 'hubUnauthorized', isFinal: true });
  });

  /** A reader with an owner level. @returns its end */
  async function thiefOf(hub: string, partitionId: string): Promise<() => Promise<void>> {
    const { EventHubConsumerClient } = await import('@azure/event-hubs');
    const text = (azure.sandbox.info.eventHubs[0]?.connectionString ?? '').replace(/;?EntityPath=[^;]*/, '');
    const client = new EventHubConsumerClient('wirewatch', text, hub);
    const subscription = client.subscribe(
      partitionId,
      { processEvents: async () => undefined, processError: async () => undefined },
      { ownerLevel: 5, maxWaitTimeInSeconds: 1 },
    );
    return async () => {
      await subscription.close();
      await client.close();
    };
  }
});
