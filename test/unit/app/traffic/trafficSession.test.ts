// A session over a tail that the test lets speak: batches, limits, states, failures, and garbage that becomes rows.

import assert from 'node:assert/strict';
import { describe, it, mock } from 'node:test';
import * as fc from 'fast-check';
import { hubNotFound, hubUnreachable } from '../../../../src/app/error/userErrors.ts';
import type { TrafficChanges } from '../../../../src/app/traffic/trafficSession.ts';
import { TrafficSession } from '../../../../src/app/traffic/trafficSession.ts';
import type { TrafficStatus } from '../../../../src/domain/traffic/trafficStatus.ts';
import type { TailSource } from '../../../../src/app/traffic/ports.ts';
import type { Annotation } from '../../../../src/domain/traffic/exchange.ts';
import { cancelledError } from '../../../../src/base/abort.ts';
import { Secret } from '../../../../src/base/secret.ts';
import type { ExchangeStoreLimits } from '../../../../src/domain/traffic/store/exchangeStore.ts';
import { slabBytes } from '../../../../src/domain/traffic/store/messageSlab.ts';
import { assertUserError } from '../../../support/assertUserError.ts';
import { ManualClock, settled } from '../../../support/manualClock.ts';
import { pending } from '../../../support/pending.ts';
import { FakeTail, makeEvent, requestEvent, responseEvent, tailSource } from '../../../support/traffic.ts';

const batch = 100;

function setUp(options: Partial<ExchangeStoreLimits> = {}) {
  const clock = new ManualClock();
  const tail = new FakeTail();
  const session = new TrafficSession({ tail, clock }, tailSource, {
    maxExchanges: 1000,
    maxBytes: 8 * slabBytes,
    responseTimeoutInMs: 5000,
    ...options,
  });
  const rows = (): string[] =>
    Array.from(session.exchanges.numbers(), (number) => session.find(number)).map((exchange) =>
      `${exchange?.number} ${exchange?.state} ${exchange?.messageId}`.trimEnd(),
    );
  /** A batch on one line: the first kept number, then numbers of the changed rows with their present states. */
  const seen = ({ changed, firstNumber }: TrafficChanges): string =>
    [`${firstNumber}-`, ...Array.from(changed, (number) => `${number}:${session.find(number)?.state ?? 'gone'}`)].join(
      ' ',
    );
  const batches: string[] = [];
  session.onDidChange((changes) => batches.push(seen(changes)));
  const statuses: TrafficStatus[] = [];
  session.onDidChange(({ status }) => statuses.push(status));
  return { clock, tail, session, batches, statuses, rows };
}

async function started(options: Partial<ExchangeStoreLimits> = {}) {
  const parts = setUp(options);
  await parts.session.start();
  await parts.clock.advance(batch);
  parts.batches.splice(0);
  parts.statuses.splice(0);
  return parts;
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
    assert.deepEqual(batches, ['1- 1:completed 2:pending', '1- 2:completed']);
  });

  it('is silent when nothing changed', async () => {
    const { clock, tail, batches } = await started();
    tail.listener.onEvents([]);
    await clock.advance(2000);
    assert.deepEqual(batches, []);
  });

  it('counts', async () => {
    const { clock, tail, session, statuses } = await started();
    tail.listener.onEvents([
      responseEvent('b'),
      requestEvent('a'),
      responseEvent('a'),
      requestEvent('b', { sequenceNumber: 9 }),
      requestEvent('b', { sequenceNumber: 10 }),
      makeEvent('?', { partitionId: '1', sequenceNumber: 3 }),
      requestEvent('c', { partitionId: '1', sequenceNumber: 4 }),
    ]);
    tail.listener.onGap('0', 7);
    await clock.advance(batch);
    assert.deepEqual(statuses[0], {
      state: 'live',
      host: tailSource.host,
      hub: 'api-traffic',
      consumerGroup: '$Default',
      partitions: [
        { id: '0', state: 'live', lag: 0, receivedEvents: 5, missingEvents: 7, lastSequenceNumber: 10 },
        { id: '1', state: 'connecting', lag: 0, receivedEvents: 2, missingEvents: 0, lastSequenceNumber: 4 },
      ],
      receivedEvents: 7,
      unreadableEvents: 1,
      repeatedEvents: 1,
      outOfOrderEvents: 1,
      missingEvents: 7,
      evictedExchanges: 0,
      keptExchanges: 4,
      totalExchanges: 4,
      maxExchanges: 1000,
      keptBytes: slabBytes,
      maxBytes: 8 * slabBytes,
      pinnedExchanges: 0,
      pendingExchanges: 1,
      unansweredExchanges: 0,
    } satisfies TrafficStatus);
    assert.deepEqual(session.status, statuses[0]);
    assert.deepEqual(session.positions, { '0': 10, '1': 4 });
  });

  it('knows how far the clocks of gateway and hub are apart', async () => {
    const { clock, tail, session } = await started();
    const enqueuedAt = Date.UTC(2026, 0, 2, 3, 4, 5);
    const answer = (id: string, seconds: string) =>
      makeEvent(`response:${id}\nHTTP/1.1 200 OK\r\nDate: Fri, 02 Jan 2026 03:04:${seconds} GMT\r\n\r\n`, {
        enqueuedAt,
      });
    for (const [id, seconds] of [
      ['a', '09'],
      ['b', '07'],
      ['c', '59'],
    ] as const) {
      tail.listener.onEvents([answer(id, seconds)]);
      await clock.advance(batch);
    }
    assert.equal(session.status.clockSkewInMs, 4000);
  });

  it('takes a Date that is cut to its second for no difference', async () => {
    const { clock, tail, session } = await started();
    const enqueuedAt = Date.UTC(2026, 0, 2, 3, 4, 5, 944);
    tail.listener.onEvents([
      makeEvent('response:a\nHTTP/1.1 200 OK\r\nDate: Fri, 02 Jan 2026 03:04:05 GMT\r\n\r\n', { enqueuedAt }),
    ]);
    await clock.advance(batch);
    assert.equal(session.status.clockSkewInMs, undefined);
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
    assert.deepEqual(batches, ['1- 1:pending 2:pending', '4- 3:gone 4:pending 5:pending']);
    assert.deepEqual(rows(), ['4 pending d', '5 pending e']);
    assert.deepEqual(
      [session.status.keptExchanges, session.status.totalExchanges, session.status.evictedExchanges],
      [2, 5, 3],
    );
  });

  it('makes a row of its own for the answer to an evicted request', async () => {
    const { tail, rows } = await started({ maxExchanges: 1 });
    tail.listener.onEvents([requestEvent('a'), requestEvent('b'), responseEvent('a')]);
    assert.deepEqual(rows(), ['3 orphaned a']);
  });

  it('is within its caps over a day of traffic', async () => {
    const { clock, tail, session } = await started({ maxExchanges: 500, maxBytes: 4 * slabBytes });
    const body = 'b'.repeat(1500);
    let sent = 0;
    // A minute of 20 calls at a time, every tenth unanswered: 28,800 calls in 24 hours.
    for (let minute = 0; minute < 24 * 60; minute++) {
      for (let n = 0; n < 20; n++) {
        const id = `call-${minute}-${n}`;
        tail.listener.onEvents([
          makeEvent(`request:${id}\nPOST / HTTP/1.1\r\n\r\n${body}`, { sequenceNumber: sent++ }),
        ]);
        if (n % 10 !== 0) {
          tail.listener.onEvents([responseEvent(id, { sequenceNumber: sent++ })]);
        }
      }
      await clock.advance(60_000);
      const { keptBytes, keptExchanges, pendingExchanges, totalExchanges, evictedExchanges } = session.status;
      assert.ok(keptBytes <= 4 * slabBytes && keptExchanges <= 500);
      assert.deepEqual([totalExchanges - evictedExchanges, pendingExchanges], [keptExchanges, 0]);
    }
    assert.deepEqual([session.status.totalExchanges, session.status.receivedEvents], [28_800, sent]);
  });

  it('marks what is not answered in time, and takes a late answer', async () => {
    const { clock, tail, batches } = await started();
    tail.listener.onEvents([requestEvent('a')]);
    await clock.advance(4900);
    tail.listener.onEvents([requestEvent('b')]);
    await clock.advance(batch);
    tail.listener.onEvents([responseEvent('a')]);
    await clock.advance(batch);
    assert.deepEqual(batches, ['1- 1:pending', '1- 2:pending 1:unanswered', '1- 1:completed']);
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
    assert.deepEqual(batches, ['1- 1:pending 2:pending', '3- 3:orphaned 4:pending']);
    assert.deepEqual(rows(), ['3 orphaned a', '4 pending c']);
  });

  it('expires nothing of what was cleared', async () => {
    const { clock, tail, session, batches } = await started();
    tail.listener.onEvents([requestEvent('a')]);
    session.clear();
    await clock.advance(10_000);
    assert.deepEqual(batches, ['2- 1:gone']);
  });
});

describe('TrafficSession: garbage', () => {
  it('makes a row of every event, readable or not', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 60 }), { minLength: 1, maxLength: 20 }), async (bodies) => {
        const { clock, tail, session, batches } = await started();
        tail.listener.onEvents(bodies.map((body, sequenceNumber) => makeEvent(body, { sequenceNumber })));
        await clock.advance(batch);
        assert.equal(batches[0]?.split(' ').length, bodies.length + 1);
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
      tail.listener.onPartition(partition, state, 0);
      assert.equal(session.status.state, expected);
    };
    check('1', 'connecting', 'connecting');
    check('1', 'live', 'live');
    check('0', 'reconnecting', 'reconnecting');
    check('1', 'connecting', 'reconnecting');
    check('0', 'live', 'connecting');
    check('1', 'live', 'live');
    assert.equal(session.status.partitions.length, 2);
  });

  it('shows a passing problem until it is live again', async () => {
    const { clock, tail, session, statuses } = await started();
    tail.listener.onPartition('0', 'reconnecting', 0);
    tail.listener.onProblem(hubUnreachable('contoso', new Error('x')), false);
    await clock.advance(batch);
    assert.deepEqual(
      [session.status.state, statuses[0]?.problem],
      ['reconnecting', 'The event hub at contoso cannot be reached. Check the network; AMQP needs port 5671 open.'],
    );
    tail.listener.onPartition('0', 'live', 0);
    await clock.advance(batch);
    assert.deepEqual([statuses.at(-1)?.state, statuses.at(-1)?.problem], ['live', undefined]);
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
    listener.onPartition('0', 'live', 0);
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
    const { clock, tail, session, statuses } = setUp();
    tail.beforeStart = () => {
      throw hubNotFound('api-traffic');
    };
    await assertUserError(session.start(), 'hubNotFound');
    await clock.advance(batch);
    assert.deepEqual(
      [statuses[0]?.state, statuses[0]?.problem],
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

  it('is stopped by a cancelled start, and starts again', async () => {
    const { tail, session } = setUp();
    tail.beforeStart = () => {
      throw cancelledError();
    };
    await assert.rejects(session.start(), { name: 'AbortError' });
    assert.deepEqual([session.isRunning, session.status.state, session.status.problem], [false, 'stopped', undefined]);
    tail.beforeStart = () => undefined;
    await session.start();
    assert.deepEqual([session.isRunning, session.status.state, tail.open], [true, 'live', 1]);
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

describe('TrafficSession: going on', () => {
  it('begins where the source says, and after a failure behind the last events that it read', async () => {
    const { tail, session } = await started();
    tail.listener.onEvents([
      requestEvent('a', { partitionId: '0', sequenceNumber: 41 }),
      requestEvent('b', { partitionId: '1', sequenceNumber: 7 }),
    ]);
    tail.listener.onProblem(hubNotFound('api-traffic'), true);
    await session.start();
    assert.deepEqual(
      tail.sources.map(({ start }) => start),
      [tailSource.start, { kind: 'after', positions: { '0': 41, '1': 7 } }],
    );
  });

  it('goes on exactly where it began on partitions that gave nothing, also when none gave anything', async () => {
    const { tail, session } = setUp();
    tail.partitionIds = ['0', '1', '2'];
    tail.places = { '0': 900, '1': -1, '2': 7 };
    await session.start();
    tail.listener.onProblem(hubNotFound('api-traffic'), true);
    await session.start();
    tail.listener.onEvents([requestEvent('a', { partitionId: '2', sequenceNumber: 8 })]);
    tail.listener.onProblem(hubNotFound('api-traffic'), true);
    tail.places = {};
    await session.start();
    assert.deepEqual(
      tail.sources.map(({ start }) => start),
      [
        tailSource.start,
        { kind: 'after', positions: { '0': 900, '1': -1, '2': 7 } },
        { kind: 'after', positions: { '0': 900, '1': -1, '2': 8 } },
      ],
    );
    assert.deepEqual(session.keptPositions, { '0': 900, '1': -1, '2': 7 });
  });
});

describe('TrafficSession: what a later session needs', () => {
  const restoring: TailSource = { ...tailSource, start: { kind: 'after', positions: { '0': 40, '1': 6 } } };

  it('is what the source said until there is news of a partition, also over a failed start', async () => {
    const { tail, session } = setUp();
    tail.beforeStart = () => {
      throw hubNotFound('api-traffic');
    };
    await assertUserError(session.startWith(restoring), 'hubNotFound');
    assert.deepEqual(session.keptPositions, { '0': 40, '1': 6 });
    tail.beforeStart = () => undefined;
    await session.startWith(tailSource);
    assert.deepEqual(tail.sources.at(-1)?.start, restoring.start);
    tail.listener.onEvents([requestEvent('a', { sequenceNumber: 55 })]);
    session.clear();
    assert.deepEqual(session.keptPositions, { '0': 55, '1': 6 });
    tail.listener.onProblem(hubNotFound('api-traffic'), true);
    await session.start();
    assert.deepEqual(tail.sources.at(-1)?.start, { kind: 'after', positions: { '0': 55, '1': 6 } });
  });

  it('is the number before the smallest of all kept halves of each partition', async () => {
    const { tail, session } = await started({ maxExchanges: 3 });
    const on1 = (sequenceNumber: number) => ({ partitionId: '1', sequenceNumber });
    tail.listener.onEvents([
      requestEvent('gone', { sequenceNumber: 1 }),
      requestEvent('a', { sequenceNumber: 10 }),
      requestEvent('b', { sequenceNumber: 11 }),
      responseEvent('b', on1(500)),
      makeEvent('?', on1(501)),
      responseEvent('a', on1(502)),
    ]);
    assert.deepEqual(session.keptPositions, { '0': 9, '1': 499 });
    tail.listener.onEvents([requestEvent('c', { sequenceNumber: 12 }), responseEvent('c', on1(503))]);
    assert.deepEqual(session.keptPositions, { '0': 10, '1': 499 });
    session.clear();
    assert.deepEqual(session.keptPositions, { '0': 12, '1': 503 });
  });

  it('parses nothing, whatever the events hold', async () => {
    const { tail, session } = await started({ maxExchanges: 50_000 });
    const calls = Array.from({ length: 30_000 }, (_, index) => requestEvent(`${index}`, { sequenceNumber: index + 5 }));
    tail.listener.onEvents(calls);
    const find = mock.method(session.exchanges, 'find');
    const toExchange = mock.method(session.exchanges.reader, 'toExchange');
    assert.deepEqual(session.keptPositions, { '0': 4 });
    assert.deepEqual([find.mock.callCount(), toExchange.mock.callCount()], [0, 0]);
  });

  it('holds the annotations still awaited, the latest last, and none that are gone or taken back', async () => {
    const { clock, tail, session } = await started({ maxExchanges: 3 });
    const marked: Annotation = { isPinned: false, mark: 'red', note: '' };
    const noted: Annotation = { isPinned: false, note: 'n' };
    session.annotateWhenSeen([
      { key: 'id late', annotation: noted },
      { key: 'event 0 7', annotation: marked },
      { key: 'id a', annotation: marked },
    ]);
    const keys = (): string[] => session.annotations.map(({ key }) => key);
    assert.deepEqual(keys(), ['id late', 'event 0 7', 'id a']);
    tail.listener.onEvents([makeEvent('?', { sequenceNumber: 7 }), requestEvent('a'), requestEvent('b')]);
    await clock.advance(batch);
    session.annotate(3, () => noted);
    assert.deepEqual(keys(), ['id late', 'event 0 7', 'id a', 'id b']);
    const before = session.annotationRevision;
    session.annotate(1, () => ({ isPinned: true, note: '' }));
    session.annotate(2, () => ({ isPinned: false, note: '' }));
    assert.ok(session.annotationRevision > before);
    assert.deepEqual(keys(), ['id late', 'id b', 'event 0 7']);
    session.annotate(2, () => marked);
    session.clear();
    assert.deepEqual(keys(), ['id late', 'id b', 'event 0 7']);
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
    const { tail, session, statuses, clock } = await started();
    tail.listener.onEvents([requestEvent('a')]);
    await clock.advance(batch);
    assert.doesNotMatch(JSON.stringify([session.source, session.status, statuses]), /TOPSECRET/);
  });
});
