// What the traffic view may send: each request's parameters, and everything else refused.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { rowActions, trafficGuards } from '../../../src/protocol/trafficContract.ts';

describe('trafficGuards', () => {
  const check = (name: keyof typeof trafficGuards, value: unknown, expected: boolean): void =>
    assert.equal(trafficGuards[name](value), expected, `${name} ${String(value).slice(0, 20)}`);

  it('lets requests without parameters come as undefined or null', () => {
    for (const name of ['clear', 'retry'] as const) {
      check(name, undefined, true);
      check(name, null, true);
      check(name, 0, false);
      check(name, {}, false);
    }
  });

  it('takes a look: two filters and a few header columns, none of them endless', () => {
    const look = { filter: 'status:500', highlight: '', headerColumns: ['request:x', 'response:y'] };
    check('show', look, true);
    check('show', { ...look, filter: 'x'.repeat(10_000), headerColumns: Array.from({ length: 20 }, () => 'r') }, true);
    check('show', { ...look, filter: 'x'.repeat(10_001) }, false);
    check('show', { ...look, highlight: undefined }, false);
    check('show', { ...look, headerColumns: Array.from({ length: 21 }, () => 'r') }, false);
    check('show', { ...look, headerColumns: ['r'.repeat(301)] }, false);
    check('show', { ...look, headerColumns: [1] }, false);
    check('show', { ...look, headerColumns: 'request:x' }, false);
    check('show', undefined, false);
    check('show', null, false);
  });

  it('takes filters of the two kinds', () => {
    check('setFilter', { kind: 'filter', text: '' }, true);
    check('setFilter', { kind: 'highlight', text: 'x'.repeat(10_000) }, true);
    check('setFilter', { kind: 'highlight', text: 'x'.repeat(10_001) }, false);
    check('setFilter', { kind: 'other', text: '' }, false);
    check('setFilter', { kind: 'filter' }, false);
    check('cancelFilter', 'filter', true);
    check('cancelFilter', 'constructor', false);
    check('suggest', { text: 'a', caret: 0 }, true);
    check('suggest', { text: 'a', caret: -1 }, false);
    check('suggest', { text: 'a', caret: 0.5 }, false);
    check('suggest', { text: 5, caret: 0 }, false);
    check('saveFilter', { name: 'n', text: 't' }, true);
    check('saveFilter', { name: ' ', text: 't' }, false);
    check('saveFilter', { name: 'n'.repeat(201), text: 't' }, false);
    check('deleteFilter', 'n', true);
    check('deleteFilter', 'n'.repeat(201), false);
    check('deleteFilter', { name: 'n' }, false);
  });

  it('takes rows and what is done with them', () => {
    check('select', [], true);
    check('select', [1, 2], true);
    check('select', [1, '2'], false);
    check('select', { length: 1, 0: 1 }, false);
    check(
      'select',
      Array.from({ length: 200_001 }, () => 1),
      false,
    );
    check('annotate', { numbers: [1] }, true);
    check('annotate', { numbers: [1], isPinned: true, mark: 'red', note: 'n' }, true);
    check('annotate', { numbers: [1], mark: null }, true);
    check('annotate', { numbers: [1], mark: 'pink' }, false);
    check('annotate', { numbers: [1], isPinned: 1 }, false);
    check('annotate', { numbers: [1], note: 'n'.repeat(10_001) }, false);
    check('annotate', { isPinned: true }, false);
    for (const action of rowActions) {
      check('act', { action, numbers: [1] }, true);
    }
    check('act', { action: 'format', numbers: [1] }, false);
    check('act', { action: 'copyRaw', numbers: [Number.NaN] }, false);
    check('act', { action: 'copyRaw' }, false);
  });

  it('takes whole numbers as rows', () => {
    check('details', 1, true);
    check('details', 0, true);
    check('details', 1.5, false);
    check('details', Number.NaN, false);
    check('details', Infinity, false);
    check('details', '1', false);
    check('details', 2 ** 53, false);
    check('details', undefined, false);
  });

  it('bounds what goes to the clipboard', () => {
    check('copy', '', true);
    check('copy', 'x'.repeat(2_000_000), true);
    check('copy', 'x'.repeat(2_000_001), false);
    check('copy', ['x'], false);
    check('copy', undefined, false);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        for (const guard of Object.values(trafficGuards)) {
          assert.equal(typeof guard(value), 'boolean');
        }
      }),
    );
  });
});
