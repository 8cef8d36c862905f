// Events as the documented policy writes them, and everything else that a hub may carry.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { createHttpHead, scanMessage } from '../../../../src/domain/http/httpHead.ts';
import { bodyOf, decodeText, readHeaders } from '../../../../src/domain/http/httpMessage.ts';
import { parseLoggedMessage } from '../../../../src/domain/traffic/loggedMessage.ts';
import type { HubEvent, LoggedHalf, LoggedMessage } from '../../../../src/domain/traffic/loggedMessage.ts';
import { exchangeProblems, toTrafficRow } from '../../../../src/domain/traffic/trafficRow.ts';
import { ExchangeStore } from '../../../../src/domain/traffic/store/exchangeStore.ts';
import { hostileMessages } from '../../../support/hostileMessages.ts';
import { makeEvent } from '../../../support/traffic.ts';

function half(text: string | Uint8Array): LoggedHalf {
  const message = parseLoggedMessage(makeEvent(text));
  assert.ok(message.kind === 'request' || message.kind === 'response', `${message.kind} is no half`);
  return message;
}

function lineOf({ http }: LoggedHalf): string {
  const { startLine } = http;
  return startLine?.kind === 'request'
    ? `${startLine.method} ${startLine.target}`
    : startLine === undefined
      ? ''
      : String(startLine.statusCode);
}

/** The form of `expected` in the hostile corpus. */
function described(message: LoggedMessage): string {
  if (message.kind === 'unreadable') {
    return `unreadable: ${message.problem}`;
  }
  if (message.kind === 'call') {
    return `call ${message.messageId}: ${lineOf(message.request)} ${lineOf(message.response)}`;
  }
  const line = lineOf(message) || (message.kind === 'response' ? '0' : '');
  const { problems } = message.http;
  return `${message.kind} ${message.messageId}: ${line}${problems.length > 0 ? ` [${problems.join(',')}]` : ''}`;
}

describe('parseLoggedMessage', () => {
  const check = (text: string, expected: readonly string[]): void => {
    const message = parseLoggedMessage(makeEvent(text));
    assert.deepEqual(
      message.kind === 'unreadable' ? [message.kind, message.problem] : [message.kind, message.messageId],
      expected,
      JSON.stringify(text),
    );
  };

  it('reads direction and id', () => {
    check('request:11111111-2222-3333-4444-555555555555\nGET / HTTP/1.1\r\n\r\n', [
      'request',
      '11111111-2222-3333-4444-555555555555',
    ]);
    check('response:word\nHTTP/1.1 200 OK\r\n\r\n', ['response', 'word']);
    check('request:word\r\nGET / HTTP/1.1\r\n\r\n', ['request', 'word']);
    check('request: spaced id \nGET / HTTP/1.1\r\n\r\n', ['request', 'spaced id']);
    check('request:a:b\n', ['request', 'a:b']);
  });

  it('gives everything else as unreadable with the reason', () => {
    check('', ['unreadable', 'noDirectionLine']);
    check('request:id without an end', ['unreadable', 'noDirectionLine']);
    check('Request:id\nGET / HTTP/1.1', ['unreadable', 'noDirectionLine']);
    check('{"event_type":"request"}\n', ['unreadable', 'noDirectionLine']);
    check('\nrequest:id\n', ['unreadable', 'noDirectionLine']);
    check(`request:${'x'.repeat(600)}\nGET / HTTP/1.1`, ['unreadable', 'noDirectionLine']);
    check('request:\nGET / HTTP/1.1', ['unreadable', 'noMessageId']);
    check('response:  \r\nHTTP/1.1 200 OK', ['unreadable', 'noMessageId']);
  });

  it('reads each hostile event as what it is', () => {
    assert.ok(hostileMessages.length >= 40);
    for (const { name, body, expected } of hostileMessages) {
      assert.equal(described(parseLoggedMessage(makeEvent(body, { sequenceNumber: 7 }))), expected, name);
    }
  });

  it('makes a row of every beginning of every hostile event, and says what is wrong with it', () => {
    const store = new ExchangeStore({ maxExchanges: 10, maxBytes: 1 << 24, responseTimeoutInMs: 1 });
    for (const { name, body } of hostileMessages) {
      // Every byte where the lines of the beginning are, fewer places where only more of the same follows.
      for (let length = 0; length < body.length; length += length < 200 ? 1 : Math.ceil(body.length / 20)) {
        store.clear();
        const exchange = store.find(store.take(makeEvent(body.subarray(0, length)), 0));
        assert.ok(exchange !== undefined, `${name} cut at ${length}`);
        const row = toTrafficRow(exchange);
        const isWhole =
          row.state !== 'unreadable' && exchangeProblems(exchange).every((each) => each === 'surplusBody');
        // Only a cut behind the head may look whole: a message without a declared length ends where it ends.
        assert.ok(!isWhole || decodeText(body.subarray(0, length)).includes('\n'), `${name} cut at ${length}`);
        assert.equal(exchange.unreadable === undefined, row.state !== 'unreadable');
      }
    }
  });

  it('keeps the event and reads the message after the first line', () => {
    const event = makeEvent('request:x\nPUT /a HTTP/1.1\r\nA: 1\r\n\r\nbody');
    const message = parseLoggedMessage(event);
    assert.ok(message.kind === 'request');
    assert.equal(message.event, event);
    assert.deepEqual(message.http.startLine, { kind: 'request', method: 'PUT', target: '/a', version: 'HTTP/1.1' });
    assert.equal(message.http.start, 10);
  });

  it('never throws, whatever the bytes', () => {
    const prefix = fc.constantFrom('', 'request:', 'response:', 'request:x\n', 'response:y\r\n');
    fc.assert(
      fc.property(prefix, fc.uint8Array({ maxLength: 80 }), (head, bytes) => {
        const event = makeEvent(Buffer.concat([Buffer.from(head), bytes]));
        const message = parseLoggedMessage(event);
        assert.ok(message.kind !== 'call' && message.event === event);
      }),
      { numRuns: 300 },
    );
  });
});

describe('what a gateway says beside the message', () => {
  it('reads the pairs of v2, and keeps those that mean nothing to us', () => {
    const { format, metadata, messageId, http } = half(
      'response:a:v2;ts=2026-01-02T03:04:05.250Z;el=12.5;ip=10.0.0.4;len=900;op=get-orders;flag\nHTTP/1.1 200 OK\r\n\r\ncut',
    );
    assert.deepEqual([format, messageId], ['httpV2', 'a']);
    assert.deepEqual(metadata, {
      timestamp: Date.UTC(2026, 0, 2, 3, 4, 5, 250),
      elapsedInMs: 12.5,
      clientIp: '10.0.0.4',
      originalBodyBytes: 900,
      pairs: [
        ['ts', '2026-01-02T03:04:05.250Z'],
        ['el', '12.5'],
        ['ip', '10.0.0.4'],
        ['len', '900'],
        ['op', 'get-orders'],
        ['flag', ''],
      ],
    });
    assert.deepEqual([http.declaredLength, http.problems], [900, ['truncatedBody']]);
  });

  it('takes a moment in milliseconds, with a zone, and without one as UTC', () => {
    const timestamp = (text: string): number | undefined =>
      half(`request:a:v2;ts=${text}\nGET / HTTP/1.1\r\n\r\n`).metadata.timestamp;
    const expected = Date.UTC(2026, 0, 2, 3, 4, 5);
    assert.deepEqual(
      ['2026-01-02T03:04:05Z', '2026-01-02T04:04:05+01:00', '2026-01-02T03:04:05', String(expected), 'soon'].map(
        timestamp,
      ),
      [expected, expected, expected, expected, undefined],
    );
  });

  it('decodes a body in base64, and its length counts in decoded bytes', () => {
    const read = half('request:a:v2;be=b64;len=5\nPOST / HTTP/1.1\r\nHost: h\r\n\r\naGVsbG8=');
    assert.equal(decodeText(bodyOf(read.bytes, read.http)), 'hello');
    assert.deepEqual(read.http.problems, []);
    assert.equal(half('request:a:v2;be=b64;len=9\nPOST / HTTP/1.1\r\n\r\naGVsbG8=').http.problems[0], 'truncatedBody');
  });
});

describe('JSON events', () => {
  it('become messages: Moesif', () => {
    const read = half(
      JSON.stringify({
        event_type: 'request',
        'message-id': 'm1',
        method: 'POST',
        uri: 'https://api.contoso.com/orders?x=1',
        ip_address: '10.1.2.3',
        user_id: 'u',
        request_headers: 'Content-Type: application/json;;Authorization: Bearer a:b',
        request_body: Buffer.from('{"a":"ü"}').toString('base64'),
        orig_body_len: 4000,
        metadata: { plan: 'gold' },
      }),
    );
    assert.deepEqual([read.format, read.messageId, lineOf(read)], ['moesif', 'm1', 'POST /orders?x=1']);
    assert.deepEqual(
      readHeaders(read.bytes, read.http).map(({ name, value }) => `${name}=${value}`),
      ['Host=api.contoso.com', 'Content-Type=application/json', 'Authorization=Bearer a:b'],
    );
    assert.equal(decodeText(bodyOf(read.bytes, read.http)), '{"a":"ü"}');
    assert.deepEqual([read.metadata.clientIp, read.metadata.originalBodyBytes], ['10.1.2.3', 4000]);
    assert.deepEqual(read.metadata.pairs.at(-1), ['metadata', '{"plan":"gold"}']);
    assert.deepEqual(read.http.problems, ['truncatedBody']);
  });

  it('become messages: Resurface, both halves of a call in one event', () => {
    const call = parseLoggedMessage(
      makeEvent(
        JSON.stringify({
          request: JSON.stringify({
            method: 'GET',
            url: 'https://h:8443',
            headers: ['A: b: c', 'X-FORWARDED-FOR: 1.2.3.4'],
            body: '',
          }),
          response: JSON.stringify({ status: 201, headers: ['Content-Type: text/plain'], body: 'made' }),
          now: '1767323045000',
          interval: '37',
        }),
        { partitionId: '3', sequenceNumber: 99 },
      ),
    );
    assert.ok(call.kind === 'call');
    assert.deepEqual([call.messageId, lineOf(call.request), lineOf(call.response)], ['3/99', 'GET /', '201']);
    assert.deepEqual(
      readHeaders(call.request.bytes, call.request.http).map(({ name, value }) => `${name}=${value}`),
      ['Host=h:8443', 'A=b: c', 'X-FORWARDED-FOR=1.2.3.4'],
    );
    assert.equal(decodeText(bodyOf(call.response.bytes, call.response.http)), 'made');
    assert.deepEqual([call.request.metadata.timestamp, call.response.metadata.elapsedInMs], [1_767_323_045_000, 37]);
  });

  it('never throw, whatever their fields are', () => {
    const value = fc.oneof(fc.string(), fc.integer(), fc.constant(null), fc.jsonValue(), fc.boolean());
    const names = [
      'event_type',
      'message-id',
      'method',
      'uri',
      'request_headers',
      'request_body',
      'status_code',
      'response_headers',
      'request',
      'response',
    ];
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom(...names), value),
        fc.constantFrom('request', 'response'),
        (fields, kind) => {
          const event: HubEvent = makeEvent(JSON.stringify({ ...fields, event_type: kind, 'message-id': 'x' }));
          const message = parseLoggedMessage(event);
          assert.equal(message.kind, kind);
          const { bytes } = message;
          const head = createHttpHead();
          scanMessage(bytes, 0, head);
          assert.ok(head.headersEnd <= bytes.length);
        },
      ),
      { numRuns: 300 },
    );
  });
});
