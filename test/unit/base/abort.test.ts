// One place recognises "it was cancelled", whoever threw it.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cancelledError, isCancelled, throwIfAborted } from '../../../src/base/abort.ts';

class UserCancelledError extends Error {}

function named(name: string): Error {
  return Object.assign(new Error('x'), { name });
}

describe('isCancelled', () => {
  const check = (error: unknown, expected: boolean): void => assert.equal(isCancelled(error), expected, String(error));

  it('knows every kind', () => {
    check(cancelledError(), true);
    check(AbortSignal.abort().reason, true);
    check(named('AbortError'), true);
    check(named('Canceled'), true);
    check(named('CanceledError'), true);
    check(named('UserCancelledError'), true);
    check(new UserCancelledError('closed'), true);
  });

  it('takes nothing else for one', () => {
    check(new Error('AbortError'), false);
    check(named('TimeoutError'), false);
    check('AbortError', false);
    check({ name: 'AbortError' }, false);
    check(undefined, false);
  });
});

describe('throwIfAborted', () => {
  it('throws a cancelled error, and only then', () => {
    assert.throws(() => throwIfAborted(AbortSignal.abort(new Error('why'))), isCancelled);
    assert.doesNotThrow(() => throwIfAborted(undefined));
    assert.doesNotThrow(() => throwIfAborted(new AbortController().signal));
  });
});
