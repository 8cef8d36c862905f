// One way to assert an expected error: its code, and words that a person would act on.

import assert from 'node:assert/strict';
import type { UserErrorCode } from '../../src/app/error/userError.ts';
import { isUserError } from '../../src/app/error/userError.ts';

/** The call must reject with a UserError of this code whose message fits. */
export async function assertUserError(call: Promise<unknown>, code: UserErrorCode, text = /./): Promise<void> {
  await assert.rejects(call, (error: unknown) => {
    assert.ok(isUserError(error), `expected a UserError, got ${String(error)}`);
    assert.equal(error.code, code);
    assert.match(error.message, text);
    return true;
  });
}
