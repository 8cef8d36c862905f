// HAR files: what comes back when they are opened again, what redaction leaves, and what an export does with bad exchanges.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { exportHar } from '../../../../../src/app/traffic/output/exportHar.ts';
import type { ExportHarOptions } from '../../../../../src/app/traffic/output/exportHar.ts';
import { isCancelled } from '../../../../../src/base/abort.ts';
import { bodyOf, readHeaders } from '../../../../../src/domain/http/httpMessage.ts';
import { exchangeTime } from '../../../../../src/domain/traffic/exchange.ts';
import type { Exchange } from '../../../../../src/domain/traffic/exchange.ts';
import type { LoggedHalf } from '../../../../../src/domain/traffic/loggedMessage.ts';
import type { HarEntry } from '../../../../../src/domain/traffic/output/harFile.ts';
import { parseHar } from '../../../../../src/domain/traffic/output/parseHar.ts';
import { defaultRedactionRules } from '../../../../../src/domain/traffic/redaction/redactionRules.ts';
import {
  bytesOf,
  exchangeOf,
  exchangesOf,
  halfEvent,
  hostileBodies,
  hostileExchanges,
  hostileHeaders,
  hostileTargets,
} from '../../../domain/traffic/output/exchanges.ts';
import { MemorySink } from './memorySink.ts';

async function harOf(exchanges: Iterable<Exchange>, options: Partial<ExportHarOptions> = {}): Promise<string> {
  const sink = new MemorySink();
  await exportHar(exchanges, sink, { creatorVersion: '1.0.0', ...options });
  return sink.text;
}

const entriesOf = (har: string): HarEntry[] => (JSON.parse(har) as { log: { entries: HarEntry[] } }).log.entries;

/** Of a half what a HAR file can hold: everything but how the bytes of the head were spelled. */
function held({ kind, messageId, event, bytes, http, metadata }: LoggedHalf): unknown {
  return {
    kind,
    messageId,
    event: { ...event, body: undefined },
    startLine: http.startLine,
    headers: readHeaders(bytes, http),
    body: Buffer.from(bodyOf(bytes, http)).toString('base64'),
    declaredLength: http.declaredLength,
    problems: http.problems,
    metadata,
  };
}

function heldExchange(exchange: Exchange): unknown {
  const { number: _number, repeats: _repeats, request, response, ...rest } = exchange;
  return {
    ...rest,
    request: request === undefined ? undefined : held(request),
    response: response === undefined ? undefined : held(response),
  };
}

async function assertRoundTrip(exchanges: readonly Exchange[]): Promise<void> {
  const { exchanges: read, problems } = parseHar(await harOf(exchanges));
  assert.deepEqual(problems, []);
  assert.deepEqual(read.map(heldExchange), exchanges.map(heldExchange));
}

describe('a HAR file that is opened again', () => {
  it('gives the same exchanges for the hostile corpus', async () => {
    await assertRoundTrip(hostileExchanges());
  });

  it('gives the same bytes for messages in the documented form', async () => {
    const exchange = exchangeOf(
      { line: 'POST /a?b=ü HTTP/1.1', headers: ['Host: a.example', 'X: y'], body: bytesOf([1, 0, 255]) },
      { line: 'HTTP/1.1 204 No Content', headers: ['A: b'] },
    );
    const [read] = parseHar(await harOf([exchange])).exchanges;
    assert.deepEqual(
      [read?.request?.event, read?.response?.event],
      [exchange.request?.event, exchange.response?.event],
    );
  });

  it('gives the same exchanges for any (property)', async () => {
    const name = fc.oneof(fc.stringMatching(/^[A-Za-z-]{1,10}$/), fc.constant('Content-Length'));
    const value = fc
      .oneof(fc.string(), fc.constant('5'), fc.constant('gzip'))
      .map((text) => text.replaceAll(/[\r\n\0]/g, ''));
    const parts = fc.record({
      line: fc.constantFrom(...hostileTargets.map((target) => `PUT ${target} HTTP/1.1`), 'bad', '', 'GET /no-version'),
      headers: fc.array(
        fc.oneof(
          fc.tuple(name, value).map(([each, text]) => `${each}: ${text}`),
          fc.constantFrom(...hostileHeaders),
        ),
        { maxLength: 5 },
      ),
      body: fc.oneof(fc.uint8Array(), fc.string({ unit: 'binary' }), fc.constantFrom(...hostileBodies)),
    });
    const answer = fc.record({
      headers: fc.constant(['X: y']),
      body: fc.uint8Array(),
      line: fc.constantFrom('HTTP/1.1 200 OK', 'HTTP/1.1 500 ', 'HTTP/2 200', 'bad', 'HTTP/1.1 404 Nö x'),
    });
    await fc.assert(
      fc.asyncProperty(
        parts,
        fc.option(answer, { nil: undefined }),
        fc.boolean(),
        async (request, response, isPinned) => {
          const exchange = exchangeOf(request, response);
          await assertRoundTrip([
            { ...exchange, annotation: isPinned ? { isPinned, mark: 'red', note: 'a\n"ü' } : exchange.annotation },
          ]);
        },
      ),
    );
  });

  it('keeps what a person and the hub know', async () => {
    const [orphan] = exchangesOf([halfEvent('response', {}, { offset: '8', properties: { a: 'b' } })]);
    await assertRoundTrip([{ ...orphan!, mayBeInGap: true, repeatCount: 3 }]);
    const exchange = exchangeOf({});
    await assertRoundTrip([
      { ...exchange, state: 'unanswered', annotation: { isPinned: true, mark: 'blue', note: 'look' } },
    ]);
    const request = {
      ...exchange.request!,
      metadata: { clientIp: '1.2.3.4', timestamp: 5, pairs: [['a', 'b']] as const },
    };
    await assertRoundTrip([{ ...exchange, request }]);
  });
});

describe('entries', () => {
  it('follow the rules of strict readers', async () => {
    const exchange = exchangeOf(
      { line: 'GET /a b?c=d%20e&f HTTP/1.1', headers: ['Host: api.contoso.com', 'Cookie: a=1; b=2'] },
      { headers: ['Content-Length: 10', 'Content-Type: text/x'], body: 'abc' },
    );
    const [entry] = entriesOf(await harOf([exchange]));
    assert.equal(entry?.startedDateTime, '2026-01-02T03:04:05.000Z');
    assert.deepEqual([entry?.time, entry?.timings], [250, { send: 0, wait: 250, receive: 0 }]);
    assert.deepEqual(
      [entry?.request.url, entry?.request._rawTarget],
      ['https://api.contoso.com/a%20b?c=d%20e&f', '/a b?c=d%20e&f'],
    );
    assert.deepEqual(entry?.request.queryString, [
      { name: 'c', value: 'd e' },
      { name: 'f', value: '' },
    ]);
    assert.deepEqual(entry?.request.cookies, [
      { name: 'a', value: '1' },
      { name: 'b', value: '2' },
    ]);
    assert.deepEqual(
      [entry?.response.content.size, entry?.response.content.text, entry?.response._truncated],
      [10, 'abc', { missing: 7 }],
    );
  });

  it('of requests without an answer and answers without a request are whole', async () => {
    const [pending] = entriesOf(await harOf([exchangeOf({})]));
    assert.deepEqual(
      [pending?.response.status, pending?.response.content, pending?._unanswered, pending?.time],
      [0, { size: 0, mimeType: 'x-unknown' }, true, 0],
    );
    const [orphan] = entriesOf(await harOf(exchangesOf([halfEvent('response', {})])));
    assert.deepEqual([orphan?.request.method, orphan?._noRequest], ['GET', true]);
  });

  it('say that clocks differ instead of a negative time', async () => {
    const [entry] = entriesOf(
      await harOf(
        exchangesOf([halfEvent('request', {}, { enqueuedAt: 2000 }), halfEvent('response', {}, { enqueuedAt: 1500 })]),
      ),
    );
    assert.deepEqual([entry?.time, entry?.timings.wait, entry?._negativeDuration], [0, 0, -500]);
  });
});

describe('exportHar', () => {
  it('skips what the format cannot hold, and counts it', async () => {
    const good = exchangeOf({});
    const [unreadable] = exchangesOf([{ ...halfEvent('request', {}), body: bytesOf('?') }]);
    const badTimes = [NaN, Infinity, -1, 1e15].map((enqueuedAt) => ({
      ...good,
      request: { ...good.request!, event: { ...good.request!.event, enqueuedAt } },
    }));
    const sink = new MemorySink();
    const result = await exportHar([unreadable!, good, ...badTimes, good], sink, { creatorVersion: '1' });
    assert.deepEqual(result, { entries: 2, skipped: 5, replaced: [] });
    assert.equal(entriesOf(sink.text).length, 2);
    assert.ok(badTimes.every((each) => !(exchangeTime(each) > 0 && exchangeTime(each) < 1e14)));
  });

  it('writes no secret, and says what it replaced and how often', async () => {
    const exchange = exchangeOf(
      {
        line: 'GET /?sig=CANARY HTTP/1.1',
        headers: ['Cookie: a=CANARY; b=CANARY', 'Content-Length: 18'],
        body: '{"token":"CANARY"}',
      },
      { headers: ['Set-Cookie: x=CANARY', 'Location: /?code=CANARY'], body: 'x' },
    );
    const sink = new MemorySink();
    const { replaced } = await exportHar([exchange, exchange], sink, {
      creatorVersion: '1',
      redaction: defaultRedactionRules,
    });
    assert.ok(!sink.text.includes('CANARY'));
    assert.deepEqual(
      replaced.map(({ side, kind, name, count }) => `${side} ${kind} ${name} ${count}`),
      [
        'request query sig 2',
        'request header Cookie 4',
        'request json $.token 2',
        'response header Set-Cookie 2',
        'response header Location?code 2',
      ],
    );
    assert.deepEqual(entriesOf(sink.text)[0]?._redacted?.[0], 'request query sig');
    // A replaced value makes no body cut or too long.
    assert.deepEqual(parseHar(sink.text).exchanges[0]?.request?.http.problems, []);
  });

  it('tells the sizes of what was logged, whatever was replaced', async () => {
    const exchange = exchangeOf(
      { headers: ['Content-Length: 50'], body: '{"token":"a","x":"cut' },
      { headers: ['Content-Length: 13'], body: '{"token":"a"}' },
    );
    const [entry] = entriesOf(await harOf([exchange], { redaction: defaultRedactionRules }));
    assert.deepEqual(
      [entry?.request.bodySize, entry?.request._truncated, entry?.response.content.size],
      [50, { missing: 29 }, 13],
    );
    assert.equal(entry?.response.content.text, '{"token":"[redacted]"}');
    const [read] = parseHar(await harOf([exchange], { redaction: defaultRedactionRules })).exchanges;
    assert.deepEqual([read?.request?.http.problems, read?.response?.http.problems], [['truncatedBody'], []]);
  });

  it('writes in pieces, tells how far it is, and stops when it is cancelled', async () => {
    const exchange = exchangeOf({ body: 'x'.repeat(60_000) });
    const sink = new MemorySink();
    const progress: number[] = [];
    const abort = new AbortController();
    sink.beforeWrite = () => {
      if (sink.pieces.length === 3) {
        abort.abort();
      }
    };
    const options = {
      creatorVersion: '1',
      abortSignal: abort.signal,
      onProgress: (done: number) => progress.push(done),
    };
    await assert.rejects(
      exportHar(
        Array.from({ length: 1000 }, () => exchange),
        sink,
        options,
      ),
      isCancelled,
    );
    assert.ok(
      sink.pieces.length <= 5 && progress.length > 2 && progress[0]! < 10,
      `${sink.pieces.length} ${progress.join()}`,
    );
  });

  it('fails with the sink', async () => {
    const sink = new MemorySink();
    sink.beforeWrite = () => {
      throw new Error('disk full');
    };
    await assert.rejects(exportHar([exchangeOf({})], sink, { creatorVersion: '1' }), /disk full/);
  });

  it('writes an empty file for no exchange', async () => {
    assert.deepEqual(parseHar(await harOf([])), { exchanges: [], problems: [] });
  });
});
