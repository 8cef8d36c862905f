// What a page may ask of the host of the payload viewer: nothing but what is agreed.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { alertActions, alertGuards, alertResourceActions } from '../../../src/protocol/alertContract.ts';

describe('alertGuards', () => {
  it('lets through what is agreed', () => {
    assert.ok(alertGuards.show(null) && alertGuards.show(undefined));
    assert.ok(alertActions.every((action) => alertGuards.act(action)));
    assert.ok(alertResourceActions.every((action) => alertGuards.actOn({ action, index: 3 })));
  });

  it('refuses all else', () => {
    assert.ok(!alertGuards.show({}));
    for (const action of ['', 'constructor', 'ShowJson', 1, null, undefined, ['showJson']]) {
      assert.ok(!alertGuards.act(action), String(action));
      assert.ok(!alertGuards.actOn({ action, index: 0 }), String(action));
    }
    for (const index of [-1, 0.5, NaN, Infinity, '0', null, undefined, [0]]) {
      assert.ok(!alertGuards.actOn({ action: 'reveal', index }), String(index));
    }
    for (const value of [undefined, null, 5, 'reveal', []]) {
      assert.ok(!alertGuards.actOn(value));
    }
  });
});
