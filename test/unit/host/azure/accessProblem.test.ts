// Errors of the consent dialog: dismissed is silent, refused by the tenant says so, anything else goes up.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isUserError } from '../../../../src/app/error/userError.ts';
import { isCancelled } from '../../../../src/base/abort.ts';
import { accessProblem } from '../../../../src/host/azure/accessProblem.ts';

describe('accessProblem', () => {
  for (const message of [
    'User did not consent to login.',
    'Cancelled',
    'Canceled',
    'User cancelled',
    'Login was cancelled.',
  ]) {
    it(`takes "${message}" as cancelled`, () => {
      assert.ok(isCancelled(accessProblem(new Error(message), 'eventhubs.azure.net', undefined)));
    });
  }

  it('tells what Entra ID refused, without its traces, and offers the way out', () => {
    const cause = new Error(
      'invalid_grant: AADSTS65001: The user or administrator has not consented. Trace ID: 1-2 Correlation ID: 3-4\nTimestamp: now',
    );
    const problem = accessProblem(cause, 'eventhubs.azure.net', 'enterConnectionString');
    assert.ok(isUserError(problem));
    assert.deepEqual([problem.code, problem.action, problem.cause], ['accessRefused', 'enterConnectionString', cause]);
    assert.match(
      problem.message,
      /eventhubs\.azure\.net.*AADSTS65001: The user or administrator has not consented\. An/,
    );
    assert.doesNotMatch(problem.message, /Trace|Correlation/);
  });

  it('takes a refusal as one though it speaks of cancelling, and shortens it', () => {
    const problem = accessProblem(
      new Error(`AADSTS50126: cancelled ${'x'.repeat(9000)}`),
      'storage.azure.com',
      undefined,
    );
    assert.ok(isUserError(problem) && problem.message.length < 600);
    assert.equal(problem.action, 'showLog');
  });

  it('leaves other errors as they are', () => {
    const error = new Error('Timed out waiting for the provider');
    assert.equal(accessProblem(error, 'storage.azure.com', undefined), error);
    assert.equal(accessProblem('odd', 'storage.azure.com', undefined), 'odd');
  });
});
