// Records of a slab: every field comes back as it went in, whatever lies before it; copies are apart from their original.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { createHttpHead, scanMessage } from '../../../../../src/domain/http/httpHead.ts';
import type { HubEvent } from '../../../../../src/domain/traffic/loggedMessage.ts';
import { readFirstLine } from '../../../../../src/domain/traffic/loggedMessage.ts';
import {
  encodeProperties,
  FLAG_REBUILT,
  FLAG_V2,
  MessageSlab,
  recordBytes,
  recordHeadBytes,
} from '../../../../../src/domain/traffic/store/messageSlab.ts';
import { makeEvent } from '../../../../support/traffic.ts';

function append(slab: MessageSlab, event: HubEvent, flags = 0, partition = 0): number {
  return slab.append(event, flags, partition, encodeProperties(event));
}

/** What a record says of its event. */
function eventAt(slab: MessageSlab, at: number): unknown[] {
  return [slab.body(at), slab.enqueuedAt(at), slab.sequenceNumber(at), slab.offset(at), slab.properties(at)];
}

function eventParts({ body, enqueuedAt, sequenceNumber, offset = '', properties }: HubEvent): unknown[] {
  return [body, enqueuedAt, sequenceNumber, offset, properties];
}

const anyEvent = fc.record(
  {
    partitionId: fc.constant('0'),
    body: fc.uint8Array({ maxLength: 60 }),
    enqueuedAt: fc.double({ noNaN: true }),
    sequenceNumber: fc.maxSafeInteger(),
    offset: fc.stringMatching(/^\d{1,20}$/),
    properties: fc.dictionary(fc.string(), fc.string(), { maxKeys: 3, noNullPrototype: true }),
  },
  { requiredKeys: ['partitionId', 'body', 'enqueuedAt', 'sequenceNumber'] },
);

describe('MessageSlab', () => {
  it('gives every field back, of bodies of any length, one after another, and of copies', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(anyEvent, fc.constantFrom(0, FLAG_V2, FLAG_REBUILT), fc.nat(0xff_ff)), { maxLength: 8 }),
        (records) => {
          const size = records.reduce((sum, [event]) => sum + recordBytes(event, encodeProperties(event)), 0);
          const slab = new MessageSlab(size);
          const places = records.map(([event, flags, partition]) => append(slab, event, flags, partition));
          assert.equal(slab.hasRoomFor(8), false);
          for (const [index, [event, flags, partition]] of records.entries()) {
            const at = places[index] ?? 0;
            const copy = slab.copyOut(at);
            assert.equal(copy.capacity, recordBytes(event, encodeProperties(event)));
            for (const [where, place] of [
              [slab, at],
              [copy, 0],
            ] as const) {
              assert.deepEqual(eventAt(where, place), eventParts(event));
              assert.deepEqual([where.partition(place), where.bodyLength(place)], [partition, event.body.length]);
              assert.deepEqual(
                [FLAG_V2, FLAG_REBUILT].filter((flag) => where.hasFlag(place, flag)),
                flags === 0 ? [] : [flags],
              );
            }
          }
        },
      ),
    );
  });

  it('keeps what a scan found exactly as a scan elsewhere finds it, wherever the message lies', () => {
    const lineEnd = fc.constantFrom('\n', '\r\n', '\r', '');
    const message = fc
      .tuple(
        fc.string({ maxLength: 12 }),
        lineEnd,
        fc.array(fc.tuple(fc.constantFrom('A: b', 'Content-Length: 3', ':'), lineEnd)),
        lineEnd,
        fc.string(),
      )
      .map(([start, end, headers, blank, body]) => `${start}${end}${headers.flat().join('')}${blank}${body}`);
    fc.assert(
      fc.property(
        fc.array(message, { minLength: 1, maxLength: 6 }),
        fc.option(fc.nat(50), { nil: undefined }),
        (texts, original) => {
          const slab = new MessageSlab(65_536);
          for (const text of texts) {
            const event = makeEvent(`request:id\n${text}`);
            const at = append(slab, event);
            const [expected, returned, kept] = [createHttpHead(), createHttpHead(), createHttpHead()];
            scanMessage(event.body, 11, expected, original);
            slab.scan(at, 11, original, returned);
            slab.readHead(at, kept);
            assert.deepEqual(returned, expected);
            assert.deepEqual(kept, expected);
            const { headersStart, headersEnd, bodyStart, declaredLength } = expected;
            assert.deepEqual(slab.headers(at), event.body.subarray(headersStart, headersEnd));
            assert.deepEqual(slab.content(at), event.body.subarray(bodyStart));
            assert.deepEqual(
              [slab.contentLength(at), slab.declaredLength(at)],
              [event.body.length - bodyStart, declaredLength],
            );
            assert.equal(slab.messageId(at), 'id');
          }
        },
      ),
    );
  });

  it('reads the id as the first line tells it', () => {
    for (const line of [
      'request:a',
      'response:a',
      'request: a b \r',
      'response:ü',
      'request:a:b',
      'response:a:v2;el=1',
      'request:a\u00a0',
    ]) {
      const slab = new MessageSlab(1024);
      const event = makeEvent(`${line}\nGET / HTTP/1.1\r\n\r\n`);
      const first = readFirstLine(event.body);
      assert.ok(typeof first === 'object');
      const at = append(slab, event, first.metadata === undefined ? 0 : FLAG_V2);
      slab.scan(at, first.messageStart, undefined, createHttpHead());
      assert.equal(slab.messageId(at), first.messageId, line);
    }
  });

  it('looks for late problems once, adds others, and keeps flags and offsets through all of it', () => {
    const slab = new MessageSlab(1024);
    const event = makeEvent('response:a:v2;x=1\nHTTP/1.1 200 OK\r\nno colon\r\n\r\n');
    const at = append(slab, event, FLAG_V2);
    slab.scan(at, 18, undefined, createHttpHead());
    assert.equal(slab.problems(at), 1 << 3);
    // Were it looked at again, it would be found to be well now.
    slab.headers(at).fill(0x3a);
    assert.equal(slab.problems(at), 1 << 3);
    slab.addProblems(at, 1 << 1);
    assert.deepEqual([slab.problems(at), slab.hasFlag(at, FLAG_V2)], [(1 << 3) | (1 << 1), true]);
    assert.equal(slab.headersStart(at), event.body.indexOf(10, 18) + 1);
  });

  it('shares nothing with the event, and a copy shares nothing with the slab', () => {
    const slab = new MessageSlab(1024);
    const event = makeEvent('request:a\nGET / HTTP/1.1\r\n\r\n');
    const body = event.body.slice();
    const at = append(slab, event);
    event.body.fill(0);
    const copy = slab.copyOut(at);
    slab.body(at).fill(1);
    assert.deepEqual(copy.body(0), body);
  });

  it('drops an offset that is none, for it would stand where the properties are', () => {
    for (const offset of ['9'.repeat(70_000), 'ü', '\ud800']) {
      const event = makeEvent('x', { offset, properties: { a: 'b' } });
      const slab = new MessageSlab(recordBytes(event, encodeProperties(event)));
      const at = append(slab, event);
      assert.deepEqual([slab.offset(at), slab.properties(at)], ['', { a: 'b' }]);
    }
  });

  it('has room for what it was made for', () => {
    const slab = new MessageSlab(recordHeadBytes + 16);
    assert.ok(slab.hasRoomFor(recordBytes(makeEvent('x'.repeat(16)), undefined)));
    assert.ok(!slab.hasRoomFor(recordBytes(makeEvent('x'.repeat(17)), undefined)));
    append(slab, makeEvent(''));
    assert.ok(slab.hasRoomFor(16) && !slab.hasRoomFor(17));
  });
});
