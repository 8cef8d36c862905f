// Files of traffic shown by the session that shows hubs: what was exported and saved comes back, and damage is told.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fileLimits, fileSource, FileTail } from '../../../../src/app/traffic/fileTail.ts';
import { exportHar } from '../../../../src/app/traffic/output/exportHar.ts';
import { saveSession } from '../../../../src/app/traffic/output/saveSession.ts';
import { readTrafficFile } from '../../../../src/app/traffic/trafficFile.ts';
import { TrafficSession } from '../../../../src/app/traffic/trafficSession.ts';
import type { Exchange } from '../../../../src/domain/traffic/exchange.ts';
import type { HubEvent } from '../../../../src/domain/traffic/loggedMessage.ts';
import { ExchangeStore } from '../../../../src/domain/traffic/store/exchangeStore.ts';
import { toTrafficRow } from '../../../../src/domain/traffic/trafficRow.ts';
import type { TrafficRow } from '../../../../src/domain/traffic/trafficRow.ts';
import { ManualClock } from '../../../support/manualClock.ts';
import { hostileMessages } from '../../../support/hostileMessages.ts';
import { makeEvent, requestEvent, responseEvent } from '../../../support/traffic.ts';

function exchangesOf(events: readonly HubEvent[]): Exchange[] {
  const store = new ExchangeStore({ maxExchanges: 1000, maxBytes: 1 << 28, responseTimeoutInMs: 0 });
  for (const event of events) {
    store.take(event, 0);
  }
  store.expire(1);
  return Array.from(store.numbers(), (number) => store.find(number)).filter((each) => each !== undefined);
}

class Memory {
  text = '';

  write(chunk: Uint8Array | string): Promise<void> {
    this.text += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
    return Promise.resolve();
  }
}

/** The rows of a file as the panel would show them, and the session's state. */
async function shown(text: string): Promise<{ rows: TrafficRow[]; session: TrafficSession }> {
  const clock = new ManualClock();
  const file = await readTrafficFile(Buffer.from(text), clock);
  const session = new TrafficSession({ tail: new FileTail(file, clock), clock }, fileSource('calls.har'), fileLimits);
  session.annotateWhenSeen(file.annotations);
  await session.start();
  await clock.advance(200);
  const rows = Array.from(session.exchanges.numbers(), (number) => session.find(number)).flatMap((each) =>
    each === undefined ? [] : [toTrafficRow(each)],
  );
  return { rows, session };
}

const calls: readonly HubEvent[] = [
  requestEvent('a', { sequenceNumber: 1, enqueuedAt: 1_700_000_000_000 }),
  responseEvent('a', { sequenceNumber: 2, enqueuedAt: 1_700_000_000_250 }),
  makeEvent('request:b:v2;ts=1700000000000;ip=10.0.0.4\nPOST /b HTTP/1.1\r\nHost: h\r\n\r\n{"a":1}', {
    sequenceNumber: 3,
  }),
  makeEvent('response:b:v2;el=12.5;len=900\nHTTP/1.1 500 No\r\nContent-Type: text/plain\r\n\r\ncut', {
    sequenceNumber: 4,
  }),
  requestEvent('lonely', { sequenceNumber: 5 }),
];

describe('a saved session', () => {
  it('comes back with every row and annotation', async () => {
    const exchanges = exchangesOf([
      ...calls,
      makeEvent('garbage', { sequenceNumber: 6 }),
      responseEvent('a', { sequenceNumber: 7 }),
    ]);
    const [first, ...others] = exchanges;
    assert.ok(first !== undefined);
    const annotated: Exchange[] = [{ ...first, annotation: { isPinned: true, mark: 'red', note: 'look' } }, ...others];
    const sink = new Memory();
    await saveSession(annotated, sink, { source: { host: 'h', hub: 'api', consumerGroup: 'g' } });
    const { rows, session } = await shown(sink.text);
    assert.deepEqual(
      rows,
      annotated.map((each) => toTrafficRow(each)),
    );
    assert.deepEqual(
      [session.status.state, session.status.problem, session.status.hub, session.status.partitions],
      ['stopped', undefined, 'calls.har', []],
    );
  });

  it('says where it was cut and shows what is before', async () => {
    const sink = new Memory();
    await saveSession(exchangesOf(calls), sink);
    const { rows, session } = await shown(sink.text.slice(0, -60));
    // The cut took the end and the last event.
    assert.equal(rows.length, 2);
    assert.match(
      session.status.problem ?? '',
      /^"calls\.har" could not be read completely\. The file was cut behind line \d+; what is before it is shown\.$/,
    );
  });

  it('comes back whatever the events hold', async () => {
    const events = hostileMessages
      .filter(({ body }) => body.length < 20_000)
      .map(({ body }, index) => makeEvent(body, { sequenceNumber: index }));
    const exchanges = exchangesOf(events);
    const sink = new Memory();
    await saveSession(exchanges, sink);
    // Of the repeats the session keeps the latest twenty, and so does the file.
    assert.deepEqual(
      (await shown(sink.text)).rows,
      exchanges.map((each) => toTrafficRow({ ...each, repeatCount: Math.min(each.repeatCount, 20) })),
    );
  });
});

describe('an exported HAR file', () => {
  it('comes back with durations, sizes and cuts, also those that only the gateway knew', async () => {
    const exchanges = exchangesOf(calls);
    const sink = new Memory();
    await exportHar(exchanges, sink, { creatorVersion: '1' });
    const { rows, session } = await shown(sink.text);
    assert.deepEqual(
      rows,
      exchanges.map((each) => toTrafficRow(each)),
    );
    assert.equal(session.status.problem, undefined);
  });

  it('of another program is shown as calls', async () => {
    const har = {
      log: {
        entries: [
          {
            startedDateTime: '2026-01-02T03:04:05.000Z',
            time: 42,
            request: { method: 'GET', url: 'https://contoso.com/a?b=1', headers: [{ name: 'Accept', value: '*/*' }] },
            response: {
              status: 200,
              statusText: 'OK',
              headers: [],
              content: { size: 2, mimeType: 'text/plain', text: 'hi' },
            },
          },
          { nothing: true },
        ],
      },
    };
    const { rows, session } = await shown(JSON.stringify(har));
    assert.deepEqual(
      rows.map(({ method, host, path, status, durationInMs }) => [method, host, path, status, durationInMs]),
      [['GET', 'contoso.com', '/a?b=1', 200, 42]],
    );
    assert.match(session.status.problem ?? '', /Left out: 1 of its entries/);
  });

  it('that is none says so', async () => {
    for (const [text, reason] of [
      ['', /no JSON/],
      ['{"log":', /no JSON/],
      ['{"log":{}}', /no HAR file/],
      ['{"wirewatchSession":99}', /later version/],
    ] as const) {
      const { rows, session } = await shown(text);
      assert.deepEqual(rows, []);
      assert.match(session.status.problem ?? '', reason);
    }
  });
});
