// What a page may ask of the host of a diagnostic: nothing but what is agreed.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { diagnosticActions, diagnosticGuards } from '../../../src/protocol/diagnosticContract.ts';

describe('diagnosticGuards', () => {
  it('lets through what is agreed', () => {
    assert.ok(diagnosticGuards.show(null) && diagnosticGuards.show(undefined));
    assert.ok(diagnosticActions.every((action) => diagnosticGuards.act(action)));
    assert.ok(diagnosticGuards.copy('/subscriptions/x'));
  });

  it('refuses all else', () => {
    assert.ok(!diagnosticGuards.show({}));
    for (const action of ['', 'constructor', 'RunAgain', 1, null, undefined, ['cancel']]) {
      assert.ok(!diagnosticGuards.act(action), String(action));
    }
    for (const text of [undefined, null, 5, 'x'.repeat(10_001)]) {
      assert.ok(!diagnosticGuards.copy(text));
    }
  });
});
