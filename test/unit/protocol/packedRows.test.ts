// Rows on their way to the view: what goes in comes out, in a buffer of exactly the needed size.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { trafficProblems } from '../../../src/domain/traffic/trafficProblem.ts';
import type { TrafficRow } from '../../../src/domain/traffic/trafficRow.ts';
import { packNumbers, packRows, rowAt, unpackColumns, unpackNumbers } from '../../../src/protocol/packedRows.ts';
import { makeRow } from '../../support/trafficRows.ts';

const text = fc.string({ unit: 'grapheme', maxLength: 30 });
const size = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });

function row(headerColumns: number): fc.Arbitrary<TrafficRow> {
  return fc
    .record({
      number: size,
      state: fc.constantFrom('pending', 'completed', 'orphaned', 'unanswered', 'unreadable'),
      time: fc.double({ noNaN: true, noDefaultInfinity: true }),
      method: text,
      host: text,
      path: text,
      status: fc.integer({ min: 0, max: 65_535 }),
      duration: fc.option(
        fc.record({
          durationInMs: fc.double({ noNaN: true, noDefaultInfinity: true }),
          durationSource: fc.constantFrom('gateway', 'enqueued'),
        }),
      ),
      requestBytes: size,
      responseBytes: size,
      contentType: text,
      clientIp: text,
      partitionId: text,
      sequenceNumber: size,
      repeatCount: fc.integer({ min: 0, max: 0xffffffff }),
      problems: fc.subarray([...trafficProblems]),
      isPinned: fc.boolean(),
      mark: fc.option(fc.constantFrom('red', 'yellow', 'green', 'blue')),
      note: text,
      isMatch: fc.boolean(),
      isHighlighted: fc.boolean(),
      extra: fc.array(text, { minLength: headerColumns, maxLength: headerColumns }),
    })
    .map(({ duration, mark, ...rest }) => ({ ...rest, ...duration, ...(mark === null ? {} : { mark }) }));
}

function readAll(buffer: ArrayBuffer): TrafficRow[] {
  const columns = unpackColumns(buffer);
  return Array.from({ length: columns.count }, (_, index) => rowAt(columns, index));
}

describe('packRows', () => {
  it('gives every row back as it was', () => {
    const rows = fc.integer({ min: 0, max: 4 }).chain((columns) => fc.array(row(columns), { maxLength: 12 }));
    fc.assert(fc.property(rows, (given) => assert.deepEqual(readAll(packRows(given)), given)));
  });

  it('keeps lengths right where a text is not well formed', () => {
    const [found] = readAll(packRows([makeRow(1, { path: 'a\ud800b', note: '\ufeffnote' })]));
    assert.deepEqual([found?.path, found?.note, found?.host], ['a\ufffdb', '\ufeffnote', 'api.contoso.com']);
  });

  it('takes a buffer of its own, a fraction of the JSON', () => {
    const rows = Array.from({ length: 1000 }, (_, index) => makeRow(index));
    const { byteLength } = packRows(rows);
    assert.ok(byteLength < JSON.stringify(rows).length / 2, `${byteLength} bytes`);
    assert.deepEqual(readAll(structuredClone(packRows(rows))), rows);
    assert.deepEqual(readAll(packRows([])), []);
  });
});

describe('packNumbers', () => {
  it('gives numbers back', () => {
    fc.assert(
      fc.property(fc.array(size), (numbers) => assert.deepEqual([...unpackNumbers(packNumbers(numbers))], numbers)),
    );
  });
});
