// The store: pairing by example and as properties under every order, loss and duplication; its caps; what survives them.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import type { Exchange } from '../../../../../src/domain/traffic/exchange.ts';
import { durationInMs, durationOf, exchangeTime } from '../../../../../src/domain/traffic/exchange.ts';
import { parseLoggedMessage } from '../../../../../src/domain/traffic/loggedMessage.ts';
import type { HubEvent } from '../../../../../src/domain/traffic/loggedMessage.ts';
import { ExchangeStore } from '../../../../../src/domain/traffic/store/exchangeStore.ts';
import type { ExchangeStoreLimits } from '../../../../../src/domain/traffic/store/exchangeStore.ts';
import { slabBytes } from '../../../../../src/domain/traffic/store/messageSlab.ts';
import { makeEvent, requestEvent, responseEvent } from '../../../../support/traffic.ts';

const encoder = new TextEncoder();

function createStore(limits: Partial<ExchangeStoreLimits> = {}): ExchangeStore {
  return new ExchangeStore({ maxExchanges: 1000, maxBytes: 64 * slabBytes, responseTimeoutInMs: 1000, ...limits });
}

function take(store: ExchangeStore, event: HubEvent, now = 0): Exchange {
  const exchange = store.find(store.take(event, now));
  assert.ok(exchange !== undefined, 'the row of an event is there');
  return exchange;
}

function all(store: ExchangeStore): Exchange[] {
  return Array.from(store.numbers(), (number) => store.find(number)).filter((each) => each !== undefined);
}

/** Events by a short name: `>a` request a, `<a` response a, `?` garbage. */
function eventOf(name: string): HubEvent {
  const id = name.slice(1);
  return name[0] === '>' ? requestEvent(id) : name[0] === '<' ? responseEvent(id) : makeEvent('garbage');
}

function summary({ number, state, messageId, repeatCount }: Exchange): string {
  return `${number} ${state} ${messageId}${repeatCount > 0 ? ` +${repeatCount}` : ''}`.trimEnd();
}

/** Rows after some events, e.g. `1 completed a +1`. */
function rowsAfter(names: readonly string[]): string[] {
  const store = createStore();
  for (const name of names) {
    store.take(eventOf(name), 0);
  }
  return all(store).map(summary);
}

function bigRequest(id: string, bytes: number): HubEvent {
  return makeEvent(`request:${id}\nPOST /big HTTP/1.1\r\n\r\n${'x'.repeat(bytes)}`);
}

describe('ExchangeStore: pairing', () => {
  const check = (names: string, expected: readonly string[]): void =>
    assert.deepEqual(rowsAfter(names.split(' ')), expected, names);

  it('joins both halves in either order', () => {
    check('>a <a', ['1 completed a']);
    check('<a >a', ['1 completed a']);
    check('>a >b <b <a', ['1 completed a', '2 completed b']);
  });

  it('shows halves whose other did not come', () => {
    check('>a', ['1 pending a']);
    check('<a', ['1 orphaned a']);
  });

  it('counts repeats of either half on their row', () => {
    check('>a >a', ['1 pending a +1']);
    check('<a <a <a', ['1 orphaned a +2']);
    check('>a <a >a <a', ['1 completed a +2']);
    check('>a >a <a', ['1 completed a +1']);
  });

  it('gives each unreadable event a row of its own', () =>
    check('? >a ?', ['1 unreadable', '2 pending a', '3 unreadable']));

  it('keeps the first halves, and of a sender that repeats for ever only the latest, but counts all', () => {
    const store = createStore();
    take(store, requestEvent('a', { sequenceNumber: 1 }));
    let last = take(store, responseEvent('a', { sequenceNumber: 2 }));
    for (let n = 3; n <= 502; n++) {
      last = take(store, responseEvent('a', { sequenceNumber: n }));
    }
    assert.deepEqual([last.request?.event.sequenceNumber, last.response?.event.sequenceNumber], [1, 2]);
    assert.equal(last.repeatCount, 500);
    assert.deepEqual([last.repeats.length, last.repeats.at(-1)?.event.sequenceNumber], [20, 502]);
    assert.equal(store.counts.repeated, 500);
  });

  it('gives a value that does not change when the row does', () => {
    const store = createStore();
    const before = take(store, requestEvent('a'), 5);
    const after = take(store, responseEvent('a'), 9);
    assert.deepEqual([before.state, before.response], ['pending', undefined]);
    assert.deepEqual([after.number, after.firstSeenAt], [before.number, 5]);
  });

  it('gives every half exactly as the parser reads its event', () => {
    const store = createStore();
    const events = [
      requestEvent('a', { partitionId: '3', sequenceNumber: 4, offset: '4294967296', properties: { source: 'ü' } }),
      makeEvent('response:a:v2;ts=2026-01-02T03:04:05.250Z;el=12.5;ip=10.0.0.4;len=900\nHTTP/1.1 200 OK\r\n\r\ncut'),
      makeEvent('request:b:v2;be=b64;len=5\nPOST / HTTP/1.1\r\nHost: h\r\n\r\naGVsbG8='),
      makeEvent('{"event_type":"response","message-id":"b","status_code":"201","response_headers":"A: b;;C: d"}'),
      makeEvent('\u0000garbage', { partitionId: '9' }),
    ];
    for (const event of events) {
      store.take(event, 0);
    }
    const [first, second, third] = all(store);
    assert.deepEqual([first?.request, first?.response], events.slice(0, 2).map(parseLoggedMessage));
    assert.deepEqual([second?.request, second?.response], events.slice(2, 4).map(parseLoggedMessage));
    assert.deepEqual(third?.unreadable, parseLoggedMessage(events[4] as HubEvent));
  });

  it('takes an event with both halves as a complete row, and its repetition as a repeat', () => {
    const text = JSON.stringify({
      id: 'call-1',
      request: JSON.stringify({ method: 'GET', url: 'https://api.contoso.com/a?b=1', body: '', headers: ['X: 1'] }),
      response: JSON.stringify({ status: 204, body: null, headers: [] }),
    });
    const store = createStore();
    const exchange = take(store, makeEvent(text));
    assert.deepEqual(
      [exchange.state, exchange.request?.http.startLine],
      ['completed', { kind: 'request', method: 'GET', target: '/a?b=1', version: 'HTTP/1.1' }],
    );
    assert.equal(
      exchange.response?.http.startLine?.kind === 'response' && exchange.response.http.startLine.statusCode,
      204,
    );
    assert.equal(take(store, makeEvent(text)).repeatCount, 1);
  });
});

describe('ExchangeStore: time', () => {
  it('marks those whose time ran out, oldest first, once', () => {
    const store = createStore();
    for (const [index, id] of ['a', 'b', 'c'].entries()) {
      store.take(requestEvent(id), index * 100);
    }
    store.take(responseEvent('b'), 150);
    assert.deepEqual(store.expire(999), []);
    assert.deepEqual(store.expire(1200), [1, 3]);
    assert.deepEqual(store.expire(9999), []);
    assert.deepEqual([store.counts.pending, store.counts.unanswered], [0, 2]);
  });

  it('keeps the age of a request that is repeated', () => {
    const store = createStore();
    store.take(requestEvent('a'), 0);
    store.take(requestEvent('b'), 500);
    store.take(requestEvent('a'), 900);
    assert.deepEqual(store.expire(1000), [1]);
  });

  it('takes a late response for the unanswered row', () => {
    const store = createStore();
    store.take(requestEvent('a'), 0);
    store.expire(1000);
    const late = take(store, responseEvent('a'), 5000);
    assert.deepEqual([late.number, late.state, store.counts.unanswered], [1, 'completed', 0]);
  });

  it('tells what may have been lost in a gap of the hub from what was never answered', () => {
    const store = createStore();
    store.take(requestEvent('before'), 0);
    store.noteGap(500);
    store.take(requestEvent('after'), 600);
    store.take(responseEvent('lonely'), 700);
    store.expire(5000);
    assert.deepEqual(
      all(store).map(({ messageId, mayBeInGap }) => [messageId, mayBeInGap]),
      [
        ['before', true],
        ['after', false],
        ['lonely', true],
      ],
    );
    assert.equal(take(store, responseEvent('before'), 6000).mayBeInGap, false);
    assert.equal(take(store, responseEvent('much later'), 9000).mayBeInGap, false);
  });

  it('comes from the gateway where it logged it, else from the hub, and keeps its sign', () => {
    const store = createStore();
    const pair = (id: string, request: string, response: string): Exchange => {
      store.take(makeEvent(`request:${id}${request}\nGET / HTTP/1.1\r\n\r\n`, { enqueuedAt: 100 }), 0);
      return take(store, makeEvent(`response:${id}${response}\nHTTP/1.1 200 OK\r\n\r\n`, { enqueuedAt: 90 }));
    };
    assert.deepEqual(durationOf(pair('a', '', '')), { milliseconds: -10, source: 'enqueued' });
    assert.deepEqual(durationOf(pair('b', '', ':v2;el=12.5')), { milliseconds: 12.5, source: 'gateway' });
    assert.deepEqual(durationOf(pair('c', ':v2;ts=1700000000000', ':v2;ts=1700000000042')), {
      milliseconds: 42,
      source: 'gateway',
    });
    const raw = take(store, makeEvent('?', { enqueuedAt: 8 }));
    assert.deepEqual([durationInMs(raw), exchangeTime(raw)], [undefined, 8]);
  });
});

describe('ExchangeStore: limits', () => {
  it('lets the oldest go by number, and a later half makes a row of its own', () => {
    const store = createStore({ maxExchanges: 2 });
    for (const id of ['a', 'b', 'c']) {
      store.take(requestEvent(id), 0);
    }
    assert.deepEqual([store.firstNumber, store.find(1), store.counts.evicted], [2, undefined, 1]);
    assert.equal(summary(take(store, responseEvent('a'))), '4 orphaned a');
    assert.deepEqual(all(store).map(summary), ['3 pending c', '4 orphaned a']);
    assert.equal(store.counts.pending, 1);
  });

  it('lets the oldest go slab by slab, is below its cap ever after, and counts what waits', () => {
    const store = createStore({ maxBytes: 4 * slabBytes });
    for (let n = 0; n < 100; n++) {
      store.take(bigRequest(`id${n}`, 300_000), n);
      const { keptBytes, kept, total, evicted, pending } = store.counts;
      assert.ok(keptBytes <= 4 * slabBytes, `${keptBytes} after ${n}`);
      assert.deepEqual([kept + evicted, pending], [total, kept]);
    }
    // Three full slabs of three, and the newest with one.
    assert.equal(store.counts.kept, 10);
    assert.equal(store.find(100)?.request?.event.body.length, bigRequest('id99', 300_000).body.length);
  });

  it('keeps an event that is larger than a slab, and answers to a row that goes for it make a new one', () => {
    const store = createStore({ maxBytes: 2 * slabBytes });
    store.take(requestEvent('a'), 0);
    const answer = makeEvent(`response:a\nHTTP/1.1 200 OK\r\n\r\n${'y'.repeat(2 * slabBytes)}`);
    const exchange = take(store, answer);
    assert.deepEqual([summary(exchange), exchange.response?.event.body.length], ['2 orphaned a', answer.body.length]);
    assert.equal(store.counts.pending, 0);
    assert.equal(summary(take(store, requestEvent('b'))), '3 pending b');
    assert.deepEqual(all(store).map(summary), ['3 pending b']);
  });

  it('copies what it keeps: the bytes of an event may change after it was taken', () => {
    const store = createStore();
    const event = requestEvent('a');
    const original = event.body.slice();
    store.take(event, 0);
    event.body.fill(0);
    assert.deepEqual(store.find(1)?.request?.event.body, original);
  });

  it('forgets all at a clear, numbers on, and begins its counts anew', () => {
    const store = createStore();
    store.take(requestEvent('a'), 0);
    store.take(requestEvent('b'), 0);
    store.clear();
    assert.deepEqual(store.counts, {
      kept: 0,
      total: 0,
      keptBytes: 0,
      pinned: 0,
      pending: 0,
      unanswered: 0,
      unreadable: 0,
      repeated: 0,
      outOfOrder: 0,
      evicted: 0,
      answered: 0,
      serverErrors: 0,
    });
    assert.equal(summary(take(store, responseEvent('a'))), '3 orphaned a');
    assert.deepEqual(store.expire(9999), []);
  });
});

describe('ExchangeStore: pinned and noted exchanges', () => {
  const pinned = { isPinned: true, note: '' };

  it('outlive eviction and clearing, with both halves, repeats and answers that come later', () => {
    const store = createStore({ maxExchanges: 2 });
    store.take(requestEvent('a'), 0);
    store.take(requestEvent('a', { sequenceNumber: 2 }), 0);
    store.annotate(1, pinned);
    for (const id of ['b', 'c', 'd']) {
      store.take(requestEvent(id), 0);
    }
    assert.deepEqual([store.firstNumber, store.counts.pinned], [3, 1]);
    store.take(responseEvent('a', { sequenceNumber: 3 }), 0);
    store.take(responseEvent('a', { sequenceNumber: 4 }), 0);
    store.clear();
    assert.deepEqual(all(store).map(summary), ['1 completed a +2']);
    const [exchange] = all(store);
    assert.deepEqual(
      exchange?.repeats.map(({ kind, event }) => `${kind} ${event.sequenceNumber}`),
      ['request 2', 'response 4'],
    );
    assert.equal(exchange?.response?.event.sequenceNumber, 3);
    assert.ok(store.counts.keptBytes > 0 && store.counts.keptBytes < 2000, String(store.counts.keptBytes));
  });

  it('expire like others', () => {
    const store = createStore({ maxExchanges: 1 });
    store.take(requestEvent('a'), 0);
    store.annotate(1, pinned);
    store.take(requestEvent('b'), 0);
    assert.deepEqual(
      store.expire(1000).toSorted((a, b) => a - b),
      [1, 2],
    );
    assert.deepEqual(store.expire(9000), []);
  });

  it('hold memory of their own: the slab from which they were copied is released', () => {
    const store = createStore({ maxBytes: 3 * slabBytes });
    store.take(bigRequest('a', 1000), 0);
    store.annotate(1, { isPinned: false, note: 'look here' });
    for (let n = 0; n < 40; n++) {
      store.take(bigRequest(`b${n}`, 400_000), 0);
    }
    assert.equal(store.find(1)?.annotation.note, 'look here');
    assert.ok(store.counts.keptBytes <= 3 * slabBytes);
  });

  it('go when nothing keeps them any more', () => {
    const store = createStore({ maxExchanges: 1 });
    store.take(requestEvent('a'), 0);
    store.annotate(1, { isPinned: true, note: 'x' });
    store.take(requestEvent('b'), 0);
    store.annotate(1, { isPinned: false, note: 'x' });
    assert.equal(store.counts.pinned, 1);
    store.annotate(1, { isPinned: false, note: '' });
    assert.deepEqual([store.find(1), store.counts.pinned, store.counts.pending], [undefined, 0, 1]);
    assert.equal(store.annotate(1, pinned), undefined);
    assert.equal(summary(take(store, responseEvent('a'))), '3 orphaned a');
  });
});

/** Events of a few ids: each half absent, once or several times, and garbage between, in any order. */
const history = fc
  .tuple(fc.array(fc.record({ requests: fc.nat(3), responses: fc.nat(3) }), { minLength: 1, maxLength: 5 }), fc.nat(3))
  .chain(([ids, garbage]) =>
    fc.shuffledSubarray(
      [
        ...ids.flatMap(({ requests, responses }, id) => [
          ...Array.from({ length: requests }, () => `>${id}`),
          ...Array.from({ length: responses }, () => `<${id}`),
        ]),
        ...Array.from({ length: garbage }, () => '?'),
      ].map((name, sequence) => ({ name, sequence })),
    ),
  );

function sequencesOf({ request, response, unreadable, repeats }: Exchange): number[] {
  return [request, response, unreadable, ...repeats].flatMap((half) => half?.event.sequenceNumber ?? []);
}

describe('ExchangeStore under every order, loss and duplication', () => {
  it('changes one row an event and loses none', () => {
    fc.assert(
      fc.property(history, fc.array(fc.nat(3000)), (events, pauses) => {
        const store = createStore();
        let now = 0;
        let count = 0;
        for (const [index, { name, sequence }] of events.entries()) {
          now += pauses[index] ?? 0;
          for (const number of store.expire(now)) {
            assert.equal(store.find(number)?.state, 'unanswered');
          }
          const before = new Map(all(store).map((each) => [each.number, each]));
          const exchange = take(store, { ...eventOf(name), sequenceNumber: sequence }, now);
          count += before.has(exchange.number) ? 0 : 1;
          assert.equal(all(store).length, count);
          for (const other of all(store)) {
            if (other.number !== exchange.number) {
              assert.deepEqual(other, before.get(other.number));
            }
          }
        }
        assert.deepEqual(
          all(store)
            .flatMap(sequencesOf)
            .toSorted((a, b) => a - b),
          events.map(({ sequence }) => sequence).toSorted((a, b) => a - b),
        );
        for (const row of all(store)) {
          const both = row.request !== undefined && row.response !== undefined;
          assert.equal(row.state === 'completed', both);
        }
        const states = all(store).map(({ state }) => state);
        assert.deepEqual(
          [store.counts.pending, store.counts.unanswered],
          [states.filter((each) => each === 'pending').length, states.filter((each) => each === 'unanswered').length],
        );
      }),
      { numRuns: 300 },
    );
  });

  it('holds its caps and its counts whatever is pinned, unpinned and cleared between', () => {
    const step = fc.oneof(
      { weight: 8, arbitrary: fc.tuple(fc.constantFrom('>', '<'), fc.nat(12), fc.nat(200_000)) },
      { weight: 2, arbitrary: fc.tuple(fc.constantFrom('pin', 'unpin'), fc.nat(40), fc.constant(0)) },
      { weight: 1, arbitrary: fc.tuple(fc.constantFrom('clear', 'expire'), fc.constant(0), fc.constant(0)) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const store = createStore({ maxExchanges: 6, maxBytes: 2 * slabBytes });
        const pins = new Set<number>();
        for (const [now, [what, id, size]] of steps.entries()) {
          if (what === '>' || what === '<') {
            const head = what === '>' ? `request:${id}\nGET / HTTP/1.1` : `response:${id}\nHTTP/1.1 200 OK`;
            store.take(makeEvent(`${head}\r\n\r\n${'z'.repeat(size)}`), now * 100);
          } else if (what === 'clear') {
            store.clear();
          } else if (what === 'expire') {
            store.expire(now * 100);
          } else if (store.annotate(id, { isPinned: what === 'pin', note: '' }) !== undefined) {
            pins[what === 'pin' ? 'add' : 'delete'](id);
          }
          const rows = all(store);
          const counts = store.counts;
          assert.equal(rows.length, counts.kept);
          assert.ok(counts.kept - counts.pinned <= 6);
          assert.ok([...pins].every((number) => store.find(number) !== undefined));
          assert.equal(counts.pending, rows.filter(({ state }) => state === 'pending').length);
          assert.equal(counts.unanswered, rows.filter(({ state }) => state === 'unanswered').length);
          const pinnedBytes = rows
            .filter(({ number }) => number < store.firstNumber)
            .flatMap(({ request, response, repeats }) => [request, response, ...repeats])
            .reduce((sum, half) => sum + (half === undefined ? 0 : half.event.body.length + 200), 0);
          assert.ok(counts.keptBytes <= Math.max(2 * slabBytes, slabBytes + pinnedBytes), String(counts.keptBytes));
        }
      }),
      { numRuns: 150 },
    );
  });

  it('gives a pair the same result in either order', () => {
    const halves = fc.record({ id: fc.stringMatching(/^[a-z]{1,5}$/), sent: fc.nat(10_000), answered: fc.nat(10_000) });
    fc.assert(
      fc.property(halves, ({ id, sent, answered }) => {
        const request = requestEvent(id, { enqueuedAt: sent });
        const response = responseEvent(id, { enqueuedAt: answered });
        const [first, second] = [
          [request, response],
          [response, request],
        ].map((events) => {
          const store = createStore();
          return events.map((event) => take(store, event)).at(-1);
        });
        assert.deepEqual(first, second);
        assert.ok(first !== undefined);
        assert.equal(durationInMs(first), answered - sent);
        assert.equal(exchangeTime(first), sent);
      }),
    );
  });

  it('has the same ids in the same states whatever the order, when each half comes at most once', () => {
    const once = fc
      .array(fc.constantFrom('both', 'request', 'response'), { minLength: 1, maxLength: 6 })
      .chain((ids) => {
        const events = ids.flatMap((which, id) => [
          ...(which === 'response' ? [] : [`>${id}`]),
          ...(which === 'request' ? [] : [`<${id}`]),
        ]);
        return fc.tuple(
          fc.constant(events),
          fc.shuffledSubarray(events, { minLength: events.length, maxLength: events.length }),
        );
      });
    const states = (names: readonly string[]): string[] =>
      rowsAfter(names)
        .map((row) => row.slice(row.indexOf(' ') + 1))
        .toSorted();
    fc.assert(fc.property(once, ([events, shuffled]) => assert.deepEqual(states(shuffled), states(events))));
  });

  it('takes ids of any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }), (id) => {
        const store = createStore();
        const event = (kind: string, line: string): HubEvent =>
          makeEvent(encoder.encode(`${kind}:${id}\n${line}\r\n\r\n`));
        const [request, response] = [event('request', 'GET / HTTP/1.1'), event('response', 'HTTP/1.1 200 OK')];
        const exchange = take(store, request);
        assert.deepEqual(exchange.request ?? exchange.unreadable, parseLoggedMessage(request));
        store.take(response, 0);
        assert.equal(all(store).flatMap(sequencesOf).length, 2);
      }),
    );
  });
});
