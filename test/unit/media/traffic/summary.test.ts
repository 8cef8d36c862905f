// What is counted over all rows: buckets of time, percentiles, and the rate.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { barPath, bucketKinds, countByTime, roundSpan } from '../../../../media/traffic/summary/timeBuckets.ts';
import { figuresOf, ratePerSecond } from '../../../../media/traffic/summary/trafficFigures.ts';

interface Row {
  readonly time: number;
  readonly status: number;
  readonly state: number;
  readonly duration: number;
}

function columns(rows: readonly Row[]) {
  return {
    slots: Uint32Array.from(rows.keys()),
    columns: {
      time: Float64Array.from(rows, ({ time }) => time),
      status: Uint16Array.from(rows, ({ status }) => status),
      state: Uint8Array.from(rows, ({ state }) => state),
      duration: Float64Array.from(rows, ({ duration }) => duration),
    },
  };
}

const row = fc.record({
  time: fc.integer({ min: 1_700_000_000_000, max: 1_700_000_900_000 }),
  status: fc.constantFrom(0, 200, 302, 404, 500, 503),
  state: fc.integer({ min: 0, max: 4 }),
  duration: fc.oneof(fc.constant(Number.NaN), fc.integer({ min: -50, max: 60_000 })),
});

describe('countByTime', () => {
  it('counts every row once, into few enough buckets of a round length', () => {
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 200 }), fc.integer({ min: 1, max: 150 }), (rows, max) => {
        const buckets = countByTime(columns(rows), max);
        assert.ok(buckets !== undefined);
        assert.ok(buckets.count <= max + 1);
        assert.equal(roundSpan(buckets.spanInMs), buckets.spanInMs);
        const total = bucketKinds.flatMap((kind) => [...buckets.counts[kind]]).reduce((sum, count) => sum + count, 0);
        assert.equal(total, rows.length);
        for (const { time } of rows) {
          assert.ok(time >= buckets.from && time < buckets.from + buckets.count * buckets.spanInMs);
        }
      }),
    );
  });

  it('tells kinds apart', () => {
    const at = (status: number, state = 1): Row => ({ time: 5, status, state, duration: 1 });
    const buckets = countByTime(columns([at(200), at(404), at(500), at(0, 3), at(0, 0)]), 10);
    assert.deepEqual(
      bucketKinds.map((kind) => buckets?.counts[kind][0]),
      [2, 1, 1, 1],
    );
    assert.equal(buckets?.max, 5);
    assert.equal(countByTime(columns([]), 10), undefined);
  });

  it('draws bars upon each other', () => {
    const at = (status: number): Row => ({ time: 5, status, state: 1, duration: 1 });
    const buckets = countByTime(columns([at(200), at(200), at(404), at(500)]), 10);
    assert.ok(buckets !== undefined);
    assert.equal(barPath(buckets, 'ok'), 'M0 1v-0.5h1v0.5z');
    assert.equal(barPath(buckets, 'clientError'), 'M0 0.5v-0.25h1v0.25z');
    assert.equal(barPath(buckets, 'serverError'), 'M0 0.25v-0.25h1v0.25z');
    assert.equal(barPath(buckets, 'unanswered'), '');
  });
});

describe('figuresOf', () => {
  it('is exact for few rows', () => {
    const rows = Array.from({ length: 100 }, (_, index) => ({
      time: 0,
      status: index < 7 ? 500 : 200,
      state: 1,
      duration: index + 1,
    }));
    assert.deepEqual(figuresOf(columns(rows)), { count: 100, errors: 7, p50: 50, p95: 95, p99: 99 });
    assert.deepEqual(figuresOf(columns([])), { count: 0, errors: 0, p50: undefined, p95: undefined, p99: undefined });
  });

  it('is within two percent for many', () => {
    const rows = Array.from({ length: 30_000 }, (_, index) => ({
      time: 0,
      status: 200,
      state: 1,
      duration: ((index * 7919) % 30_000) / 3,
    }));
    const { p50, p95, p99 } = figuresOf(columns(rows));
    for (const [found, expected] of [
      [p50, 5000],
      [p95, 9500],
      [p99, 9900],
    ] as const) {
      assert.ok(Math.abs((found ?? 0) - expected) < expected * 0.02, `${found} for ${expected}`);
    }
  });

  it('never leaves the range of the durations, whatever they are', () => {
    fc.assert(
      fc.property(fc.array(row, { minLength: 1 }), (rows) => {
        const known = rows.map(({ duration }) => Math.max(0, duration)).filter((each) => !Number.isNaN(each));
        const { p50, p95, p99 } = figuresOf(columns(rows));
        assert.equal(p50 === undefined, known.length === 0);
        if (p50 !== undefined && p95 !== undefined && p99 !== undefined) {
          assert.ok(p50 <= p95 && p95 <= p99 && p99 <= Math.max(...known) && p50 >= Math.min(...known));
        }
      }),
    );
  });
});

describe('ratePerSecond', () => {
  const check = (times: readonly number[], now: number, expected: number): void =>
    assert.equal(ratePerSecond(Float64Array.from(times), times.length, now), expected);

  it('counts the latest minute, and falls when nothing comes', () => {
    const times = Array.from({ length: 600 }, (_, index) => index * 200);
    check(times, 119_800, 5);
    check(times, 119_800 + 30_000, 2.5);
    check(times, 119_800 + 60_000, 0);
  });

  it('takes the time that there was at the beginning', () => {
    check([0, 1000, 2000], 2000, 1.5);
    check([], 0, 0);
  });
});
