// Exchanges as text for comparing: what is the same in two calls stands in the same places.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { canonicalText } from '../../../../src/domain/traffic/canonicalText.ts';
import type { Exchange } from '../../../../src/domain/traffic/exchange.ts';
import { ExchangeStore } from '../../../../src/domain/traffic/store/exchangeStore.ts';
import { makeEvent } from '../../../support/traffic.ts';

function exchangeOf(...texts: readonly string[]): Exchange {
  const store = new ExchangeStore({ maxExchanges: 10, maxBytes: 1 << 24, responseTimeoutInMs: 1 });
  for (const [index, text] of texts.entries()) {
    store.take(makeEvent(text, { enqueuedAt: 1000 + index * 25 }), 0);
  }
  const exchange = store.find(1);
  assert.ok(exchange !== undefined);
  return exchange;
}

describe('canonicalText', () => {
  it('sorts headers in lower case, sets apart what differs every time, and writes JSON one value a line', () => {
    const text = canonicalText(
      exchangeOf(
        'request:a\nPOST /x?b=2&a=1 HTTP/1.1\r\nTraceparent: 00-1\r\nX-B: 2\r\nHost: h\r\nAccept: b\r\naccept: a\r\n\r\nraw {text}',
        'response:a\nHTTP/1.1 200 OK\r\nDate: now\r\nETag: "1"\r\nContent-Type: application/problem+json\r\n\r\n{"b":1.0,"a":[]}',
      ),
    );
    assert.equal(
      text,
      [
        '# Request',
        'POST /x?b=2&a=1 HTTP/1.1',
        'accept: a',
        'accept: b',
        'host: h',
        'x-b: 2',
        'traceparent: 00-1',
        '',
        'raw {text}',
        '',
        '# Response',
        'HTTP/1.1 200 OK',
        'content-type: application/problem+json',
        'date: now',
        'etag: "1"',
        '',
        '{',
        '  "b": 1.0,',
        '  "a": []',
        '}',
        '',
        '# completed, 25 ms',
        '',
      ].join('\n'),
    );
  });

  it('shows a missing half as such, and what a cut body lacks', () => {
    assert.equal(
      canonicalText(exchangeOf('response:a\nHTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"a":')),
      '# Request\n-\n\n# Response\nHTTP/1.1 200 OK\ncontent-length: 100\n\n{"a":\n… 95\n\n# orphaned\n',
    );
    assert.equal(
      canonicalText(exchangeOf('request:a\nHEAD / HTTP/1.1\r\nContent-Length: 100\r\n\r\n')),
      '# Request\nHEAD / HTTP/1.1\ncontent-length: 100\n\n\n\n# Response\n-\n\n# pending\n',
    );
  });

  it('is the raw text of what is no message, and bounded', () => {
    assert.equal(canonicalText(exchangeOf('garbage <b>')), 'garbage <b>');
    assert.equal(canonicalText(exchangeOf('g'.repeat(3_000_000))).length, 1024 * 1024);
  });

  it('is the same for calls that differ only in what differs every time and in the order of their headers', () => {
    const [a, b] = [
      'response:a\nHTTP/1.1 200 OK\r\nX-A: 1\r\nX-B: 2\r\n\r\n{"a":1}',
      'response:a\nHTTP/1.1 200 OK\r\nX-B: 2\r\nX-A: 1\r\n\r\n{ "a" : 1 }',
    ].map((text) => canonicalText(exchangeOf(text)));
    assert.equal(a, b);
  });
});
