// What roles allow: wildcards, exclusions, and the union over several roles.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { allowsAction, matchesAction, missingActions } from '../../../../src/domain/arm/permission.ts';

const start = 'Microsoft.Network/networkWatchers/packetCaptures/write';

describe('matchesAction', () => {
  for (const [pattern, expected] of [
    ['*', true],
    [start, true],
    [start.toUpperCase(), true],
    ['Microsoft.Network/*', true],
    ['*/write', true],
    ['Microsoft.Network/*/write', true],
    ['*/networkWatchers/*/write', true],
    ['*/read', false],
    ['Microsoft.Network', false],
    ['Microsoft.Network/*/write/action', false],
    ['Microsoft.Compute/*', false],
    ['', false],
    // Both ends must not share a letter.
    [`${start}*${start}`, false],
  ] as const) {
    it(`${pattern === '' ? 'nothing' : pattern} ${expected ? 'covers' : 'does not cover'} the start of a capture`, () =>
      assert.equal(matchesAction(pattern, start), expected));
  }

  it('agrees with a regular expression on any pattern', () => {
    const letters = fc.array(fc.constantFrom('a', 'b', '/', '*'), { maxLength: 8 }).map((all) => all.join(''));
    const words = fc.array(fc.constantFrom('a', 'b', '/'), { maxLength: 8 }).map((all) => all.join(''));
    fc.assert(
      fc.property(letters, words, (pattern, action) => {
        const expected = new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(action);
        assert.equal(matchesAction(pattern, action), expected);
      }),
    );
  });
});

describe('allowsAction', () => {
  const contributor = { actions: ['*'], notActions: ['Microsoft.Authorization/*/Write'] };
  const reader = { actions: ['*/read'], notActions: [] };

  it('takes an exclusion from its own role only', () => {
    const write = 'Microsoft.Authorization/roleAssignments/write';
    assert.equal(allowsAction([contributor], write), false);
    assert.equal(allowsAction([contributor, { actions: [write], notActions: [] }], write), true);
    assert.equal(allowsAction([contributor], start), true);
  });

  it('allows nothing without roles', () => assert.equal(allowsAction([], start), false));

  it('names what is missing, in order', () => {
    const read = 'Microsoft.Storage/storageAccounts/read';
    const keys = 'Microsoft.Storage/storageAccounts/listKeys/action';
    assert.deepEqual(missingActions([reader], [keys, read, start]), [keys, start]);
  });
});
