// Where a tail begins, as a person types it, and what is remembered of it.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  readPartitionIds,
  readRememberedStart,
  readStart,
  rememberedStart,
} from '../../../../src/host/prompt/startInput.ts';

const now = new Date(2026, 2, 1, 10, 4).getTime();

describe('readStart', () => {
  for (const [kind, text, expected] of [
    ['minutes', '60', { kind: 'minutes', minutes: 60 }],
    ['minutes', '0', undefined],
    ['minutes', '1e3', undefined],
    ['minutes', '99999', undefined],
    ['events', ' 1000 ', { kind: 'events', count: 1000 }],
    ['events', '-1', undefined],
    ['sequence', '0', { kind: 'sequence', sequenceNumber: 0 }],
    ['sequence', '1.5', undefined],
    ['time', '10:00', { kind: 'time', enqueuedAt: now - 4 * 60_000 }],
    // Still to come today: it was meant yesterday.
    ['time', '10:05', { kind: 'time', enqueuedAt: now + 60_000 - 86_400_000 }],
    ['time', '2026-03-01T09:04', { kind: 'time', enqueuedAt: now - 3_600_000 }],
    ['time', '2026-03-02', undefined],
    ['time', '2026-02-01T00:00:00Z', { kind: 'time', enqueuedAt: Date.UTC(2026, 1, 1) }],
    ['time', '-5m', { kind: 'time', enqueuedAt: now - 300_000 }],
    ['time', 'soon', undefined],
    ['latest', '1', undefined],
  ] as const) {
    it(`reads ${kind} "${text}"`, () => {
      assert.deepEqual(readStart(kind, text, now), expected);
    });
  }
});

describe('readPartitionIds', () => {
  it('takes numbers with commas', () => {
    assert.deepEqual(readPartitionIds('0, 2,2 ,31'), ['0', '2', '31']);
    for (const text of ['', 'a', '1;2', '1,', '99999']) {
      assert.equal(readPartitionIds(text), undefined, text);
    }
  });
});

describe('remembered starts', () => {
  it('come back as they were, if they mean the same another day', () => {
    for (const start of [
      { kind: 'latest' },
      { kind: 'earliest' },
      { kind: 'minutes', minutes: 5 },
      { kind: 'events', count: 7 },
    ] as const) {
      assert.deepEqual(readRememberedStart(rememberedStart(start)), start);
    }
    assert.equal(rememberedStart({ kind: 'time', enqueuedAt: 1 }), undefined);
    assert.equal(rememberedStart({ kind: 'sequence', sequenceNumber: 1 }), undefined);
  });

  it('are refused when they are something else', () => {
    for (const value of [
      undefined,
      null,
      7,
      {},
      { kind: 'minutes' },
      { kind: 'events', count: -1 },
      { kind: 'after' },
    ]) {
      assert.equal(readRememberedStart(value), undefined);
    }
  });
});
