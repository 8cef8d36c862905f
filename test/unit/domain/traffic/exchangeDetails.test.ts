// What the details pane and the list get of an exchange, also of a hostile one.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Exchange } from '../../../../src/domain/traffic/exchange.ts';
import { toExchangeDetails } from '../../../../src/domain/traffic/exchangeDetails.ts';
import type { HubEvent } from '../../../../src/domain/traffic/loggedMessage.ts';
import { ExchangeStore } from '../../../../src/domain/traffic/store/exchangeStore.ts';
import { exchangeProblems, toTrafficRow } from '../../../../src/domain/traffic/trafficRow.ts';
import type { TrafficRow } from '../../../../src/domain/traffic/trafficRow.ts';
import { makeEvent, requestEvent, responseEvent } from '../../../support/traffic.ts';

function exchangeOf(...events: readonly HubEvent[]): Exchange {
  const store = new ExchangeStore({ maxExchanges: 10, maxBytes: 1 << 24, responseTimeoutInMs: 1000 });
  const exchange = store.find(events.map((event) => store.take(event, 1)).at(-1) ?? 0);
  assert.ok(exchange !== undefined);
  return exchange;
}

const encoder = new TextEncoder();

/** Text as the bytes that travel to a view. */
function bytesOf(text: string): ArrayBuffer {
  return encoder.encode(text).slice().buffer;
}

describe('toExchangeDetails', () => {
  it('gives both halves with their places in the hub', () => {
    const details = toExchangeDetails(
      exchangeOf(
        requestEvent('a', {
          partitionId: '3',
          sequenceNumber: 7,
          enqueuedAt: 100,
          offset: '4096',
          properties: { source: 'gateway' },
        }),
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
        body: bytesOf(''),
        bodyBytes: 0,
        isBodyShortened: false,
        problems: [],
        format: 'http',
        metadata: [],
        raw: 'request:a\nGET /items/a HTTP/1.1\r\nHost: api.contoso.com\r\n\r\n',
        isRawShortened: false,
        position: {
          partitionId: '3',
          sequenceNumber: 7,
          enqueuedAt: 100,
          offset: '4096',
          properties: [['source', 'gateway']],
        },
      },
      response: {
        startLine: 'HTTP/1.1 200 OK',
        headers: [{ name: 'Content-Length', value: '2' }],
        body: bytesOf('hi'),
        bodyBytes: 2,
        declaredBytes: 2,
        isBodyShortened: false,
        problems: [],
        format: 'http',
        metadata: [],
        raw: 'response:a\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi',
        isRawShortened: false,
        position: { partitionId: '1', sequenceNumber: 2, enqueuedAt: 130, properties: [] },
      },
      repeats: [{ kind: 'response', partitionId: '1', sequenceNumber: 9, enqueuedAt: 140, properties: [] }],
      repeatCount: 1,
      timing: {
        duration: { milliseconds: 30, source: 'enqueued' },
        firstSeenAt: 1,
        requestEnqueuedAt: 100,
        responseEnqueuedAt: 130,
      },
      annotation: { isPinned: false, note: '' },
      problems: ['repeated'],
    });
    assert.deepEqual(structuredClone(details), details);
  });

  it('gives the times of all clocks, and how far they are apart', () => {
    const enqueuedAt = Date.UTC(2026, 0, 2, 3, 4, 5, 500);
    const { timing, request, problems } = toExchangeDetails(
      exchangeOf(
        makeEvent('request:a:v2;ts=2026-01-02T03:04:05.100Z;ip=10.0.0.4\nGET / HTTP/1.1\r\n\r\n', { enqueuedAt }),
        makeEvent(
          'response:a:v2;ts=2026-01-02T03:04:04.900Z\nHTTP/1.1 200 OK\r\nDate: Fri, 02 Jan 2026 03:04:07 GMT\r\n\r\n',
          { enqueuedAt },
        ),
      ),
    );
    assert.deepEqual(timing, {
      duration: { milliseconds: -200, source: 'gateway' },
      firstSeenAt: 1,
      requestAt: enqueuedAt - 400,
      responseAt: enqueuedAt - 600,
      requestEnqueuedAt: enqueuedAt,
      responseEnqueuedAt: enqueuedAt,
      skewInMs: 1500,
    });
    assert.deepEqual(request?.metadata, [
      ['ts', '2026-01-02T03:04:05.100Z'],
      ['ip', '10.0.0.4'],
    ]);
    assert.deepEqual(problems, ['negativeDuration']);
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
      [request?.bodyBytes, request?.body.byteLength, request?.isBodyShortened],
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
  const check = (events: readonly HubEvent[], expected: Partial<TrafficRow>): void =>
    assert.deepEqual(toTrafficRow(exchangeOf(...events)), {
      number: 1,
      method: '',
      host: '',
      path: '',
      status: 0,
      requestBytes: 0,
      responseBytes: 0,
      contentType: '',
      clientIp: '',
      partitionId: '0',
      sequenceNumber: 1,
      repeatCount: 0,
      problems: [],
      isPinned: false,
      note: '',
      isMatch: true,
      isHighlighted: false,
      extra: [],
      ...expected,
    });
  const request = { method: 'GET', host: 'api.contoso.com', path: '/items/a' } as const;

  it('summarises each state', () => {
    check([requestEvent('a', { enqueuedAt: 100 }), responseEvent('a', { enqueuedAt: 142 })], {
      ...request,
      state: 'completed',
      time: 100,
      status: 200,
      durationInMs: 42,
      durationSource: 'enqueued',
      responseBytes: 2,
    });
    check([requestEvent('a', { enqueuedAt: 100 })], { ...request, state: 'pending', time: 100 });
    check([responseEvent('a', { enqueuedAt: 100 })], { state: 'orphaned', time: 100, status: 200, responseBytes: 2 });
    check([makeEvent('?', { enqueuedAt: 100 })], { state: 'unreadable', time: 100 });
  });

  it('tells host, type, sizes and caller', () => {
    check(
      [
        makeEvent(
          'request:a\nPOST https://shop.contoso.com:8443/a HTTP/1.1\r\nHost: other\r\nX-Forwarded-For: 10.0.0.4, 52.1.1.1\r\n\r\n{}',
          { enqueuedAt: 100 },
        ),
        makeEvent(
          'response:a:v2;len=700\nHTTP/1.1 201 Created\r\ncontent-type: Application/JSON; charset=utf-8\r\n\r\n{"a":',
          {
            enqueuedAt: 100,
          },
        ),
      ],
      {
        state: 'completed',
        time: 100,
        method: 'POST',
        host: 'shop.contoso.com:8443',
        path: 'https://shop.contoso.com:8443/a',
        status: 201,
        durationInMs: 0,
        durationSource: 'enqueued',
        contentType: 'application/json',
        clientIp: '10.0.0.4',
        requestBytes: 2,
        responseBytes: 700,
        problems: ['truncatedBody'],
      },
    );
  });

  it('carries what the view asked for', () => {
    const exchange = {
      ...exchangeOf(requestEvent('a'), responseEvent('a')),
      annotation: { isPinned: true, mark: 'red', note: 'look' } as const,
    };
    const row = toTrafficRow(exchange, {
      headerColumns: ['request:host', 'response:HOST', 'response:content-length'],
      isMatch: false,
      isHighlighted: true,
    });
    assert.deepEqual(row.extra, ['api.contoso.com', '', '2']);
    assert.deepEqual(
      [row.isPinned, row.mark, row.note, row.isMatch, row.isHighlighted],
      [true, 'red', 'look', false, true],
    );
  });

  it('counts repeats, and names problems of both halves once', () => {
    const exchange = exchangeOf(
      makeEvent('request:a\nnonsense'),
      makeEvent('response:a\n'),
      responseEvent('a'),
      responseEvent('a'),
    );
    assert.deepEqual(exchangeProblems(exchange), ['badStartLine', 'noBlankLine', 'empty', 'repeated']);
    assert.deepEqual([toTrafficRow(exchange).problems, exchange.repeatCount], [exchangeProblems(exchange), 2]);
  });

  it('bounds what a cell may hold', () => {
    const long = 'p'.repeat(9000);
    const row = toTrafficRow(
      exchangeOf(
        makeEvent(`request:a\n${'M'.repeat(3000)} /${long} HTTP/1.1\r\nHost: ${long}\r\nContent-Type: ${long}\r\n\r\n`),
      ),
    );
    assert.deepEqual(
      [row.method, row.path, row.host, row.contentType].map(({ length }) => length),
      [40, 501, 501, 501],
    );
  });
});
