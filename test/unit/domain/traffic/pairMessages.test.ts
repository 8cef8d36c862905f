// Pairing: by example, and as properties under every order, loss and duplication of events.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import type { Exchange } from '../../../../src/domain/traffic/exchange.ts';
import { durationInMs, exchangeTime } from '../../../../src/domain/traffic/exchange.ts';
import { parseLoggedMessage } from '../../../../src/domain/traffic/loggedMessage.ts';
import type { HubEvent } from '../../../../src/domain/traffic/loggedMessage.ts';
import {
  createPairingState,
  expireUnanswered,
  forgetExchange,
  pairMessage,
} from '../../../../src/domain/traffic/pairMessages.ts';
import type { PairingChange, PairingState } from '../../../../src/domain/traffic/pairMessages.ts';
import { makeEvent, requestEvent, responseEvent } from '../../../support/traffic.ts';

function take(state: PairingState, event: HubEvent, now = 0): PairingChange {
  return pairMessage(state, parseLoggedMessage(event), now);
}

/** Events by a short name: `>a` request a, `<a` response a, `?` garbage. */
function eventOf(name: string): HubEvent {
  const id = name.slice(1);
  return name[0] === '>' ? requestEvent(id) : name[0] === '<' ? responseEvent(id) : makeEvent('garbage');
}

/** Rows after some events, e.g. `1 completed a +1`. */
function rowsAfter(names: readonly string[]): string[] {
  const state = createPairingState();
  const rows = new Map<number, Exchange>();
  for (const name of names) {
    const { exchange } = take(state, eventOf(name));
    rows.set(exchange.number, exchange);
  }
  return [...rows.values()].map(({ number, state, messageId, repeatCount }) =>
    `${number} ${state} ${messageId}${repeatCount > 0 ? ` +${repeatCount}` : ''}`.trimEnd(),
  );
}

describe('pairMessage', () => {
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
    const state = createPairingState();
    take(state, requestEvent('a', { sequenceNumber: 1 }));
    let last = take(state, responseEvent('a', { sequenceNumber: 2 })).exchange;
    for (let n = 3; n <= 502; n++) {
      last = take(state, responseEvent('a', { sequenceNumber: n })).exchange;
    }
    assert.deepEqual([last.request?.event.sequenceNumber, last.response?.event.sequenceNumber], [1, 2]);
    assert.equal(last.repeatCount, 500);
    assert.deepEqual([last.repeats.length, last.repeats.at(-1)?.event.sequenceNumber], [20, 502]);
  });

  it('replaces the row and leaves the old value as it was', () => {
    const state = createPairingState();
    const before = take(state, requestEvent('a'), 5).exchange;
    const after = take(state, responseEvent('a'), 9);
    assert.deepEqual([before.state, before.response], ['pending', undefined]);
    assert.deepEqual([after.isNew, after.exchange.number, after.exchange.firstSeenAt], [false, before.number, 5]);
  });
});

describe('expireUnanswered', () => {
  it('marks those whose time ran out, oldest first, once', () => {
    const state = createPairingState();
    for (const [index, id] of ['a', 'b', 'c'].entries()) {
      take(state, requestEvent(id), index * 100);
    }
    take(state, responseEvent('b'), 150);
    assert.deepEqual(expireUnanswered(state, 999, 1000), []);
    const expired = expireUnanswered(state, 1200, 1000);
    assert.deepEqual(
      expired.map((exchange) => `${exchange.messageId} ${exchange.state}`),
      ['a unanswered', 'c unanswered'],
    );
    assert.deepEqual(expireUnanswered(state, 9999, 1000), []);
    assert.equal(state.waiting.size, 0);
  });

  it('keeps the age of a request that is repeated', () => {
    const state = createPairingState();
    take(state, requestEvent('a'), 0);
    take(state, requestEvent('b'), 500);
    take(state, requestEvent('a'), 900);
    assert.deepEqual(
      expireUnanswered(state, 1000, 1000).map((exchange) => exchange.messageId),
      ['a'],
    );
  });

  it('takes a late response for the unanswered row', () => {
    const state = createPairingState();
    take(state, requestEvent('a'), 0);
    expireUnanswered(state, 1000, 1000);
    const late = take(state, responseEvent('a'), 5000);
    assert.deepEqual([late.isNew, late.exchange.number, late.exchange.state], [false, 1, 'completed']);
  });
});

describe('forgetExchange', () => {
  it('lets a later half make a new row, and expires nothing of the forgotten', () => {
    const state = createPairingState();
    forgetExchange(state, take(state, requestEvent('a'), 0).exchange);
    assert.deepEqual(expireUnanswered(state, 9999, 1000), []);
    const late = take(state, responseEvent('a'), 1);
    assert.deepEqual([late.isNew, late.exchange.number, late.exchange.state], [true, 2, 'orphaned']);
    assert.deepEqual([state.byMessageId.size, state.waiting.size], [1, 0]);
  });

  it('does not forget a newer row of the same id', () => {
    const state = createPairingState();
    const old = take(state, requestEvent('a'), 0).exchange;
    forgetExchange(state, old);
    take(state, requestEvent('a'), 1);
    forgetExchange(state, old);
    assert.equal(take(state, responseEvent('a'), 2).exchange.number, 2);
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

describe('pairing under every order, loss and duplication', () => {
  it('changes one row an event and loses none', () => {
    fc.assert(
      fc.property(history, fc.array(fc.nat(3000)), (events, pauses) => {
        const state = createPairingState();
        const rows = new Map<number, Exchange>();
        let now = 0;
        for (const [index, { name, sequence }] of events.entries()) {
          now += pauses[index] ?? 0;
          for (const expired of expireUnanswered(state, now, 1000)) {
            assert.equal(rows.get(expired.number)?.state, 'pending');
            rows.set(expired.number, expired);
          }
          const { exchange, isNew } = take(state, { ...eventOf(name), sequenceNumber: sequence }, now);
          assert.equal(isNew, !rows.has(exchange.number));
          assert.equal(exchange.number <= rows.size + 1, true);
          rows.set(exchange.number, exchange);
        }
        const kept = [...rows.values()].flatMap(({ request, response, unreadable, repeats }) => [
          ...[request, response, unreadable].flatMap((half) => half?.event.sequenceNumber ?? []),
          ...repeats.map((half) => half.event.sequenceNumber),
        ]);
        assert.deepEqual(
          kept.toSorted((a, b) => a - b),
          events.map(({ sequence }) => sequence).toSorted((a, b) => a - b),
        );
        for (const row of rows.values()) {
          const both = row.request !== undefined && row.response !== undefined;
          assert.equal(row.state === 'completed', both);
          assert.equal(state.waiting.has(row.number), row.state === 'pending');
        }
      }),
      { numRuns: 300 },
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
          const state = createPairingState();
          return events.map((event) => take(state, event)).at(-1)?.exchange;
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
});

describe('exchange times', () => {
  it('come from what is there', () => {
    const state = createPairingState();
    const orphan = take(state, responseEvent('a', { enqueuedAt: 7 }), 1).exchange;
    const raw = take(state, makeEvent('?', { enqueuedAt: 8 }), 1).exchange;
    assert.deepEqual([exchangeTime(orphan), durationInMs(orphan), exchangeTime(raw)], [7, undefined, 8]);
  });

  it('keep the sign when clocks of partitions differ', () => {
    const state = createPairingState();
    take(state, requestEvent('a', { enqueuedAt: 100 }));
    assert.equal(durationInMs(take(state, responseEvent('a', { enqueuedAt: 90 })).exchange), -10);
  });
});
