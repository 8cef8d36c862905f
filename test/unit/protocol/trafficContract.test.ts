// What the traffic view may send: each request's parameters, and everything else refused.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { trafficGuards } from '../../../src/protocol/trafficContract.ts';

describe('trafficGuards', () => {
  const check = (name: keyof typeof trafficGuards, value: unknown, expected: boolean): void =>
    assert.equal(trafficGuards[name](value), expected, `${name} ${String(value).slice(0, 20)}`);

  it('lets requests without parameters come as undefined or null', () => {
    for (const name of ['show', 'clear', 'retry'] as const) {
      check(name, undefined, true);
      check(name, null, true);
      check(name, 0, false);
      check(name, {}, false);
    }
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
