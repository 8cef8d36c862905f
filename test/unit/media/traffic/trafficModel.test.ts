// The view's rows without a view: snapshots, steps, selection, pause; and that any history of steps ends as the host has it.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { TrafficModel } from '../../../../media/traffic/trafficModel.ts';
import type { TrafficRow } from '../../../../src/domain/traffic/trafficRow.ts';
import type { TrafficSnapshot, TrafficUpdate } from '../../../../src/protocol/trafficContract.ts';
import { makeRow, makeStatus } from '../../../support/trafficRows.ts';

function snapshot(...numbers: readonly number[]): TrafficSnapshot {
  return { status: makeStatus(), rows: numbers.map((number) => makeRow(number)), texts: {}, language: 'en' };
}

function update(parts: { upserts?: readonly number[]; removed?: readonly number[]; cleared?: boolean }): TrafficUpdate {
  const { upserts = [], removed = [], cleared = false } = parts;
  return { status: makeStatus(), cleared, removed, upserts: upserts.map((number) => makeRow(number)) };
}

function numbers(model: TrafficModel): number[] {
  return Array.from({ length: model.rowCount }, (_, index) => model.rowAt(index)?.number ?? -1);
}

function modelOf(...rows: readonly number[]): TrafficModel {
  const model = new TrafficModel();
  model.reset(snapshot(...rows));
  return model;
}

describe('TrafficModel: rows', () => {
  it('begins empty', () => {
    const model = new TrafficModel();
    assert.deepEqual(
      [model.rowCount, model.rowAt(0), model.status, model.selected],
      [0, undefined, undefined, undefined],
    );
  });

  it('keeps the order of numbers, whatever the order of arrival', () => {
    const model = modelOf(3, 1, 2);
    model.apply(update({ upserts: [5, 4] }));
    assert.deepEqual(numbers(model), [1, 2, 3, 4, 5]);
  });

  it('replaces a row in its place', () => {
    const model = modelOf(1, 2);
    const changed: TrafficRow = { ...makeRow(1), status: 500 };
    model.apply({ ...update({}), upserts: [changed] });
    assert.deepEqual([numbers(model), model.rowAt(0)], [[1, 2], changed]);
  });

  it('takes removals and a clearing', () => {
    const model = modelOf(1, 2, 3);
    model.apply(update({ removed: [2, 9] }));
    assert.deepEqual(numbers(model), [1, 3]);
    model.apply(update({ cleared: true, upserts: [4] }));
    assert.deepEqual(numbers(model), [4]);
  });

  it('finds places', () => {
    const model = modelOf(2, 4, 6, 8);
    assert.deepEqual(
      [1, 2, 5, 8, 9].map((number) => model.indexOf(number)),
      [-1, 0, -1, 3, -1],
    );
  });

  it('shows what the host has, after any steps', () => {
    const step = fc.record({
      upserts: fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 4 }),
      removed: fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 4 }),
      cleared: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const model = modelOf();
        const host = new Set<number>();
        for (const { upserts, removed, cleared } of steps) {
          model.apply(update({ upserts, removed, cleared }));
          if (cleared) {
            host.clear();
          }
          removed.forEach((number) => host.delete(number));
          upserts.forEach((number) => host.add(number));
        }
        const expected = [...host].toSorted((a, b) => a - b);
        assert.deepEqual(numbers(model), expected);
        expected.forEach((number, index) => assert.equal(model.indexOf(number), index));
      }),
    );
  });
});

describe('TrafficModel: selection', () => {
  it('stays as long as its row does', () => {
    const model = modelOf(1, 2);
    model.select(2);
    model.apply(update({ upserts: [3] }));
    model.reset(snapshot(2, 3));
    assert.equal(model.selected, 2);
    model.apply(update({ removed: [2] }));
    assert.equal(model.selected, undefined);
    model.select(3);
    model.reset(snapshot(4));
    assert.equal(model.selected, undefined);
    model.select(4);
    model.apply(update({ cleared: true }));
    assert.equal(model.selected, undefined);
  });
});

describe('TrafficModel: pause', () => {
  it('freezes the rows, follows the status, counts each new row once', () => {
    const model = modelOf(1, 2);
    model.pause();
    model.apply({ ...update({ upserts: [2, 3, 4], removed: [1] }), status: makeStatus({ receivedEvents: 77 }) });
    model.apply(update({ upserts: [3, 4, 5] }));
    assert.deepEqual(
      [numbers(model), model.newWhilePaused, model.status?.receivedEvents],
      [[1, 2], 3, makeStatus().receivedEvents],
    );
    assert.equal(model.isPaused, true);
  });

  it('counts no more what the host dropped again', () => {
    const model = modelOf(1);
    model.pause();
    model.apply(update({ upserts: [2, 3] }));
    model.apply(update({ removed: [2], upserts: [4] }));
    assert.equal(model.newWhilePaused, 2);
    model.apply(update({ cleared: true, upserts: [5] }));
    assert.equal(model.newWhilePaused, 1);
  });

  it('goes on with a snapshot', () => {
    const model = modelOf(1);
    model.pause();
    model.apply(update({ upserts: [2] }));
    model.resume();
    assert.deepEqual([model.isPaused, model.newWhilePaused], [false, 0]);
    model.reset(snapshot(1, 2, 3));
    assert.deepEqual(numbers(model), [1, 2, 3]);
  });
});
