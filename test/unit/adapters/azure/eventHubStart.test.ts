// Where a partition is read from: every start on full, trimmed, emptied and virgin partitions.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { placeFor } from '../../../../src/adapters/azure/eventHubStart.ts';
import type { TailStart } from '../../../../src/app/traffic/ports.ts';

const now = 1_000_000_000;
/** Events 100 to 199 are kept, the last one a minute old. */
const trimmed = { begin: 100, end: 199, endEnqueuedAt: now - 60_000 };
const full = { begin: 0, end: 9, endEnqueuedAt: now - 60_000 };
const emptied = { begin: 200, end: 199, endEnqueuedAt: now - 9_000_000 };
const virgin = { begin: 0, end: -1, endEnqueuedAt: 0 };

describe('placeFor', () => {
  const after = (last: number, missing = 0): unknown => ({ kind: 'after', last, missing });
  for (const [name, start, expected] of [
    ['latest', { kind: 'latest' }, [after(199), after(9), after(199), after(-1)]],
    ['earliest', { kind: 'earliest' }, [after(99), after(-1), after(199), after(-1)]],
    ['the latest 5 events', { kind: 'events', count: 5 }, [after(194), after(4), after(199), after(-1)]],
    ['the latest 500 events', { kind: 'events', count: 500 }, [after(99), after(-1), after(199), after(-1)]],
    ['number 150', { kind: 'sequence', sequenceNumber: 150 }, [after(149), after(-1), after(199), after(-1)]],
    ['number 0', { kind: 'sequence', sequenceNumber: 0 }, [after(99), after(-1), after(199), after(-1)]],
    ['number 200', { kind: 'sequence', sequenceNumber: 200 }, [after(199), after(-1), after(199), after(-1)]],
    [
      'two minutes',
      { kind: 'minutes', minutes: 2 },
      [
        { kind: 'since', enqueuedAt: now - 120_000 },
        { kind: 'since', enqueuedAt: now - 120_000 },
        after(199),
        after(-1),
      ],
    ],
    ['a moment just now', { kind: 'time', enqueuedAt: now }, [after(199), after(9), after(199), after(-1)]],
    ['behind 5', { kind: 'after', positions: { '0': 5 } }, [after(99, 94), after(5), after(199, 194), after(-1)]],
    ['behind 150', { kind: 'after', positions: { '0': 150 } }, [after(150), after(-1), after(199, 49), after(-1)]],
    [
      'behind the first of all',
      { kind: 'after', positions: { '0': -1 } },
      [after(99, 100), after(-1), after(199, 200), after(-1)],
    ],
    [
      'behind a number below all',
      { kind: 'after', positions: { '0': -7 } },
      [after(99, 100), after(-1), after(199, 200), after(-1)],
    ],
    ['behind an unknown place', { kind: 'after', positions: {} }, [after(99), after(-1), after(199), after(-1)]],
  ] as const satisfies readonly (readonly [string, TailStart, readonly unknown[]])[]) {
    it(`begins at ${name}`, () => {
      assert.deepEqual(
        [trimmed, full, emptied, virgin].map((extent) => placeFor(start, '0', extent, now)),
        expected,
      );
    });
  }
});
