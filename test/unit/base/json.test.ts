// Careful reading of foreign JSON: the wanted type or nothing, for any value at all.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { asArray, asNumber, asRecord, asString, at, parseJson } from '../../../src/base/json.ts';

describe('json', () => {
  it('gives the wanted type or a harmless value', () => {
    const record = { a: 1 };
    const array = [1];
    assert.deepEqual([asRecord(record), asRecord(array), asRecord(null), asRecord('x')], [record, {}, {}, {}]);
    assert.deepEqual([asArray(array), asArray(record), asArray(undefined)], [array, [], []]);
    assert.deepEqual([asString('x'), asString(''), asString(1)], ['x', '', undefined]);
    assert.deepEqual(
      [asNumber(0), asNumber('1'), asNumber(NaN), asNumber(Infinity)],
      [0, undefined, undefined, undefined],
    );
  });

  it('follows paths', () => {
    const value = { properties: { storageLocation: { storageId: 'x' } } };
    const check = (path: readonly string[], expected: unknown): void => assert.deepEqual(at(value, ...path), expected);
    check(['properties', 'storageLocation', 'storageId'], 'x');
    check(['properties', 'absent', 'storageId'], undefined);
    check(['properties', 'storageLocation', 'storageId', 'deeper'], undefined);
    check([], value);
  });

  it('parses JSON and nothing else', () => {
    assert.deepEqual([parseJson('{"a":1}'), parseJson('null')], [{ a: 1 }, null]);
    assert.deepEqual([parseJson(''), parseJson('{'), parseJson('undefined')], [undefined, undefined, undefined]);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.anything(), fc.array(fc.string()), fc.string(), (value, path, text) => {
        at(value, ...path);
        asString(value);
        asNumber(value);
        assert.ok(Array.isArray(asArray(value)));
        assert.equal(typeof asRecord(value), 'object');
        parseJson(text);
      }),
    );
  });
});
