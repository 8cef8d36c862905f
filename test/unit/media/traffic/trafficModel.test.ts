// The view's rows without a view: snapshots, steps, filters, sorting, selection, pause; and that any history of them shows what
// a naive model over whole rows shows.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import type { RowSort } from '../../../../media/traffic/model/sortRows.ts';
import { TrafficModel } from '../../../../media/traffic/trafficModel.ts';
import type { TrafficRow } from '../../../../src/domain/traffic/trafficRow.ts';
import { packNumbers } from '../../../../src/protocol/packedRows.ts';
import { makeRow, makeSnapshot, makeStatus, makeUpdate } from '../../../support/trafficRows.ts';

function rowsOf(...numbers: readonly number[]): TrafficRow[] {
  return numbers.map((number) => makeRow(number));
}

function numbers(model: TrafficModel): number[] {
  return Array.from({ length: model.rowCount }, (_, index) => model.numberAt(index) ?? -1);
}

function modelOf(...rows: readonly number[]): TrafficModel {
  const model = new TrafficModel();
  model.reset(makeSnapshot(rowsOf(...rows)));
  return model;
}

function matches(
  kind: 'filter' | 'highlight',
  from: number,
  to: number,
  found: readonly number[],
): Parameters<TrafficModel['applyMatches']>[0] {
  return { kind, from, to, numbers: packNumbers(found), progress: 1 };
}

describe('TrafficModel: rows', () => {
  it('begins empty', () => {
    const model = new TrafficModel();
    assert.deepEqual(
      [model.rowCount, model.rowAt(0), model.status, model.selection.active],
      [0, undefined, undefined, undefined],
    );
  });

  it('gives rows back whole', () => {
    const rows = [
      makeRow(1, {
        note: 'look',
        mark: 'blue',
        isPinned: true,
        problems: ['truncatedBody', 'repeated'],
        extra: ['a', ''],
      }),
      makeRow(2, { state: 'pending', status: 0, host: '', isHighlighted: true, extra: ['', 'é東'] }),
    ];
    const model = new TrafficModel();
    model.reset(makeSnapshot(rows), ['request:a', 'response:b']);
    assert.deepEqual([model.rowAt(0), model.rowAt(1)], rows);
  });

  it('keeps the order of numbers, whatever the order of arrival', () => {
    const model = modelOf(3, 1, 2);
    model.apply(makeUpdate(rowsOf(7, 5)));
    assert.deepEqual(numbers(model), [1, 2, 3, 5, 7]);
    model.apply(makeUpdate(rowsOf(6, 4, 8)));
    assert.deepEqual(numbers(model), [1, 2, 3, 4, 5, 6, 7, 8]);
    assert.deepEqual(model.rowAt(3), makeRow(4));
  });

  it('replaces a row in its place, and its version changes', () => {
    const model = modelOf(1, 2);
    const version = model.versionAt(0);
    const changed = makeRow(1, { status: 500 });
    model.apply(makeUpdate([changed]));
    assert.deepEqual([numbers(model), model.rowAt(0)], [[1, 2], changed]);
    assert.notEqual(model.versionAt(0), version);
  });

  it('drops what is below the first number, but for pinned rows', () => {
    const model = new TrafficModel();
    model.reset(makeSnapshot([makeRow(1), makeRow(2, { isPinned: true }), ...rowsOf(3, 4)]));
    model.apply(makeUpdate([], 4));
    assert.deepEqual([numbers(model), model.keptCount], [[2, 4], 2]);
    model.apply(makeUpdate([makeRow(2)], 4));
    assert.deepEqual(numbers(model), [2, 4]);
    model.apply(makeUpdate([], 4));
    assert.deepEqual(numbers(model), [4]);
  });

  it('drops what the host says to be gone, pinned or noted, and its selection', () => {
    const model = new TrafficModel();
    model.reset(makeSnapshot([makeRow(1, { isPinned: true }), makeRow(2, { note: 'n' }), ...rowsOf(3, 4)]));
    model.selection.set(2);
    model.annotate({ numbers: [3], isPinned: true });
    model.apply(makeUpdate([], 4));
    assert.deepEqual(numbers(model), [1, 2, 3, 4]);
    model.apply(makeUpdate([], 4, [2, 3, 99]));
    assert.deepEqual([numbers(model), model.keptCount, model.selection.active], [[1, 4], 2, undefined]);
    model.reset(makeSnapshot(rowsOf(4), { firstNumber: 4, gone: packNumbers([1]) }));
    assert.deepEqual(numbers(model), [4]);
  });

  it('keeps only what it must over a long run', () => {
    const model = modelOf();
    for (let batch = 0; batch < 200; batch++) {
      const first = batch * 1000 + 1;
      const rows = Array.from({ length: 1000 }, (_, index) => makeRow(first + index));
      model.apply(makeUpdate(rows, first - 2000));
    }
    assert.equal(model.rowCount, 3000);
    assert.ok(model.kept.length < 10_000, `${model.kept.length} slots`);
    assert.deepEqual(model.rowAt(2999), makeRow(200_000));
  });

  it('remembers a place while rows come and go above it', () => {
    const model = modelOf(1, 2, 3, 4, 5, 6);
    model.watch(3);
    model.apply(makeUpdate(rowsOf(7), 3));
    assert.equal(model.numberAt(model.watched), 4);
    model.setSort({ column: 'time', isDescending: true });
    model.watch(model.indexOf(4));
    model.apply(makeUpdate(rowsOf(8, 9), 3));
    assert.equal(model.numberAt(model.watched), 4);
  });
});

describe('TrafficModel: filters', () => {
  it('shows what matches, part by part, and highlights without hiding', () => {
    const model = modelOf(1, 2, 3, 4, 5, 6);
    model.applyMatches(matches('filter', 4, 6, [5]));
    assert.deepEqual(numbers(model), [1, 2, 3, 5]);
    model.applyMatches(matches('filter', 1, 3, [2]));
    assert.deepEqual(numbers(model), [2, 5]);
    model.applyMatches(matches('highlight', 1, 6, [5]));
    assert.deepEqual([model.rowAt(0)?.isHighlighted, model.rowAt(1)?.isHighlighted], [false, true]);
    model.apply(makeUpdate([makeRow(7, { isMatch: false }), makeRow(2, { isMatch: false }), makeRow(8)]));
    assert.deepEqual([numbers(model), model.keptCount], [[5, 8], 8]);
    model.applyMatches(matches('filter', 0, Infinity, [1, 2, 3, 4, 5, 6, 7, 8]));
    assert.deepEqual(numbers(model), [1, 2, 3, 4, 5, 6, 7, 8]);
  });
});

describe('TrafficModel: sorting', () => {
  it('sorts by any column, missing values last, equal ones by arrival', () => {
    const model = new TrafficModel();
    model.reset(
      makeSnapshot([
        makeRow(1, { status: 404, path: '/b', extra: ['z'] }),
        makeRow(2, { status: 0, path: '/a', extra: [''] }),
        makeRow(3, { status: 200, path: '/c', extra: ['y'] }),
        makeRow(4, { status: 404, path: '/a', extra: ['x'] }),
      ]),
      ['response:etag'],
    );
    const check = (column: RowSort['column'], isDescending: boolean, expected: readonly number[]): void => {
      model.setSort({ column, isDescending });
      assert.deepEqual(numbers(model), expected, `${column} ${isDescending}`);
      expected.forEach((number, index) => assert.equal(model.indexOf(number), index));
    };
    check('status', false, [3, 1, 4, 2]);
    check('status', true, [4, 1, 3, 2]);
    check('path', false, [2, 4, 1, 3]);
    check('path', true, [3, 1, 4, 2]);
    check('response:etag', false, [4, 3, 1, 2]);
    check('time', true, [4, 3, 2, 1]);
    model.setSort(undefined);
    assert.deepEqual(numbers(model), [1, 2, 3, 4]);
  });

  it('moves a row whose value changes', () => {
    const model = modelOf(1, 2, 3);
    model.setSort({ column: 'duration', isDescending: true });
    model.apply(makeUpdate([makeRow(1, { durationInMs: 99_999 }), makeRow(4, { durationInMs: 50_000 })]));
    assert.deepEqual(numbers(model).slice(0, 2), [1, 4]);
    model.annotate({ numbers: [2], mark: 'green', isPinned: true, note: 'n' });
    const row = model.find(2);
    assert.deepEqual([row?.mark, row?.isPinned, row?.note], ['green', true, 'n']);
  });
});

describe('TrafficModel: selection', () => {
  it('stays as long as its row does', () => {
    const model = modelOf(1, 2);
    model.selection.set(2);
    model.apply(makeUpdate(rowsOf(3)));
    model.reset(makeSnapshot(rowsOf(3), { firstNumber: 2 }));
    assert.deepEqual([model.selection.active, model.selection.numbers(9)], [2, [2]]);
    model.apply(makeUpdate([], 3));
    assert.deepEqual([model.selection.active, model.selection.count], [undefined, 0]);
    model.selection.set(3);
    model.reset(makeSnapshot(rowsOf(4), { firstNumber: 4 }));
    assert.equal(model.selection.active, undefined);
  });

  it('outlives a new look whose rows come in slices', () => {
    const model = modelOf(1, 2, 3, 4);
    model.selection.set(4);
    const withExtra = (...numbers: readonly number[]): TrafficRow[] =>
      numbers.map((number) => makeRow(number, { extra: [`v${number}`] }));
    model.reset(makeSnapshot(withExtra(1, 2), { firstNumber: 1 }), ['request:x']);
    assert.deepEqual([numbers(model), model.selection.active, model.rowAt(3)?.extra], [[1, 2, 3, 4], 4, ['']]);
    model.apply(makeUpdate(withExtra(3, 4, 5), 1));
    assert.deepEqual([numbers(model), model.rowAt(3)?.extra], [[1, 2, 3, 4, 5], ['v4']]);
  });

  it('extends from an anchor, toggles, and takes all', () => {
    const model = modelOf(1, 2, 3, 4, 5, 6);
    const check = (...expected: readonly number[]): void =>
      assert.deepEqual([model.selection.numbers(99), model.selection.count], [expected, expected.length]);
    model.selection.set(3);
    model.selection.extendTo(5);
    check(3, 4, 5);
    model.selection.extendTo(2);
    check(2, 3);
    model.selection.toggle(6);
    check(2, 3, 6);
    model.selection.toggle(2);
    check(3, 6);
    model.selection.all();
    check(1, 2, 3, 4, 5, 6);
    model.applyMatches(matches('filter', 1, 3, [2]));
    check(2, 4, 5, 6);
    assert.deepEqual(model.selection.numbers(2), [2, 4]);
    model.selection.set(undefined);
    check();
  });
});

describe('TrafficModel: pause', () => {
  it('freezes the rows, follows the status, counts each new row once', () => {
    const model = modelOf(1, 2);
    model.pause();
    model.apply({
      ...makeUpdate([makeRow(2, { status: 599 }), ...rowsOf(3, 4)], 2),
      status: makeStatus({ receivedEvents: 77 }),
    });
    assert.equal(model.status?.receivedEvents, 77);
    model.apply(makeUpdate(rowsOf(3, 4, 5), 2));
    assert.deepEqual([numbers(model), model.rowAt(1)?.status, model.newWhilePaused], [[1, 2], makeRow(2).status, 3]);
    assert.equal(model.isPaused, true);
  });

  it('counts no more what the host dropped again', () => {
    const model = modelOf(1);
    model.pause();
    model.apply(makeUpdate(rowsOf(2, 3)));
    model.apply(makeUpdate(rowsOf(4), 3));
    assert.equal(model.newWhilePaused, 2);
  });

  it('has everything after it, without asking the host', () => {
    const model = modelOf(1, 2);
    model.pause();
    model.apply(makeUpdate([...rowsOf(3), makeRow(2, { status: 503 })], 2));
    model.resume();
    assert.deepEqual([model.isPaused, model.newWhilePaused, numbers(model)], [false, 0, [2, 3]]);
    assert.equal(model.rowAt(0)?.status, 503);
  });

  it('drops after it what was gone behind it, whatever the frozen row looks like', () => {
    const model = new TrafficModel();
    model.reset(makeSnapshot([makeRow(1, { isPinned: true }), makeRow(2, { note: 'n' }), ...rowsOf(3, 4)]));
    model.pause();
    model.apply(makeUpdate([makeRow(2), ...rowsOf(5)], 3));
    model.apply(makeUpdate([], 4, [1, 4]));
    model.apply(makeUpdate(rowsOf(4), 4));
    assert.deepEqual(numbers(model), [1, 2, 3, 4]);
    model.resume();
    assert.deepEqual(numbers(model), [4, 5]);
  });

  it('can be filtered, and takes new header columns', () => {
    const model = modelOf(1, 2, 3);
    model.pause();
    model.apply(makeUpdate(rowsOf(4, 5)));
    model.applyMatches(matches('filter', 1, 5, [2, 5]));
    assert.deepEqual(numbers(model), [2]);
    const rows = [1, 2, 3, 4, 5].map((number) => makeRow(number, { extra: [`v${number}`], isMatch: number % 3 === 2 }));
    model.reset(makeSnapshot(rows), ['request:x']);
    assert.deepEqual([numbers(model), model.rowAt(0)?.extra, model.newWhilePaused], [[2], ['v2'], 2]);
    const later = [1, 2, 3].map((number) =>
      makeRow(number, { extra: [`w${number}`], isMatch: number === 2, status: 599 }),
    );
    model.apply(makeUpdate(later));
    assert.deepEqual([model.rowAt(0)?.extra, model.rowAt(0)?.status], [['w2'], makeRow(2).status]);
    model.resume();
    assert.deepEqual([numbers(model), model.rowAt(1)?.extra], [[2, 5], ['v5']]);
  });
});

describe('TrafficModel: redaction', () => {
  const secret = (number: number): TrafficRow =>
    makeRow(number, {
      path: `/a?token=s${number}`,
      host: 'u:s@h',
      contentType: 's',
      clientIp: 's',
      extra: [`s${number}`],
      note: 'n',
    });
  const shown = (number: number): TrafficRow => ({ ...secret(number), ...safe, extra: ['[redacted]'] });
  const safe = { path: '/a?token=[redacted]', host: 'h', contentType: '', clientIp: '' };
  const texts = (model: TrafficModel): string =>
    JSON.stringify(Array.from({ length: model.kept.length }, (_, index) => model.rowAt(index)));

  it('shows no former text once it has changed, also of rows that have not come anew', () => {
    const model = new TrafficModel();
    model.reset(makeSnapshot([1, 2, 3].map(secret)), ['request:x']);
    model.selection.set(3);
    const version = model.versionAt(2);
    model.reset(makeSnapshot([shown(1)], { isRedacted: true }), ['request:x']);
    assert.deepEqual([numbers(model), model.rowAt(0)], [[1, 2, 3], shown(1)]);
    assert.doesNotMatch(texts(model), /=s\d|"s\d?"|u:s@h/);
    assert.notEqual(model.versionAt(2), version);
    assert.deepEqual([model.selection.active, model.rowAt(2)?.note], [3, 'n']);
    model.apply(makeUpdate([shown(2), shown(3)]));
    assert.deepEqual(model.rowAt(2), shown(3));
  });

  it('ends a pause', () => {
    const model = new TrafficModel();
    model.reset(makeSnapshot([1, 2].map(secret)), ['request:x']);
    model.pause();
    model.apply(makeUpdate([secret(3)]));
    model.reset(makeSnapshot([shown(1)], { isRedacted: true }), ['request:x']);
    assert.deepEqual([model.isPaused, numbers(model)], [false, [1, 2, 3]]);
    assert.doesNotMatch(texts(model), /=s\d|"s\d?"|u:s@h/);
  });

  it('keeps a pause and the texts where it stays as it was', () => {
    const model = new TrafficModel();
    model.reset(makeSnapshot([secret(1)]), ['request:x']);
    model.pause();
    model.reset(makeSnapshot([]), ['request:x']);
    assert.deepEqual([model.isPaused, model.rowAt(0)], [true, secret(1)]);
  });
});

describe('TrafficModel: any history', () => {
  type Step =
    | { readonly kind: 'update'; readonly rows: readonly TrafficRow[]; readonly evict: number }
    | { readonly kind: 'matches'; readonly from: number; readonly to: number; readonly odd: boolean }
    | { readonly kind: 'sort'; readonly sort: RowSort | undefined }
    | { readonly kind: 'pause' }
    | { readonly kind: 'reset' };

  const number = fc.integer({ min: 1, max: 40 });
  const row = fc
    .record({
      number,
      status: fc.constantFrom(0, 200, 404),
      isMatch: fc.boolean(),
      isPinned: fc.boolean(),
      path: fc.constantFrom('/a', '/b', ''),
    })
    .map((parts) => makeRow(parts.number, parts));
  const step: fc.Arbitrary<Step> = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant('update' as const),
        rows: fc.array(row, { maxLength: 6 }),
        evict: fc.integer({ min: 0, max: 6 }),
      }),
    },
    fc.record({ kind: fc.constant('matches' as const), from: number, to: number, odd: fc.boolean() }),
    fc.record({
      kind: fc.constant('sort' as const),
      sort: fc.option(
        fc.record({
          column: fc.constantFrom('status' as const, 'path' as const, 'time' as const, 'mark' as const),
          isDescending: fc.boolean(),
        }),
        { nil: undefined },
      ),
    }),
    fc.constant({ kind: 'pause' as const }),
    fc.constant({ kind: 'reset' as const }),
  );

  /** Whole rows in maps, everything computed anew each time. */
  class Naive {
    host = new Map<number, TrafficRow>();
    frozen: Map<number, TrafficRow> | undefined;
    newSince = new Set<number>();
    sort: RowSort | undefined;
    first = 0;

    expected(): TrafficRow[] {
      const rows = [...(this.frozen ?? this.host).values()]
        .filter((each) => each.isMatch)
        .toSorted((a, b) => a.number - b.number);
      const { sort } = this;
      if (sort === undefined) {
        return rows;
      }
      const key = (each: TrafficRow): number | string =>
        sort.column === 'status'
          ? each.status
          : sort.column === 'path'
            ? each.path
            : sort.column === 'time'
              ? each.time
              : each.isPinned
                ? 1
                : 0;
      const sign = sort.isDescending ? -1 : 1;
      const isMissing = (value: number | string): boolean => value === 0 || value === '';
      return rows.toSorted((a, b) => {
        const [x, y] = [key(a), key(b)];
        if (x === y) {
          return sign * (a.number - b.number);
        }
        return isMissing(x) ? 1 : isMissing(y) ? -1 : x < y ? -sign : sign;
      });
    }
  }

  function take(model: TrafficModel, naive: Naive, each: Step): void {
    switch (each.kind) {
      case 'update':
        naive.first += each.evict;
        for (const [key, value] of naive.host) {
          if (key < naive.first && !value.isPinned) {
            naive.host.delete(key);
          }
        }
        each.rows.forEach((value) => naive.host.set(value.number, value));
        model.apply(makeUpdate(each.rows, naive.first));
        break;
      case 'matches': {
        const isMatch = (value: number): boolean => (value % 2 === 1) === each.odd;
        for (const map of [naive.host, ...(naive.frozen === undefined ? [] : [naive.frozen])]) {
          for (const [key, value] of map) {
            if (key >= each.from && key <= each.to) {
              map.set(key, { ...value, isMatch: isMatch(key) });
            }
          }
        }
        const all = Array.from({ length: 40 }, (_, index) => index + 1);
        model.applyMatches(
          matches(
            'filter',
            each.from,
            each.to,
            all.filter((value) => value >= each.from && value <= each.to && isMatch(value)),
          ),
        );
        break;
      }
      case 'sort':
        naive.sort = each.sort;
        model.setSort(each.sort);
        break;
      case 'pause':
        if (naive.frozen === undefined) {
          naive.frozen = new Map(naive.host);
          model.pause();
        } else {
          naive.frozen = undefined;
          model.resume();
        }
        break;
      case 'reset':
        model.reset(makeSnapshot([...naive.host.values()], { firstNumber: naive.first }));
        break;
    }
  }

  it('shows what the naive model shows', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const model = new TrafficModel();
        const naive = new Naive();
        for (const each of steps) {
          take(model, naive, each);
          const expected = naive.expected();
          assert.deepEqual(
            numbers(model),
            expected.map((value) => value.number),
          );
          assert.deepEqual(
            Array.from({ length: model.rowCount }, (_, index) => model.rowAt(index)),
            expected,
          );
          expected.forEach((value, index) => assert.equal(model.indexOf(value.number), index));
        }
      }),
      { numRuns: 400 },
    );
  });
});
