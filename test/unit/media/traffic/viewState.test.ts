// What a page keeps over a reload, terms that clicks make, and the history of filters.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { FilterHistory } from '../../../../media/traffic/filter/filterHistory.ts';
import { withCell, withTimeSpan } from '../../../../media/traffic/filter/filterTerms.ts';
import { firstViewState, headerColumnsOf, KeptViewState, readViewState } from '../../../../media/traffic/viewState.ts';
import { parseFilter } from '../../../../src/domain/traffic/filter/parseFilter.ts';
import { makeRow } from '../../../support/trafficRows.ts';

describe('readViewState', () => {
  it('takes what is well formed, and the beginning for the rest', () => {
    const state = {
      ...firstViewState(),
      filter: 'status:404',
      tab: 'timing' as const,
      sort: { column: 'duration' as const, isDescending: true },
      share: 40,
    };
    assert.deepEqual(readViewState(structuredClone(state)), state);
    assert.deepEqual(readViewState(undefined), firstViewState());
    assert.deepEqual(readViewState({ filter: 7, columns: [{}], sort: { column: 'x' }, tab: 'no', history: [1, 'a'] }), {
      ...firstViewState(),
      history: ['a'],
    });
  });

  it('takes anything without failing', () => {
    fc.assert(fc.property(fc.anything(), (stored) => void readViewState(stored)));
  });

  it('is stored with every change', () => {
    const kept: unknown[] = [];
    const state = new KeptViewState({ read: () => undefined, write: (value) => kept.push(value) });
    state.change({ restoreKey: 'k' });
    state.change({
      columns: [
        { id: 'request:x-a', width: 90 },
        { id: 'path', width: 90 },
      ],
    });
    assert.deepEqual(kept, [{ ...firstViewState(), restoreKey: 'k' }, state.value]);
    assert.deepEqual(headerColumnsOf(state.value.columns), ['request:x-a']);
  });
});

describe('FilterHistory', () => {
  it('goes back and forth, and keeps what is being typed', () => {
    const history = new FilterHistory(['a', 'b']);
    assert.deepEqual(
      [
        history.step(-1, 'draft'),
        history.step(-1, ''),
        history.step(-1, ''),
        history.step(1, ''),
        history.step(1, ''),
        history.step(1, ''),
      ],
      ['b', 'a', undefined, 'b', 'draft', undefined],
    );
    history.add('a');
    history.add(' ');
    assert.deepEqual(history.entries, ['b', 'a']);
  });
});

describe('terms made by clicks', () => {
  const row = makeRow(4, { host: 'a b', mark: 'red', extra: ['"x"'] });
  const cell = (column: Parameters<typeof withCell>[1]['column']) => ({
    column,
    row,
    headerColumns: ['response:etag'],
    sensitiveHeaders: ['X-Other', ' E*AG'],
  });

  it('ask for the value of the cell, and can be read', () => {
    const check = (column: Parameters<typeof cell>[0], expected: string): void => {
      const text = withCell('', cell(column), false);
      assert.equal(text, expected);
      assert.ok(!('problem' in parseFilter(text)), text);
    };
    check('method', 'method=PATCH');
    check('status', 'status:404');
    check('host', 'host="a b"');
    check('mark', 'mark:red');
    check('state', 'is:completed');
    check('time', '');
    const plain = { ...cell('response:etag'), sensitiveHeaders: ['etag2'] };
    assert.equal(withCell('', plain, false), String.raw`res-header:etag="\"x\""`);
    assert.ok(!('problem' in parseFilter(withCell('', plain, false))));
  });

  it('hold no value of a sensitive header, nor a password before a host: filters are kept for long', () => {
    const text = withCell('', cell('response:etag'), false);
    assert.doesNotMatch(text, /x/);
    const parsed = parseFilter(text);
    assert.ok(!('problem' in parsed) && parsed.filter.kind === 'term');
    assert.deepEqual([parsed.filter.key, parsed.filter.name, parsed.filter.values], ['res-header', 'etag', []]);
    assert.equal(withCell('', cell('response:etag'), true), `-${text}`);
    assert.equal(withCell('', { ...cell('response:etag'), row: makeRow(5, { extra: [''] }) }, false), '');
    assert.equal(withCell('', { ...cell('host'), row: makeRow(5, { host: 'u:p@h' }) }, false), '');
  });

  it('join what stands there, and exclude', () => {
    assert.equal(withCell('path:/a', cell('status'), true), 'path:/a -status:404');
    assert.equal(withCell('path:/a status:404', cell('status'), false), 'path:/a status:404');
  });

  it('hold one span of time', () => {
    const first = withTimeSpan('status:404', { from: Date.UTC(2026, 0, 2), to: Date.UTC(2026, 0, 3) });
    assert.equal(first, 'status:404 time:2026-01-02T00:00:00.000Z..2026-01-03T00:00:00.000Z');
    assert.ok(!('problem' in parseFilter(first)));
    assert.equal(withTimeSpan(first, undefined), 'status:404');
    assert.match(
      withTimeSpan(first, { from: 0, to: 1000 }),
      /^status:404 time:1970-01-01T00:00:00\.000Z\.\.1970-01-01T00:00:01\.000Z$/,
    );
    assert.equal(withTimeSpan('', undefined), '');
  });
});
