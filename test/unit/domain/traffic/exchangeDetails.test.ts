// What the details pane and the list get of an exchange, also of a hostile one.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Exchange } from '../../../../src/domain/traffic/exchange.ts';
import { toExchangeDetails } from '../../../../src/domain/traffic/exchangeDetails.ts';
import { parseLoggedMessage } from '../../../../src/domain/traffic/loggedMessage.ts';
import type { HubEvent } from '../../../../src/domain/traffic/loggedMessage.ts';
import { createPairingState, pairMessage } from '../../../../src/domain/traffic/pairMessages.ts';
import { toTrafficRow } from '../../../../src/domain/traffic/trafficRow.ts';
import { makeEvent, requestEvent, responseEvent } from '../../../support/traffic.ts';

function exchangeOf(...events: readonly HubEvent[]): Exchange {
  const state = createPairingState();
  const last = events.map((event) => pairMessage(state, parseLoggedMessage(event), 1)).at(-1);
  assert.ok(last !== undefined);
  return last.exchange;
}

describe('toExchangeDetails', () => {
  it('gives both halves with their places in the hub', () => {
    const details = toExchangeDetails(
      exchangeOf(
        requestEvent('a', { partitionId: '3', sequenceNumber: 7, enqueuedAt: 100 }),
        responseEvent('a', { partitionId: '1', sequenceNumber: 2, enqueuedAt: 130 }),
        responseEvent('a', { partitionId: '1', sequenceNumber: 9, enqueuedAt: 140 }),
      ),
    );
    assert.deepEqual(details, {
      number: 1,
      state: 'completed',
      messageId: 'a',
      request: {
        startLine: 'GET /items/a HTTP/1.1',
        headers: [{ name: 'Host', value: 'api.contoso.com' }],
        body: '',
        bodyBytes: 0,
        isBodyShortened: false,
        problems: [],
        position: { partitionId: '3', sequenceNumber: 7, enqueuedAt: 100 },
      },
      response: {
        startLine: 'HTTP/1.1 200 OK',
        headers: [{ name: 'Content-Length', value: '2' }],
        body: 'hi',
        bodyBytes: 2,
        declaredBytes: 2,
        isBodyShortened: false,
        problems: [],
        position: { partitionId: '1', sequenceNumber: 2, enqueuedAt: 130 },
      },
      repeats: [{ partitionId: '1', sequenceNumber: 9, enqueuedAt: 140 }],
      repeatCount: 1,
    });
    assert.deepEqual(structuredClone(details), details);
    assert.deepEqual(JSON.parse(JSON.stringify(details)), details);
  });

  it('shows a first line that is no start line', () => {
    const details = toExchangeDetails(exchangeOf(makeEvent('request:a\n<nonsense>\r\n\r\n')));
    assert.deepEqual([details.request?.startLine, details.request?.problems], ['<nonsense>', ['badStartLine']]);
  });

  it('shows what an unreadable event carried', () => {
    const { unreadable, request } = toExchangeDetails(exchangeOf(makeEvent('no <b>format</b>', { sequenceNumber: 5 })));
    assert.deepEqual(
      [unreadable?.problem, unreadable?.text, unreadable?.position.sequenceNumber, request],
      ['noDirectionLine', 'no <b>format</b>', 5, undefined],
    );
  });

  it('bounds what travels to a view', () => {
    const headers = `X: ${'v'.repeat(100_000)}\r\n${'A: 1\r\n'.repeat(5000)}`;
    const { request } = toExchangeDetails(
      exchangeOf(makeEvent(`request:a\nGET / HTTP/1.1\r\n${headers}\r\n${'b'.repeat(1_000_000)}`)),
    );
    assert.deepEqual(
      [request?.bodyBytes, request?.body.length, request?.isBodyShortened],
      [1_000_000, 256 * 1024, true],
    );
    assert.equal(request?.headers.length, 1001);
    assert.deepEqual(request.headers.at(-1), { name: '…', value: '+ 4001' });
    assert.equal(request.headers[0]?.value.length, 16_385);
    const raw = toExchangeDetails(exchangeOf(makeEvent('x'.repeat(1_000_000))));
    assert.deepEqual([raw.unreadable?.text.length, raw.unreadable?.isShortened], [256 * 1024, true]);
  });
});

describe('toExchangeDetails: exactly at its bounds', () => {
  it('shortens nothing that fits', () => {
    const body = 'b'.repeat(256 * 1024);
    const value = 'v'.repeat(16_384);
    const { request } = toExchangeDetails(
      exchangeOf(makeEvent(`request:a\nGET / HTTP/1.1\r\nX: ${value}\r\n\r\n${body}`)),
    );
    assert.deepEqual([request?.isBodyShortened, request?.headers[0]?.value], [false, value]);
    const { unreadable } = toExchangeDetails(exchangeOf(makeEvent(body)));
    assert.equal(unreadable?.isShortened, false);
    const lines = 'A: 1\r\n'.repeat(1000);
    const many = toExchangeDetails(exchangeOf(makeEvent(`request:a\nGET / HTTP/1.1\r\n${lines}\r\n`)));
    assert.equal(many.request?.headers.length, 1000);
  });
});

describe('toTrafficRow', () => {
  const check = (events: readonly HubEvent[], expected: Record<string, unknown>): void =>
    assert.deepEqual(toTrafficRow(exchangeOf(...events)), { number: 1, repeatCount: 0, problemCount: 0, ...expected });

  it('summarises each state', () => {
    check([requestEvent('a', { enqueuedAt: 100 }), responseEvent('a', { enqueuedAt: 142 })], {
      state: 'completed',
      time: 100,
      method: 'GET',
      path: '/items/a',
      status: 200,
      durationInMs: 42,
    });
    check([requestEvent('a', { enqueuedAt: 100 })], {
      state: 'pending',
      time: 100,
      method: 'GET',
      path: '/items/a',
      status: 0,
    });
    check([responseEvent('a', { enqueuedAt: 100 })], {
      state: 'orphaned',
      time: 100,
      method: '',
      path: '',
      status: 200,
    });
    check([makeEvent('?', { enqueuedAt: 100 })], { state: 'unreadable', time: 100, method: '', path: '', status: 0 });
  });

  it('counts repeats and problems of both halves', () => {
    const row = toTrafficRow(
      exchangeOf(makeEvent('request:a\nnonsense'), makeEvent('response:a\n'), responseEvent('a'), responseEvent('a')),
    );
    assert.deepEqual([row.problemCount, row.repeatCount], [3, 2]);
  });

  it('bounds method and path', () => {
    const row = toTrafficRow(
      exchangeOf(makeEvent(`request:a\n${'M'.repeat(3000)} /${'p'.repeat(9000)} HTTP/1.1\r\n\r\n`)),
    );
    assert.deepEqual([row.method.length, row.path.length], [40, 500]);
  });
});
