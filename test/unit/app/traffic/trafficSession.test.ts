// A session over a tail that the test lets speak: batches, limits, states, failures, and garbage that becomes rows.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { hubNotFound, hubUnreachable } from '../../../../src/app/error/userErrors.ts';
import type { TrafficChanges, TrafficSessionOptions } from '../../../../src/app/traffic/trafficSession.ts';
import { TrafficSession } from '../../../../src/app/traffic/trafficSession.ts';
import type { TailSource } from '../../../../src/app/traffic/ports.ts';
import { Secret } from '../../../../src/base/secret.ts';
import { exchangeBytes } from '../../../../src/domain/traffic/exchange.ts';
import type { HubEvent } from '../../../../src/domain/traffic/loggedMessage.ts';
import { assertUserError } from '../../../support/assertUserError.ts';
import { ManualClock, settled } from '../../../support/manualClock.ts';
import { pending } from '../../../support/pending.ts';
import { FakeTail, makeEvent, requestEvent, responseEvent, tailSource } from '../../../support/traffic.ts';

const batch = 100;

function setUp(options: Partial<TrafficSessionOptions> = {}) {
  const clock = new ManualClock();
  const tail = new FakeTail();
  const session = new TrafficSession({ tail, clock }, tailSource, {
    maxExchanges: 1000,
    maxBytes: 1_000_000,
    responseTimeoutInMs: 5000,
    ...options,
  });
  const batches: TrafficChanges[] = [];
  session.onDidChange((changes) => batches.push(changes));
  const rows = (): string[] =>
    [...session.exchanges].map(({ number, state, messageId }) => `${number} ${state} ${messageId}`.trimEnd());
  return { clock, tail, session, batches, rows };
}

async function started(options: Partial<TrafficSessionOptions> = {}) {
  const parts = setUp(options);
  await parts.session.start();
  await parts.clock.advance(batch);
  parts.batches.splice(0);
  return parts;
}

/** A batch on one line: cleared, numbers and states of the upserts, removed numbers. */
function seen({ cleared, upserts, removed }: TrafficChanges): string {
  const rows = upserts.map(({ number, state }) => `${number}:${state}`);
  return [...(cleared ? ['cleared'] : []), ...rows, ...removed.map((number) => `-${number}`)].join(' ');
}

describe('TrafficSession: batches', () => {
  it('gathers for a tenth of a second, and tells each row once with its latest state', async () => {
    const { clock, tail, batches } = await started();
    tail.listener.onEvents([requestEvent('a'), requestEvent('b')]);
    tail.listener.onEvents([responseEvent('a')]);
    assert.deepEqual(batches, []);
    await clock.advance(batch);
    tail.listener.onEvents([responseEvent('b')]);
    await clock.advance(batch);
    assert.deepEqual(batches.map(seen), ['1:completed 2:pending', '2:completed']);
  });

  it('is silent when nothing changed', async () => {
    const { clock, tail, batches } = await started();
    tail.listener.onEvents([]);
    await clock.advance(2000);
    assert.deepEqual(batches, []);
  });

  it('counts', async () => {
    const { clock, tail, session, batches } = await started();
    tail.listener.onEvents([requestEvent('a'), responseEvent('a'), makeEvent('?')]);
    tail.listener.onGap('0', 7);
    await clock.advance(batch);
    assert.deepEqual(batches[0]?.status, {
      state: 'live',
      host: tailSource.host,
      hub: 'api-traffic',
      consumerGroup: '$Default',
      partitionCount: 1,
      receivedEvents: 3,
      keptExchanges: 2,
      totalExchanges: 2,
      keptBytes: session.status.keptBytes,
      unreadableEvents: 1,
      missingEvents: 7,
    });
    assert.deepEqual(session.status, batches[0].status);
  });

  it('finds a row by its number', async () => {
    const { tail, session } = await started();
    tail.listener.onEvents([requestEvent('a')]);
    assert.deepEqual([session.find(1)?.messageId, session.find(2)], ['a', undefined]);
  });
});

describe('TrafficSession: limits', () => {
  it('lets the oldest go, and tells it', async () => {
    const { clock, tail, session, batches, rows } = await started({ maxExchanges: 2 });
    tail.listener.onEvents(['a', 'b'].map((id) => requestEvent(id)));
    await clock.advance(batch);
    tail.listener.onEvents(['c', 'd', 'e'].map((id) => requestEvent(id)));
    await clock.advance(batch);
    assert.deepEqual(batches.map(seen), ['1:pending 2:pending', '4:pending 5:pending -1 -2 -3']);
    assert.deepEqual(rows(), ['4 pending d', '5 pending e']);
    assert.deepEqual([session.status.keptExchanges, session.status.totalExchanges], [2, 5]);
  });

  it('lets the oldest go when the bytes are too many, repeats counted, and keeps the latest however large', async () => {
    const { tail, session, rows } = await started({ maxBytes: 50_000 });
    const large = (id: string, size = 12_000): HubEvent =>
      makeEvent(`request:${id}\nPOST /x HTTP/1.1\r\n\r\n${'x'.repeat(size)}`);
    tail.listener.onEvents(['a', 'b', 'c'].map((id) => large(id)));
    assert.deepEqual(rows(), ['1 pending a', '2 pending b', '3 pending c']);
    tail.listener.onEvents([large('c'), large('c')]);
    assert.deepEqual(rows(), ['3 pending c']);
    assert.ok(session.status.keptBytes > 36_000 && session.status.keptBytes <= 50_000, `${session.status.keptBytes}`);
    tail.listener.onEvents([large('d', 90_000)]);
    assert.deepEqual(rows(), ['4 pending d']);
    tail.listener.onEvents([requestEvent('e')]);
    assert.deepEqual(rows(), ['5 pending e']);
    session.clear();
    assert.deepEqual(
      [session.status.keptBytes, session.status.keptExchanges, session.status.totalExchanges],
      [0, 0, 0],
    );
  });

  it('makes a row of its own for the answer to an evicted request', async () => {
    const { tail, rows } = await started({ maxExchanges: 1 });
    tail.listener.onEvents([requestEvent('a'), requestEvent('b'), responseEvent('a')]);
    assert.deepEqual(rows(), ['3 orphaned a']);
  });

  it('never keeps more than it may, whatever comes', async () => {
    const names = fc.array(fc.tuple(fc.constantFrom('>', '<', '?'), fc.constantFrom('a', 'b', 'c', 'd')), {
      maxLength: 40,
    });
    await fc.assert(
      fc.asyncProperty(names, fc.integer({ min: 1, max: 5 }), async (events, maxExchanges) => {
        const { clock, tail, session, batches } = await started({ maxExchanges });
        const view = new Set<number>();
        for (const [kind, id] of events) {
          tail.listener.onEvents([kind === '>' ? requestEvent(id) : kind === '<' ? responseEvent(id) : makeEvent('?')]);
          assert.ok(session.status.keptExchanges <= maxExchanges);
          assert.equal(
            session.status.keptBytes,
            [...session.exchanges].reduce((sum, exchange) => sum + exchangeBytes(exchange), 0),
          );
          await clock.advance(batch);
        }
        for (const { removed, upserts } of batches) {
          removed.forEach((number) => view.delete(number));
          upserts.forEach(({ number }) => view.add(number));
        }
        assert.deepEqual(
          [...view],
          [...session.exchanges].map(({ number }) => number),
        );
        assert.equal(session.status.receivedEvents, events.length);
        session.dispose();
      }),
      { numRuns: 20 },
    );
  });

  it('marks what is not answered in time, and takes a late answer', async () => {
    const { clock, tail, batches } = await started();
    tail.listener.onEvents([requestEvent('a')]);
    await clock.advance(4900);
    tail.listener.onEvents([requestEvent('b')]);
    await clock.advance(batch);
    tail.listener.onEvents([responseEvent('a')]);
    await clock.advance(batch);
    assert.deepEqual(batches.map(seen), ['1:pending', '2:pending 1:unanswered', '1:completed']);
  });
});

describe('TrafficSession: clearing', () => {
  it('tells that it was cleared, and numbers on', async () => {
    const { clock, tail, session, batches, rows } = await started();
    tail.listener.onEvents([requestEvent('a'), requestEvent('b')]);
    await clock.advance(batch);
    session.clear();
    tail.listener.onEvents([responseEvent('a'), requestEvent('c')]);
    await clock.advance(batch);
    assert.deepEqual(batches.map(seen), ['1:pending 2:pending', 'cleared 3:orphaned 4:pending']);
    assert.deepEqual(rows(), ['3 orphaned a', '4 pending c']);
  });

  it('expires nothing of what was cleared', async () => {
    const { clock, tail, session, batches } = await started();
    tail.listener.onEvents([requestEvent('a')]);
    session.clear();
    await clock.advance(10_000);
    assert.deepEqual(batches.map(seen), ['cleared']);
  });
});

describe('TrafficSession: garbage', () => {
  it('makes a row of every event, readable or not', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 60 }), { minLength: 1, maxLength: 20 }), async (bodies) => {
        const { clock, tail, session, batches } = await started();
        tail.listener.onEvents(bodies.map((body, sequenceNumber) => makeEvent(body, { sequenceNumber })));
        await clock.advance(batch);
        assert.equal(batches[0]?.upserts.length, bodies.length);
        assert.equal(session.status.unreadableEvents, bodies.length);
        session.dispose();
      }),
      { numRuns: 30 },
    );
  });
});

describe('TrafficSession: states', () => {
  it('is live when all partitions are, and says when one is not', async () => {
    const { tail, session } = await started();
    const check = (partition: string, state: 'connecting' | 'live' | 'reconnecting', expected: string): void => {
      tail.listener.onPartition(partition, state);
      assert.equal(session.status.state, expected);
    };
    check('1', 'connecting', 'connecting');
    check('1', 'live', 'live');
    check('0', 'reconnecting', 'reconnecting');
    check('1', 'connecting', 'reconnecting');
    check('0', 'live', 'connecting');
    check('1', 'live', 'live');
    assert.equal(session.status.partitionCount, 2);
  });

  it('shows a passing problem until it is live again', async () => {
    const { clock, tail, session, batches } = await started();
    tail.listener.onPartition('0', 'reconnecting');
    tail.listener.onProblem(hubUnreachable('contoso', new Error('x')), false);
    await clock.advance(batch);
    assert.deepEqual(
      [session.status.state, batches[0]?.status.problem],
      ['reconnecting', 'The event hub at contoso cannot be reached. Check the network; AMQP needs port 5671 open.'],
    );
    tail.listener.onPartition('0', 'live');
    await clock.advance(batch);
    assert.deepEqual([batches.at(-1)?.status.state, batches.at(-1)?.status.problem], ['live', undefined]);
  });

  it('shows problems that are no errors of ours in their own words', async () => {
    const { tail, session } = await started();
    tail.listener.onProblem(new Error('strange'), false);
    assert.equal(session.status.problem, 'strange');
    tail.listener.onProblem('stranger', false);
    assert.equal(session.status.problem, 'stranger');
  });

  it('ends by a final problem: detached, failed, deaf to the old tail', async () => {
    const { tail, session } = await started();
    const { listener } = tail;
    listener.onProblem(hubNotFound('api-traffic'), true);
    listener.onPartition('0', 'live');
    listener.onEvents([requestEvent('a')]);
    listener.onGap('0', 5);
    assert.deepEqual(
      [session.status.state, session.status.problem, session.status.receivedEvents, session.status.missingEvents],
      ['failed', 'The event hub or consumer group "api-traffic" does not exist.', 0, 0],
    );
    assert.equal(tail.open, 0);
  });
});

describe('TrafficSession: starting', () => {
  it('fails with the reason and tells it, then starts again', async () => {
    const { clock, tail, session, batches } = setUp();
    tail.beforeStart = () => {
      throw hubNotFound('api-traffic');
    };
    await assertUserError(session.start(), 'hubNotFound');
    await clock.advance(batch);
    assert.deepEqual(
      [batches[0]?.status.state, batches[0]?.status.problem],
      ['failed', 'The event hub or consumer group "api-traffic" does not exist.'],
    );
    tail.beforeStart = () => undefined;
    await session.start();
    tail.listener.onEvents([requestEvent('a')]);
    await clock.advance(batch);
    assert.deepEqual(
      [session.status.state, session.status.problem, session.status.receivedEvents, clock.pending],
      ['live', undefined, 1, 1],
    );
  });

  it('keeps the rows over a failure and a new start', async () => {
    const { tail, session, rows } = await started();
    tail.listener.onEvents([requestEvent('a')]);
    tail.listener.onProblem(hubNotFound('api-traffic'), true);
    await session.start();
    tail.listener.onEvents([responseEvent('a')]);
    assert.deepEqual(rows(), ['1 completed a']);
  });

  it('attaches once, however often it is told to', async () => {
    const { tail, session } = setUp();
    await Promise.all([session.start(), session.start()]);
    await session.start();
    assert.equal(tail.runs.length, 1);
    tail.listener.onProblem(hubNotFound('api-traffic'), true);
    await Promise.all([session.start(), session.start()]);
    assert.deepEqual([tail.runs.length, tail.open], [2, 1]);
  });
});

describe('TrafficSession: another right', () => {
  const withText = (text: string): TailSource => ({
    ...tailSource,
    credential: { kind: 'connectionString', text: new Secret(text) },
  });

  it('goes on when it runs with the same', async () => {
    const { tail, session } = await started();
    const { credential } = tailSource;
    await session.startWith({ ...tailSource, credential: { ...credential } });
    assert.deepEqual([tail.runs.length, tail.open, session.isRunning], [1, 1, true]);
  });

  it('starts anew with the same after a failure', async () => {
    const { tail, session } = await started();
    tail.listener.onProblem(hubNotFound('api-traffic'), true);
    assert.equal(session.isRunning, false);
    await session.startWith(tailSource);
    assert.deepEqual([tail.runs.length, tail.open, session.isRunning], [2, 1, true]);
  });

  it('attaches anew with another and keeps the rows', async () => {
    const { tail, session, rows } = await started();
    tail.listener.onEvents([requestEvent('a')]);
    await session.startWith(withText('other'));
    tail.listener.onEvents([responseEvent('a')]);
    assert.deepEqual([tail.sources.length, tail.open, rows()], [2, 1, ['1 completed a']]);
    assert.deepEqual(tail.sources.at(-1)?.credential, session.source.credential);
    await session.startWith({
      ...tailSource,
      credential: { kind: 'token', tokens: { getToken: () => assert.fail() } },
    });
    assert.deepEqual([tail.sources.length, tail.open, tail.sources.at(-1)?.credential.kind], [3, 1, 'token']);
  });

  it('fails with an untested right that does not work, also when an old one did', async () => {
    const { tail, session } = await started();
    tail.beforeStart = () => {
      throw hubNotFound('api-traffic');
    };
    await assertUserError(session.startWith(withText('wrong')), 'hubNotFound');
    assert.deepEqual([session.isRunning, session.status.state, tail.open], [false, 'failed', 0]);
  });

  it('takes the place of a start that is under way, which ends as cancelled', async () => {
    for (const lateFailure of [undefined, hubNotFound('api-traffic')]) {
      const { tail, session } = setUp();
      const gate = pending();
      let signal: AbortSignal | undefined;
      tail.beforeStart = async ({ abortSignal }) => {
        signal = abortSignal;
        await gate.promise;
      };
      const first = session.start();
      await settled();
      tail.beforeStart = () => undefined;
      await session.startWith(withText('other'));
      assert.equal(signal?.aborted, true);
      if (lateFailure === undefined) {
        gate.resolve();
      } else {
        gate.reject(lateFailure);
      }
      await assert.rejects(first, { name: 'AbortError' });
      assert.deepEqual([tail.open, session.isRunning, session.status.state], [1, true, 'live']);
    }
  });
});

describe('TrafficSession: the end', () => {
  it('leaves no timer, detaches, and is heard no more', async () => {
    const { clock, tail, session, batches } = await started();
    const { listener } = tail;
    session.dispose();
    session.dispose();
    listener.onEvents([requestEvent('a')]);
    await clock.advance(1000);
    assert.deepEqual([clock.pending, tail.open, batches, session.status.state], [0, 0, [], 'stopped']);
  });

  it('cancels a start that is under way, and detaches what comes of it', async () => {
    const { clock, tail, session } = setUp();
    const gate = pending();
    let signal: AbortSignal | undefined;
    tail.beforeStart = async ({ abortSignal }) => {
      signal = abortSignal;
      await gate.promise;
    };
    const starting = session.start();
    await settled();
    session.dispose();
    assert.equal(signal?.aborted, true);
    gate.resolve();
    await starting;
    assert.deepEqual([tail.open, clock.pending, session.status.state], [0, 0, 'stopped']);
    assert.equal(session.isRunning, false);
  });

  it('does not start after its end', async () => {
    const { tail, session, clock } = setUp();
    session.dispose();
    await session.start();
    assert.deepEqual([tail.runs.length, clock.pending, session.status.state], [0, 0, 'stopped']);
  });

  it('shows the key of its source nowhere', async () => {
    const { tail, session, batches, clock } = await started();
    tail.listener.onEvents([requestEvent('a')]);
    await clock.advance(batch);
    assert.doesNotMatch(JSON.stringify([session.source, session.status, batches]), /TOPSECRET/);
  });
});
