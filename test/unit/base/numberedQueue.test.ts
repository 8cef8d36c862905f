// The queue against a plain array: any pushes, shifts and clears, also beyond the length at which it cuts its front off.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { NumberedQueue } from '../../../src/base/numberedQueue.ts';

describe('NumberedQueue', () => {
  it('is an array whose values keep their numbers', () => {
    const step = fc.tuple(fc.constantFrom('push', 'push', 'shift', 'clear'), fc.nat(2000));
    fc.assert(
      fc.property(fc.nat(5), fc.array(step, { maxLength: 30 }), (first, steps) => {
        const queue = new NumberedQueue<string>(first);
        let model: { number: number; value: string }[] = [];
        let next = first;
        for (const [what, count] of steps) {
          if (what === 'push') {
            for (let n = 0; n < count; n++) {
              queue.push(`v${next}`);
              model.push({ number: next, value: `v${next++}` });
            }
          } else if (what === 'shift') {
            for (let n = 0; n < count; n++) {
              assert.equal(queue.shift(), model.shift()?.value);
            }
          } else if (count < 200) {
            queue.clear();
            model = [];
          }
          assert.deepEqual([queue.first, queue.next, queue.size], [model[0]?.number ?? next, next, model.length]);
          for (const { number, value } of [model[0], model.at(-1)].filter((each) => each !== undefined)) {
            assert.equal(queue.get(number), value);
          }
          assert.deepEqual([queue.get(queue.first - 1), queue.get(next)], [undefined, undefined]);
        }
        assert.deepEqual(
          [...queue],
          model.map(({ value }) => value),
        );
      }),
      { numRuns: 60 },
    );
  });
});
