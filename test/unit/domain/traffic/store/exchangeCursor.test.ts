// What is read straight from the slabs is what the materialised exchange says: the cursor of filters and the rows of lists, for
// hostile events and for pairs of any make.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { headerText, mediaTypeOf, readHeaders } from '../../../../../src/domain/http/httpMessage.ts';
import { durationInMs, exchangeTime } from '../../../../../src/domain/traffic/exchange.ts';
import type { Exchange } from '../../../../../src/domain/traffic/exchange.ts';
import type { FilterSubject } from '../../../../../src/domain/traffic/filter/filterSubject.ts';
import type { HubEvent } from '../../../../../src/domain/traffic/loggedMessage.ts';
import { EntryRows } from '../../../../../src/domain/traffic/store/entryRow.ts';
import { ExchangeCursor } from '../../../../../src/domain/traffic/store/exchangeCursor.ts';
import { ExchangeStore } from '../../../../../src/domain/traffic/store/exchangeStore.ts';
import { trafficProblems } from '../../../../../src/domain/traffic/trafficProblem.ts';
import { bodySizeOf, exchangeProblems, toTrafficRow } from '../../../../../src/domain/traffic/trafficRow.ts';
import { hostileMessages } from '../../../../support/hostileMessages.ts';
import { makeEvent } from '../../../../support/traffic.ts';

const sides = ['request', 'response'] as const;
const headerNames = ['host', 'content-type', 'x-a', 'x-größe', 'kelvin', ''];
const columns = ['request:Host', 'response:X-A', 'request:x-größe', 'response:kelvin', 'request:content-type', 'odd'];

function storeOf(events: readonly HubEvent[]): ExchangeStore {
  const store = new ExchangeStore({ maxExchanges: 1000, maxBytes: 1 << 28, responseTimeoutInMs: 50 });
  for (const [index, event] of events.entries()) {
    store.take(event, index * 10);
  }
  return store;
}

/** Everything that a filter can ask. */
function factsOf(subject: FilterSubject): Record<string, unknown> {
  const { number, state, messageId, method, target, host, status, time, waitingSince, contentType, clientIp } = subject;
  return {
    facts: { number, state, messageId, method, target, host, status, time, waitingSince, contentType, clientIp },
    durationInMs: subject.durationInMs,
    partitionIds: subject.partitionIds,
    sequenceNumber: subject.sequenceNumber,
    repeatCount: subject.repeatCount,
    added: [subject.isPinned, subject.mark, subject.note],
    problems: trafficProblems.filter((problem) => subject.hasProblem(problem)),
    hasAnyProblem: subject.hasAnyProblem,
    sizes: sides.map((side) => subject.bodySize(side)),
    headers: sides.map((side) => headerNames.map((name) => subject.header(side, name))),
    bodies: sides.map((side) => subject.body(side)),
    messages: sides.map((side) => subject.message(side)),
  };
}

/** The same of the exchange as a value. */
function factsOfExchange(exchange: Exchange): Record<string, unknown> {
  const { number, state, messageId, request, response, unreadable, repeatCount, annotation } = exchange;
  const headers = sides.map((side) => {
    const half = exchange[side];
    return half === undefined ? [] : readHeaders(half.bytes, half.http);
  });
  const row = toTrafficRow(exchange);
  const line = request?.http.startLine;
  const problems = new Set<string>(exchangeProblems(exchange));
  const partitions = [request, response, unreadable].flatMap((half) => half?.event.partitionId ?? []);
  return {
    facts: {
      number,
      state,
      messageId,
      method: line?.kind === 'request' ? line.method : '',
      target: line?.kind === 'request' ? line.target : '',
      host: row.host,
      status: row.status,
      time: exchangeTime(exchange),
      waitingSince: state === 'pending' || state === 'unanswered' ? exchange.firstSeenAt : undefined,
      contentType: mediaTypeOf(headers[1] ?? []) || mediaTypeOf(headers[0] ?? []),
      clientIp: row.clientIp,
    },
    durationInMs: durationInMs(exchange),
    partitionIds: [...new Set(partitions)],
    sequenceNumber: row.sequenceNumber,
    repeatCount,
    added: [annotation.isPinned, annotation.mark, annotation.note],
    problems: trafficProblems.filter((problem) => problems.has(problem)),
    hasAnyProblem: problems.size > 0,
    sizes: sides.map((side) => bodySizeOf(exchange[side])),
    headers: headers.map((each) => headerNames.map((name) => headerText(each, name))),
    bodies: sides.map((side) => exchange[side]?.bytes.subarray(exchange[side].http.bodyStart)),
    messages: [unreadable?.event.body ?? request?.bytes, response?.bytes],
  };
}

/** Compares all that a store holds in each of the three ways. */
function check(store: ExchangeStore, name: string): void {
  let cursor: ExchangeCursor | undefined;
  const rows = new EntryRows(store.reader, columns);
  const unnamed = new EntryRows(store.reader, ['request:', 'response:x-a']);
  for (const number of store.numbers()) {
    const entry = store.entry(number);
    const exchange = store.find(number);
    assert.ok(entry !== undefined && exchange !== undefined);
    // One cursor for all: what it read of one entry must not show with the next.
    cursor ??= new ExchangeCursor(store.reader, entry);
    const expected = factsOfExchange(exchange);
    assert.deepEqual(factsOf(cursor.moveTo(entry)), expected, name);
    assert.deepEqual(factsOf(cursor), expected, `${name}, asked again`);
    const look = { headerColumns: columns, isMatch: false, isHighlighted: true };
    assert.deepEqual(rows.row(entry, false, true), toTrafficRow(exchange, look), name);
    assert.deepEqual(
      unnamed.row(entry, true, false),
      toTrafficRow(exchange, { headerColumns: ['request:', 'response:x-a'], isMatch: true, isHighlighted: false }),
      name,
    );
  }
}

describe('what is read from the slabs, and what the exchange says', () => {
  it('are the same for hostile events, alone and with another half of the same id', () => {
    for (const { name, body } of hostileMessages) {
      const event = makeEvent(body, { partitionId: '0', sequenceNumber: 7 });
      check(storeOf([event]), name);
      for (const id of ['a', 'm', '0/7']) {
        const other = [
          makeEvent(`request:${id}\nGET /other HTTP/1.1\r\nHost: other\r\n\r\n`, { partitionId: '1' }),
          makeEvent(`response:${id}\nHTTP/1.1 201 Created\r\nX-A: b\r\n\r\n`, { partitionId: '1' }),
        ];
        check(storeOf([event, ...other]), `${name}, then ${id}`);
        check(storeOf([...other, event]), `${id}, then ${name}`);
      }
    }
  });

  it('are the same for events of any make', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { minLength: 1, maxLength: 12 }), fc.nat(200), (events, wait) => {
        const store = storeOf(events);
        store.expire(events.length * 10 + wait);
        store.annotate(1, { isPinned: true, mark: 'red', note: 'n'.repeat(wait * 4) });
        check(store, 'random');
        store.clear();
        check(store, 'pinned');
      }),
      { numRuns: 400 },
    );
  });

  it('are the same when a gap of the hub was told', () => {
    const store = storeOf([makeEvent('request:a\nGET / HTTP/1.1\r\n\r\n')]);
    store.noteGap(20);
    store.take(makeEvent('response:b\nHTTP/1.1 200 OK\r\n\r\n'), 30);
    store.expire(1000);
    check(store, 'gap');
    assert.deepEqual(
      Array.from(store.numbers(), (number) => store.entry(number)?.mayBeInGap),
      [true, true],
    );
  });
});

const blank = fc.constantFrom('', ' ', '\t', ' \t ');
const anyHeader = fc
  .tuple(
    fc.constantFrom('Host', 'HOST', 'host', 'Content-Type', 'content-length', 'X-Forwarded-For', 'Client-IP', 'X-A'),
    fc.constantFrom('x-größe', '\u212aelvin', 'Transfer-Encoding', 'Set-Cookie', '', 'h\rost', 'x-a x'),
    fc.boolean(),
    fc.constantFrom(
      'h',
      'a/b; c',
      'A/B',
      '10.0.0.1, 10.0.0.2',
      '',
      'ü',
      '4',
      '400',
      'chunked',
      'a=1, b=2',
      'x: y',
      '\ufffd',
    ),
    fc.tuple(blank, blank, blank, blank),
    fc.constantFrom('\r\n', '\n', '\r\r\n'),
  )
  .map(([usual, odd, isOdd, value, [a, b, c, d], end]) => `${a}${isOdd ? odd : usual}${b}:${c}${value}${d}${end}`);
const anyHead = fc.tuple(fc.array(anyHeader, { maxLength: 8 }), fc.constantFrom('\r\n', '\n', '', 'no colon\n\n'));
const firstLines = [
  '',
  '\r',
  ':v2;el=12.5;ts=2026-01-02T03:04:05Z',
  ':v2;ip=10.1.1.1;len=7',
  ':v2;be=b64',
  ':v2;len=0.5',
];
const requestLines = [
  'GET /x?y HTTP/1.1',
  'POST https://abs.example/p HTTP/1.1',
  'GET',
  `LONG${'G'.repeat(60)} /${'p'.repeat(700)}`,
];
const responseLines = ['HTTP/1.1 200 OK', 'HTTP/1.1 503', 'HTTP/2 204', 'nonsense'];
const bodies = ['', 'aGVsbG8=', '{"a":1}', 'ef\ufffd', '5\r\nhello\r\n', '\u0000\u0001'];

const textEvent = fc
  .tuple(
    fc.record({
      isRequest: fc.boolean(),
      id: fc.constantFrom('a', 'b', ' c ', 'ü'),
      first: fc.constantFrom(...firstLines),
    }),
    fc.record({ request: fc.constantFrom(...requestLines), response: fc.constantFrom(...responseLines) }),
    anyHead,
    fc.constantFrom(...bodies),
    fc.constantFrom('\r\n', '\n', '\r', ''),
  )
  .map(([{ isRequest, id, first }, lines, [headers, blankLine], body, end]) => {
    const startLine = isRequest ? lines.request : lines.response;
    return `${isRequest ? 'request' : 'response'}:${id}${first}\n${startLine}${end}${headers.join('')}${blankLine}${body}`;
  });
const jsonEvent = fc
  .record({
    event_type: fc.constantFrom('request', 'response'),
    'message-id': fc.constantFrom('a', 'b', 'j'),
    method: fc.constant('PUT'),
    uri: fc.constantFrom('https://json.example/p?q', '/p'),
    status_code: fc.constantFrom('200', 'x'),
    request_headers: fc.constantFrom('Host: h;;X-A: 1;;x-a: 2', ''),
    response_headers: fc.constantFrom('Content-Type: a/b', ''),
    request_body: fc.constant('aGk='),
    orig_body_len: fc.constantFrom(2, 99, '7', undefined),
  })
  .map((fields) => JSON.stringify(fields));
const callEvent = fc.constantFrom(0, 1).map((n) =>
  JSON.stringify({
    id: `call-${n}`,
    request: JSON.stringify({ method: 'GET', url: 'https://h/x', headers: ['Host: other', 'X-A: b'], body: '' }),
    response: JSON.stringify({ status: 404, headers: ['Content-Length: 99'], body: 'no' }),
  }),
);
const anyEvent = fc
  .tuple(
    fc.oneof({ weight: 6, arbitrary: textEvent }, jsonEvent, callEvent, fc.string({ maxLength: 20 })),
    fc.record({ partitionId: fc.constantFrom('0', '1'), sequenceNumber: fc.nat(99), enqueuedAt: fc.nat(5000) }),
  )
  .map(([text, parts]) => makeEvent(text, parts));
