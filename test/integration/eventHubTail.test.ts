// The tail through the real Event Hubs client: from now on, in order, nothing lost and nothing doubled over every kind of break.

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { EventHubConsumerClient } from '@azure/event-hubs';
import { AzureEventHubTail } from '../../src/adapters/azure/eventHubs.ts';
import type { TailSource } from '../../src/app/traffic/ports.ts';
import { delay, systemClock } from '../../src/base/clock.ts';
import type { Disposable } from '../../src/base/disposable.ts';
import { Secret } from '../../src/base/secret.ts';
import { unrefTokenTimers } from '../sandbox/eventHubs/support.ts';
import { KeptEvents, until } from './keptEvents.ts';
import { SandboxAzure } from './sandboxAzure.ts';
import { assertUserError } from '../support/assertUserError.ts';

const hub = 'gateway-traffic';

describe('event hub tail', () => {
  let azure: SandboxAzure;
  let running: Disposable | undefined;
  let appended = 0;

  before(async () => {
    azure = await SandboxAzure.start({ blobService: 'none' });
  });
  after(() => azure.stop());
  afterEach(() => {
    running?.dispose();
    running = undefined;
    azure.sandbox.broker.faults.clear();
  });

  const byToken = (more: Partial<TailSource> = {}): TailSource => ({
    host: azure.sandbox.info.eventHubs.find((each) => each.hub === hub)?.tlsHost ?? '',
    hub,
    consumerGroup: 'wirewatch',
    start: { kind: 'latest' },
    transport: { kind: 'tcp' },
    credential: { kind: 'token', tokens: azure.tokens() },
    ...more,
  });
  const connectionString = (): string =>
    azure.sandbox.info.eventHubs.find((each) => each.hub === hub)?.connectionString ?? '';
  const byConnectionString = (text = connectionString(), more: Partial<TailSource> = {}): TailSource =>
    byToken({ credential: { kind: 'connectionString', text: new Secret(text) }, ...more });

  const tail = (): AzureEventHubTail => new AzureEventHubTail(systemClock, azure.log);
  const append = (text: string, partition = appended): void => {
    appended++;
    azure.sandbox.broker.append(hub, String(partition % 4), { body: new TextEncoder().encode(text) });
  };

  async function started(source: TailSource): Promise<KeptEvents> {
    const kept = new KeptEvents();
    running = await tail().start(source, kept);
    return kept;
  }

  /** Appends while `disturb` does its worst, then asserts that every event came exactly once. */
  async function survives(kept: KeptEvents, name: string, disturb: () => void | Promise<void>): Promise<void> {
    const wanted: string[] = [];
    const add = (): void => {
      wanted.push(`${name} ${wanted.length}`);
      append(wanted.at(-1) ?? '');
    };
    for (let index = 0; index < 20; index++) {
      add();
    }
    await disturb();
    for (let index = 0; index < 20; index++) {
      add();
      await delay(systemClock, 10);
    }
    const mine = (): string[] => kept.texts().filter((text) => text.startsWith(`${name} `));
    await until(`all events of "${name}" (${mine().length} of ${wanted.length})`, () => mine().length >= wanted.length);
    assert.deepEqual(mine().toSorted(), wanted.toSorted());
  }

  for (const [name, source] of [
    ['a token over TLS', (): TailSource => byToken()],
    ['a connection string', (): TailSource => byConnectionString()],
  ] as const) {
    it(`follows from now on, in order, with ${name}`, async () => {
      append('before');
      const kept = await started(source());
      assert.deepEqual([...kept.states.values()], ['live', 'live', 'live', 'live']);
      for (let index = 0; index < 50; index++) {
        append(`n ${index}`, 1);
      }
      await until('50 events', () => kept.events.length >= 50);
      assert.deepEqual(
        kept.texts(),
        Array.from({ length: 50 }, (_, index) => `n ${index}`),
      );
      assert.ok(kept.events.every((event) => event.partitionId === '1' && event.enqueuedAt > 0));
    });
  }

  it('hears at once on a partition that was idle since the start', async () => {
    const kept = await started(byToken());
    await survives(kept, 'idle', () => {
      azure.sandbox.broker.faults.dropSockets();
    });
  });

  it('loses and doubles nothing over detached links and stolen ones', async (test) => {
    unrefTokenTimers(test);
    const kept = await started(byToken());
    await survives(kept, 'detached', () => {
      azure.sandbox.broker.faults.detach();
    });
    await survives(kept, 'stolen', () => {
      azure.sandbox.broker.faults.steal();
    });
  });

  it('loses and doubles nothing over a port that was closed for a while, and says so meanwhile', async () => {
    const kept = await started(byToken());
    const seen = new Set<string>();
    await survives(kept, 'closed', async () => {
      azure.sandbox.broker.faults.closePort(1500);
      azure.sandbox.broker.faults.dropSockets();
      for (let index = 0; index < 30; index++) {
        await delay(systemClock, 50);
        for (const state of kept.states.values()) {
          seen.add(state);
        }
      }
    });
    await until('live again', () => [...kept.states.values()].every((state) => state === 'live'));
  });

  it('notices a silent peer by asking, and goes on from where it was', async () => {
    const kept = await started(byToken());
    await survives(kept, 'silent', async () => {
      azure.sandbox.broker.faults.pause(9000);
      await until('reconnecting', () => [...kept.states.values()].includes('reconnecting'), 15_000);
    });
    await until('live again', () => [...kept.states.values()].every((state) => state === 'live'));
  });

  it('drops what the service delivers twice', async () => {
    const kept = await started(byToken());
    azure.sandbox.broker.faults.duplicateNext(10, 'delivery');
    await survives(kept, 'twice', () => undefined);
  });

  it('takes any body as bytes', async () => {
    const kept = await started(byToken());
    azure.sandbox.broker.append(hub, '0', { body: new Uint8Array([0, 255, 1, 254]) });
    azure.sandbox.broker.append(hub, '0', { body: new Uint8Array() });
    append('{"a":1}', 0);
    await until('three events', () => kept.events.length >= 3);
    assert.deepEqual([...(kept.events[0]?.body ?? [])], [0, 255, 1, 254]);
    assert.equal(kept.events[1]?.body.length, 0);
    assert.equal(kept.texts()[2], '{"a":1}');
  });

  it('stops at once, and hands on nothing afterwards', async () => {
    const kept = await started(byToken());
    const before = performance.now();
    running?.dispose();
    assert.ok(performance.now() - before < 100);
    const count = kept.events.length;
    append('after the end', 0);
    await delay(systemClock, 300);
    assert.equal(kept.events.length, count);
  });

  for (const [what, source, code, text] of [
    ['a hub that does not exist', (): TailSource => byToken({ hub: 'no-such-hub' }), 'hubNotFound', /no-such-hub/],
    [
      'a namespace that cannot be reached',
      (): TailSource => byToken({ host: '127.0.0.1:9' }),
      'hubUnreachable',
      /127\.0\.0\.1:9/,
    ],
    [
      'a token of the wrong audience',
      (): TailSource =>
        byToken({ credential: { kind: 'token', tokens: azure.tokens('ada', 'https://storage.azure.com/.default') } }),
      'hubUnauthorized',
      /Event Hubs Data Receiver/,
    ],
    [
      'a wrong key',
      (): TailSource =>
        byConnectionString(connectionString().replace(/SharedAccessKey=[^;]+/, 'SharedAccessKey=d3Jvbmc=')),
      'hubKeyRefused',
      /does not accept the key/,
    ],
    [
      'no connection string at all',
      (): TailSource => byConnectionString('Endpoint=nothing'),
      'connectionStringInvalid',
      /not an Event Hubs connection string/,
    ],
  ] as const) {
    it(`says clearly: ${what}`, async () => {
      const kept = new KeptEvents();
      await assertUserError(tail().start(source(), kept), code, text);
    });
  }

  it('says clearly that a consumer group does not exist, before it counts as started', async () => {
    const kept = new KeptEvents();
    const call = tail().start(byToken({ consumerGroup: 'no-such-group' }), kept);
    await assertUserError(call, 'hubNotFound', /gateway-traffic\/no-such-group/);
    assert.deepEqual(kept.problems, []);
  });

  it('reads nothing twice while one partition answers late and events go on arriving', async (test) => {
    const original = Reflect.get(EventHubConsumerClient.prototype, 'getPartitionProperties');
    test.mock.method(
      EventHubConsumerClient.prototype,
      'getPartitionProperties',
      async function (this: EventHubConsumerClient, ...args: Parameters<typeof original>) {
        const answer = await original.apply(this, args);
        await delay(systemClock, args[0] === '3' ? 200 : 0);
        return answer;
      },
    );
    const kept = await started(byToken());
    const end = performance.now() + 6500;
    let count = 0;
    for (; performance.now() < end; count++) {
      append(`fast ${count}`);
      await delay(systemClock, 3);
    }
    const mine = (): string[] => kept.texts().filter((text) => text.startsWith('fast '));
    await until('all events', () => mine().length >= count);
    await delay(systemClock, 1500);
    assert.equal(new Set(mine()).size, count);
    assert.equal(mine().length, count);
    assert.deepEqual(
      azure.log.lines.filter((line) => line.includes('began anew')),
      [],
      'a late answer was taken for a hub that began anew',
    );
  });

  it('tells of a consumer group that is full, and goes on trying', async () => {
    const others = await Promise.all(
      Array.from({ length: 5 }, () => tail().start(byToken({ consumerGroup: 'forwarder' }), new KeptEvents())),
    );
    await delay(systemClock, 500);
    const kept = await started(byToken({ consumerGroup: 'forwarder' }));
    await until('the problem', () => kept.problems.some((problem) => problem.code === 'hubQuota'));
    assert.equal(
      kept.problems.some((problem) => problem.isFinal),
      false,
    );
    for (const other of others) {
      other.dispose();
    }
    await until('live after the others left', () => [...kept.states.values()].every((state) => state === 'live'));
    append('room again', 2);
    await until('the event', () => kept.texts().includes('room again'));
  });

  it('ends with a clear error when the hub is deleted', async () => {
    azure.sandbox.broker.addHub({ name: 'short-lived', partitionCount: 2, consumerGroups: ['wirewatch'] });
    const kept = await started(byToken({ hub: 'short-lived' }));
    azure.sandbox.broker.deleteHub('short-lived');
    await until('the problem', () => kept.problems.some((problem) => problem.isFinal));
    assert.equal(kept.problems.at(-1)?.code, 'hubNotFound');
  });

  it('writes no key and no token into the log', () => {
    const key = /SharedAccessKey=([^;]+)/.exec(connectionString())?.[1] ?? 'none';
    assert.deepEqual(
      azure.log.lines.filter((line) => line.includes(key) || /eyJ[\w-]{10,}/.test(line)),
      [],
    );
  });
});
