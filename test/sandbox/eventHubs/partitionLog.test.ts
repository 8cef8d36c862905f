// The log of a partition alone: numbers without gaps, every start position, and what retention drops.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Located } from './partitionLog.ts';
import { PartitionLog } from './partitionLog.ts';
import type { Retention } from './options.ts';

function logOf(count: number, retention: Retention = {}): { log: PartitionLog; setNow: (value: number) => void } {
  let now = 1000;
  const log = new PartitionLog('0', retention, () => now);
  for (let index = 0; index < count; index += 1) {
    log.append(() => Buffer.alloc(100));
    now += 10;
  }
  return { log, setNow: (value) => (now = value) };
}

const next = (located: Located): number | string => ('next' in located ? located.next : located.problem);

describe('PartitionLog', () => {
  it('says of an empty partition what the service says', () => {
    assert.deepEqual(logOf(0).log.info, {
      id: '0',
      beginSequenceNumber: 0,
      lastSequenceNumber: -1,
      lastOffset: '-1',
      lastEnqueuedAt: 0,
      isEmpty: true,
      byteCount: 0,
    });
  });

  it('locates every kind of position', () => {
    const { log } = logOf(10);
    assert.equal(next(log.locate({ kind: 'earliest' })), 0);
    assert.equal(next(log.locate({ kind: 'latest' })), 10);
    assert.equal(next(log.locate({ kind: 'sequenceNumber', sequenceNumber: 4, isInclusive: true })), 4);
    assert.equal(next(log.locate({ kind: 'sequenceNumber', sequenceNumber: 4, isInclusive: false })), 5);
    assert.equal(next(log.locate({ kind: 'sequenceNumber', sequenceNumber: 9, isInclusive: false })), 10);
    assert.equal(next(log.locate({ kind: 'offset', offset: 300, isInclusive: true })), 3);
    assert.equal(next(log.locate({ kind: 'offset', offset: 300, isInclusive: false })), 4);
    assert.equal(next(log.locate({ kind: 'offset', offset: 301, isInclusive: true })), 4);
    assert.equal(next(log.locate({ kind: 'enqueuedTime', after: 1030 })), 4);
    assert.equal(next(log.locate({ kind: 'enqueuedTime', after: 0 })), 0);
    assert.equal(next(log.locate({ kind: 'enqueuedTime', after: 9999 })), 10);
  });

  it('refuses positions past the end and below zero', () => {
    const { log } = logOf(10);
    assert.equal(
      next(log.locate({ kind: 'sequenceNumber', sequenceNumber: 10, isInclusive: true })),
      "The supplied sequence number '10' is invalid. The last sequence number in the system is '9'",
    );
    assert.match(String(next(log.locate({ kind: 'offset', offset: 901, isInclusive: true }))), /supplied offset '901'/);
    const empty = logOf(0).log;
    assert.match(
      String(next(empty.locate({ kind: 'sequenceNumber', sequenceNumber: -1, isInclusive: false }))),
      /The last sequence number in the system is '-1'/,
    );
  });

  it('keeps only so many events', () => {
    const { log } = logOf(5000, { count: 10 });
    assert.equal(log.begin, 4990);
    assert.equal(log.at(4989), undefined);
    assert.equal(log.at(4990)?.sequenceNumber, 4990);
    assert.equal(next(log.locate({ kind: 'sequenceNumber', sequenceNumber: 3, isInclusive: true })), 4990);
  });

  it('keeps only so many bytes', () => {
    const { log } = logOf(10, { bytes: 450 });
    assert.equal(log.begin, 6);
    assert.equal(log.info.byteCount, 400);
  });

  it('drops what is too old when it is looked at', () => {
    const { log, setNow } = logOf(10, { ageInMs: 50 });
    setNow(1125);
    assert.equal(log.info.beginSequenceNumber, 8);
    setNow(5000);
    assert.deepEqual(
      { isEmpty: log.info.isEmpty, begin: log.info.beginSequenceNumber, last: log.info.lastSequenceNumber },
      { isEmpty: true, begin: 10, last: 9 },
    );
  });

  it('never lets enqueued times go back', () => {
    const { log, setNow } = logOf(1);
    setNow(5);
    assert.equal(log.append(() => Buffer.alloc(1)).enqueuedAt, 1000);
  });
});
