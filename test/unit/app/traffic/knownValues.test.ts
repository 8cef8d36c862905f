// Suggestions from the latest traffic: the most frequent first, bounded in number, length and time.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { collectKnownValues } from '../../../../src/app/traffic/knownValues.ts';
import { TrafficSession } from '../../../../src/app/traffic/trafficSession.ts';
import { ManualClock } from '../../../support/manualClock.ts';
import { hostileMessages } from '../../../support/hostileMessages.ts';
import { FakeTail, makeEvent, tailSource } from '../../../support/traffic.ts';

async function sessionOf(texts: readonly (string | Uint8Array)[]): Promise<TrafficSession> {
  const tail = new FakeTail();
  const session = new TrafficSession({ tail, clock: new ManualClock() }, tailSource, {
    maxExchanges: 10_000,
    maxBytes: 1 << 28,
    responseTimeoutInMs: 1000,
  });
  await session.start();
  tail.listener.onEvents(texts.map((text) => makeEvent(text)));
  return session;
}

const call = (n: number, method: string, host: string, status: number): string[] => [
  `request:${n}\n${method} /x HTTP/1.1\r\nHost: ${host}\r\nX-Api-Version: 1\r\n\r\n`,
  `response:${n}\nHTTP/1.1 ${status} X\r\nContent-Type: Application/JSON; charset=utf-8\r\nx-api-version: 2\r\n\r\n{}`,
];

describe('collectKnownValues', () => {
  it('counts what occurs, the most frequent first', async () => {
    const session = await sessionOf([
      ...call(1, 'GET', 'a', 200),
      ...call(2, 'POST', 'b', 404),
      ...call(3, 'POST', 'b', 200),
      ...call(4, 'POST', 'a', 200),
      'garbage',
      '{"event_type":"response","message-id":"j","status_code":"503","response_headers":"ETag: 1;;Content-Type: text/html"}',
    ]);
    const known = collectKnownValues(session);
    assert.deepEqual(known, {
      methods: ['POST', 'GET'],
      hosts: ['a', 'b'],
      statuses: [200, 503, 404],
      headerNames: ['x-api-version', 'host', 'content-type', 'etag'].toSorted(
        (a, b) => known.headerNames.indexOf(a) - known.headerNames.indexOf(b),
      ),
      partitions: ['0'],
      types: ['application/json', 'text/html'],
    });
    assert.equal(known.headerNames[0], 'x-api-version');
  });

  it('looks at the latest only', async () => {
    const old = call(0, 'OLD', 'old', 500);
    const session = await sessionOf([
      ...old,
      ...Array.from({ length: 300 }, (_value, n) => call(n + 1, 'GET', 'h', 200)).flat(),
    ]);
    assert.deepEqual(collectKnownValues(session).methods, ['GET']);
  });

  it('is bounded: in the number of values, in their length, and in what it reads of one message', async () => {
    const texts = Array.from(
      { length: 250 },
      (_value, n) => `request:${n}\nM${n} /x HTTP/1.1\r\nHost: h${n}\r\nX-${n}: 1\r\n\r\n`,
    );
    const fat = `request:f\n${'L'.repeat(300)} /x HTTP/1.1\r\n${'A: b\r\n'.repeat(3000)}Late: x\r\n\r\n`;
    const { methods, hosts, headerNames } = collectKnownValues(await sessionOf([...texts, fat]));
    assert.deepEqual([methods.length, hosts.length, headerNames.length], [100, 100, 100]);
    assert.ok(methods.every((method) => method.length <= 200));
    assert.ok(headerNames.includes('a') && !headerNames.includes('late'));
  });

  it('takes hostile events', async () => {
    const known = collectKnownValues(await sessionOf(hostileMessages.map(({ body }) => body)));
    assert.ok(known.hosts.includes('h') && known.headerNames.includes('a'));
    assert.deepEqual(collectKnownValues(await sessionOf([])).methods, []);
  });
});
