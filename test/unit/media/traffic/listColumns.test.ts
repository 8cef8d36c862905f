// Columns without a page: what is stored, shown, moved, and what gives way when it is narrow.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import {
  columnTemplate,
  columnTitle,
  defaultColumns,
  fitColumns,
  isDefaultSet,
  mergeColumns,
  moveColumn,
  readColumns,
  toggleColumn,
} from '../../../../media/traffic/list/listColumns.ts';
import type { ListColumn } from '../../../../media/traffic/list/listColumns.ts';
import { headerColumnOf } from '../../../../media/traffic/popup/columnChooser.ts';

const ids = (columns: readonly ListColumn[]): string[] => columns.map(({ id }) => id);
const width = (columns: readonly ListColumn[]): number => columns.reduce((sum, each) => sum + each.width, 0);

describe('columns', () => {
  it('give way one after the other until the rest fits, the path never', () => {
    fc.assert(
      fc.property(fc.integer({ min: 250, max: 2000 }), (available) => {
        const fitted = fitColumns(defaultColumns(), available);
        assert.ok(ids(fitted).includes('path') && ids(fitted).includes('status') && ids(fitted).includes('state'));
        assert.ok(width(fitted) <= Math.max(available, 330), `${width(fitted)} of ${available}`);
      }),
    );
    assert.deepEqual(fitColumns(defaultColumns(), 2000), defaultColumns());
    assert.deepEqual(fitColumns(defaultColumns(), 0), defaultColumns());
  });

  it('come to their place when shown, and the last one cannot be hidden', () => {
    const withHost = toggleColumn(defaultColumns(), 'host');
    assert.deepEqual(ids(withHost).slice(2, 5), ['method', 'host', 'path']);
    assert.equal(isDefaultSet(withHost), false);
    assert.deepEqual(toggleColumn(withHost, 'host'), defaultColumns());
    assert.equal(ids(toggleColumn(defaultColumns(), 'request:x')).at(-1), 'request:x');
    const one = [{ id: 'path', width: 100 }] as const;
    assert.deepEqual(toggleColumn(one, 'path'), one);
  });

  it('move, and what had given way stays behind its neighbour', () => {
    assert.deepEqual(ids(moveColumn(defaultColumns(), 0, 2)).slice(0, 3), ['time', 'method', 'mark']);
    assert.deepEqual(moveColumn(defaultColumns(), 0, -1), defaultColumns());
    const fitted = fitColumns(defaultColumns(), 400);
    const merged = mergeColumns(defaultColumns(), moveColumn(fitted, 0, 1));
    assert.deepEqual(ids(merged).toSorted(), ids(defaultColumns()).toSorted());
    assert.deepEqual(mergeColumns(defaultColumns(), defaultColumns()), defaultColumns());
  });

  it('are read back whole or not at all', () => {
    assert.deepEqual(readColumns(defaultColumns()), defaultColumns());
    assert.deepEqual(readColumns([{ id: 'response:etag', width: 1e9 }]), [{ id: 'response:etag', width: 2000 }]);
    for (const bad of [
      undefined,
      [],
      'x',
      [{ id: 'nothing', width: 1 }],
      [{ id: 'path' }],
      [
        { id: 'path', width: 1 },
        { id: 'path', width: 2 },
      ],
    ]) {
      assert.equal(readColumns(bad), undefined);
    }
  });

  it('have a template with one part that takes the rest', () => {
    assert.equal(
      columnTemplate([
        { id: 'time', width: 50 },
        { id: 'path', width: 90 },
      ]),
      '50px minmax(90px, 1fr)',
    );
    assert.equal(
      columnTemplate([
        { id: 'time', width: 50 },
        { id: 'status', width: 60 },
      ]),
      '50px minmax(60px, 1fr)',
    );
  });

  it('can be any header, however it is typed', () => {
    const check = (text: string, expected: string | undefined): void => assert.equal(headerColumnOf(text), expected);
    check('X-Api-Version', 'request:x-api-version');
    check(' Response : ETag ', 'response:etag');
    check('request:x y', undefined);
    check('', undefined);
    assert.equal(columnTitle('response:etag'), 'etag');
  });
});
