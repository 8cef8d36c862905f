// Session files: what was saved comes back byte for byte, and a damaged file gives everything around the damage.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { openSession } from '../../../../../src/app/traffic/output/openSession.ts';
import type { OpenedSession } from '../../../../../src/app/traffic/output/openSession.ts';
import { saveSession } from '../../../../../src/app/traffic/output/saveSession.ts';
import { isCancelled } from '../../../../../src/base/abort.ts';
import type { Annotation, Exchange } from '../../../../../src/domain/traffic/exchange.ts';
import type { HubEvent } from '../../../../../src/domain/traffic/loggedMessage.ts';
import { annotationKey, eventsOf } from '../../../../../src/domain/traffic/output/sessionFile.ts';
import {
  bytesOf,
  exchangeOf,
  exchangesOf,
  halfEvent,
  hostileBodies,
} from '../../../domain/traffic/output/exchanges.ts';
import { MemorySink } from './memorySink.ts';

const source = { host: 'contoso.servicebus.windows.net', hub: 'traffic', consumerGroup: '$Default' };

async function save(exchanges: readonly Exchange[]): Promise<Uint8Array> {
  const sink = new MemorySink();
  await saveSession(exchanges, sink, { source });
  return bytesOf(...sink.pieces);
}

/** The file in pieces of some length. */
function* cut(bytes: Uint8Array, length: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += length) {
    yield bytes.slice(at, at + length);
  }
}

const open = (bytes: Uint8Array | string, length = 1000): Promise<OpenedSession> =>
  openSession(cut(bytesOf(bytes), length));

/** The exchanges that the normal parser makes of a file, with what a person had added. */
function rebuild({ events, annotations }: OpenedSession): Exchange[] {
  return exchangesOf(events).map((exchange) => ({
    ...exchange,
    annotation: annotations.get(annotationKey(exchange)) ?? exchange.annotation,
  }));
}

const events: readonly HubEvent[] = [
  halfEvent('request', { body: 'ü' }, { id: 'a', offset: '5', properties: { x: 'y' } }),
  halfEvent('response', { body: bytesOf([0, 255, 10]) }, { id: 'b' }),
  halfEvent('request', {}, { id: 'a' }),
  { ...halfEvent('request', {}), body: bytesOf('no message\n'), sequenceNumber: 99 },
];
const note: Annotation = { isPinned: true, mark: 'green', note: 'a\n"b" \u2028 ü' };

describe('a session file', () => {
  it('gives the events and what a person added', async () => {
    const exchanges = exchangesOf(events).map((exchange) => ({ ...exchange, annotation: note }));
    const opened = await open(await save(exchanges));
    assert.deepEqual(opened.problems, []);
    assert.deepEqual(opened.source, source);
    assert.deepEqual(opened.events, [events[0], events[2], events[1], events[3]]);
    assert.deepEqual(
      [...opened.annotations],
      [
        ['id a', note],
        ['id b', note],
        ['event 0 99', note],
      ],
    );
    assert.deepEqual(rebuild(opened), exchanges);
  });

  it('gives back any session, in pieces of any size (property)', async () => {
    const event = fc.record({
      kind: fc.constantFrom('request', 'response') satisfies fc.Arbitrary<'request' | 'response'>,
      id: fc.constantFrom('a', 'b', 'c', 'ü d'),
      body: fc.oneof(fc.uint8Array(), fc.constantFrom(...hostileBodies)),
      place: fc.record({
        partitionId: fc.string(),
        sequenceNumber: fc.nat(),
        enqueuedAt: fc.double({ min: -8.64e15, max: 8.64e15, noNaN: true }).map((time) => time + 0),
      }),
      extras: fc.record(
        {
          offset: fc.string({ unit: 'binary' }).map((text) => text.toWellFormed()),
          properties: fc.dictionary(
            fc.string().filter((key) => key !== '__proto__'),
            fc.string(),
            { noNullPrototype: true },
          ),
        },
        { requiredKeys: [] },
      ),
      isReadable: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(event, { maxLength: 6 }),
        fc.integer({ min: 1, max: 300 }),
        fc.boolean(),
        async (list, length, isNoted) => {
          const all = list.map(({ kind, id, body, place, extras, isReadable }, index) => {
            const made = { ...halfEvent(kind, { body }, { id }), ...place, ...extras, sequenceNumber: index };
            return isReadable ? made : { ...made, body: bytesOf(body) };
          });
          const exchanges = exchangesOf(all).map((exchange) =>
            isNoted ? { ...exchange, annotation: note } : exchange,
          );
          const opened = await open(await save(exchanges), length);
          assert.deepEqual(opened.problems, []);
          assert.deepEqual(rebuild(opened), exchanges);
        },
      ),
    );
  });

  it('writes an event that holds both halves once', () => {
    const exchange = exchangeOf({}, {});
    const [request, response] = [exchange.request!, exchange.response!];
    assert.equal(eventsOf({ ...exchange, response: { ...response, event: { ...request.event } } }).length, 1);
    // Halves from a HAR file may have one place, and are two.
    assert.equal(
      eventsOf({
        ...exchange,
        response: { ...response, event: { ...response.event, partitionId: '0', sequenceNumber: 11 } },
      }).length,
      2,
    );
  });

  it('is written in pieces and stops when it is cancelled', async () => {
    const sink = new MemorySink();
    const abort = new AbortController();
    sink.beforeWrite = () => abort.abort();
    const exchange = exchangeOf({ body: 'x'.repeat(100_000) });
    await assert.rejects(
      saveSession(
        Array.from({ length: 100 }, () => exchange),
        sink,
        { abortSignal: abort.signal },
      ),
      isCancelled,
    );
    assert.equal(sink.pieces.length, 1);
    assert.deepEqual((await open(sink.text)).problems, [{ kind: 'cut', line: sink.text.split('\n').length }]);
    await assert.rejects(openSession([bytesOf(sink.text)], abort.signal), isCancelled);
  });
});

describe('a session file with damage', () => {
  it('gives what is before the place where it was cut (every place)', async () => {
    const exchanges = exchangesOf(events);
    const whole = await save(exchanges);
    const lines = new TextDecoder().decode(whole).split('\n');
    for (let length = 0; length < whole.length - 1; length++) {
      const { events: read, problems } = await open(whole.slice(0, length));
      const shown = new TextDecoder().decode(whole.slice(0, length)).split('\n');
      const full = shown.filter((line, index) => line !== '' && line === lines[index]).length;
      assert.equal(read.length, Math.max(0, Math.min(events.length, full - 1)), `${length}`);
      assert.ok(problems.length > 0, `no problem at ${length}`);
      assert.ok(problems.every(({ kind }) => kind === 'notSession' || kind === 'badLine' || kind === 'cut'));
    }
  });

  it('gives the lines around a bad one, and says which it was', async () => {
    const lines = new TextDecoder().decode(await save(exchangesOf(events))).split('\n');
    const bad = [
      '{"event":',
      '{"event":{"partition":"0"}}',
      'x',
      lines[2]!.replace('"body":"', '"body":"AA'),
      lines[2]!.replace('"body":"', '"body":"!'),
    ];
    for (const line of bad) {
      const { events: read, problems } = await open(lines.with(2, line).join('\r\n'));
      assert.equal(read.length, 3, line);
      assert.deepEqual(
        problems,
        [
          { kind: 'badLine', line: 3 },
          { kind: 'cut', line: 7 },
        ],
        line,
      );
    }
  });

  it('that is something else is refused at its first line', async () => {
    for (const text of [
      '',
      '{"log":{}}\n',
      'PK\u0003\u0004',
      '{"end":{"events":0}}\n',
      '\n\n',
      `[${'x'.repeat(40_000)}`,
    ]) {
      assert.deepEqual(await open(text), {
        events: [],
        annotations: new Map(),
        problems: [{ kind: text === '' ? 'cut' : 'notSession', line: 1 }],
      });
    }
    assert.deepEqual((await open('{"wirewatchSession":2}\n{"event":{}}\n')).problems, [
      { kind: 'newerVersion', line: 1 },
    ]);
  });

  it('with a line without end does not fill the memory', async () => {
    const piece = new Uint8Array(1024 * 1024).fill(0x20);
    let given = 0;
    function* endless(): Generator<Uint8Array> {
      while (given < 1000) {
        given++;
        yield piece;
      }
    }
    assert.deepEqual((await openSession(endless())).problems, [{ kind: 'notSession', line: 1 }]);
    assert.ok(given < 50);
    function* late(): Generator<Uint8Array> {
      yield bytesOf('{"wirewatchSession":1}\n');
      for (let index = 0; index < 40; index++) {
        yield piece;
      }
      yield bytesOf('\n{"end":{"events":0}}\n');
    }
    assert.deepEqual((await openSession(late())).problems, [{ kind: 'tooLong', line: 2 }]);
  });

  it('takes any bytes (property)', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof(
            fc.jsonValue().map((value) => JSON.stringify(value)),
            fc.string(),
            fc.constantFrom('{"event":{},"body":"","size":0}', '{"annotation":1,"key":"a"}'),
          ),
        ),
        async (lines) => {
          const { events: read } = await open(['{"wirewatchSession":1}', ...lines].join('\n'));
          assert.deepEqual(read, []);
        },
      ),
    );
  });
});
