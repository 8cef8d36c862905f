// The index of ids against a map: any adds and deletes, whatever hashes meet; many ids; ids that are not there.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { IdIndex } from '../../../../../src/domain/traffic/store/idIndex.ts';

function createIndex() {
  const ids = new Map<number, string>();
  const index = new IdIndex((number, id) => ids.get(number) === id);
  return { ids, index };
}

describe('IdIndex', () => {
  it('finds what a map finds, after any adds and deletes', () => {
    const step = fc.tuple(fc.constantFrom('add', 'add', 'delete', 'deleteOther', 'clear'), fc.nat(400));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 600, size: 'max' }), (steps) => {
        const { ids, index } = createIndex();
        const model = new Map<string, number>();
        let next = 1;
        for (const [what, n] of steps) {
          const id = `id-${n}`;
          if (what === 'add' && !model.has(id)) {
            ids.set(next, id);
            model.set(id, next);
            index.add(id, next++);
          } else if (what === 'delete') {
            index.delete(id, model.get(id) ?? 1_000_000);
            model.delete(id);
          } else if (what === 'deleteOther') {
            index.delete(id, 1_000_000);
          } else if (what === 'clear' && n < 3) {
            index.clear();
            model.clear();
          }
          assert.equal(index.find(id), model.get(id) ?? 0);
        }
        assert.equal(index.size, model.size);
        for (let n = 0; n <= 400; n++) {
          assert.equal(index.find(`id-${n}`), model.get(`id-${n}`) ?? 0);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('holds many, through all its sizes, and numbers beyond 32 bits', () => {
    const { ids, index } = createIndex();
    const base = 2 ** 40;
    for (let n = 0; n < 20_000; n++) {
      ids.set(base + n, `${n}`);
      index.add(`${n}`, base + n);
    }
    // Each second one goes: those that stood behind a hole are found all the same.
    for (let n = 0; n < 20_000; n += 2) {
      index.delete(`${n}`, base + n);
    }
    for (let n = 0; n < 20_000; n++) {
      assert.equal(index.find(`${n}`), n % 2 === 0 ? 0 : base + n);
    }
    assert.equal(index.size, 10_000);
  });

  it('tells ids of one hash apart by asking', () => {
    const asked: string[] = [];
    const index = new IdIndex((number, id) => {
      asked.push(`${number} ${id}`);
      return false;
    });
    index.add('a', 1);
    assert.equal(index.find('a'), 0);
    assert.equal(index.find('b'), 0);
    assert.deepEqual(asked, ['1 a']);
  });
});
