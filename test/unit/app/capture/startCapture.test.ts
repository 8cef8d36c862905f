// Starting a capture: the name is looked up first, the service's refusals pass through, aborting reaches every call.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { captureRejected } from '../../../../src/app/error/userErrors.ts';
import { startCapture } from '../../../../src/app/capture/startCapture.ts';
import { assertUserError } from '../../../support/assertUserError.ts';
import { failing, FakeCaptures, makeCapture, makeNewCapture } from '../../../support/captures.ts';

const wanted = makeNewCapture('web-1_1', { limits: { timeLimitInSeconds: 60 } });

describe('startCapture', () => {
  it('looks the name up, then creates, and tells its steps', async () => {
    const client = new FakeCaptures();
    const steps: string[] = [];
    const created = await startCapture(client, wanted, { onProgress: (step) => steps.push(step) });
    assert.deepEqual(client.calls, ['get web-1_1', 'create web-1_1']);
    assert.deepEqual(steps, ['checkingName', 'starting']);
    assert.deepEqual([created.state, created.limits], ['running', { timeLimitInSeconds: 60 }]);
  });

  it('creates nothing over an existing capture', async () => {
    const client = new FakeCaptures();
    client.put(makeCapture('web-1_1', { state: 'stopped' }));
    await assertUserError(startCapture(client, wanted), 'captureNameTaken', /web-1_1/);
    assert.deepEqual(client.calls, ['get web-1_1']);
  });

  it('says why a session failed that was accepted', async () => {
    const client = new FakeCaptures();
    client.instead.set('create', () => makeCapture('web-1_1', { state: 'failed', problems: ['StorageFailed', 'X'] }));
    await assertUserError(
      startCapture(client, wanted),
      'captureFailed',
      /web-1_1.*account could not be written \(StorageFailed\), X/,
    );
  });

  it('passes the refusal of the service on', async () => {
    const client = new FakeCaptures();
    client.instead.set('create', failing(captureRejected('web-1_1', 'no extension')));
    await assertUserError(startCapture(client, wanted), 'captureRejected', /no extension/);
  });

  it('hands the signal to each call', async () => {
    const signals: unknown[] = [];
    const abort = new AbortController();
    const client = new FakeCaptures();
    const watched = new Proxy(client, {
      get: (target, name: keyof FakeCaptures) =>
        name === 'get' || name === 'create'
          ? (first: never, options: { abortSignal?: AbortSignal }) => {
              signals.push(options.abortSignal);
              return target[name](first);
            }
          : target[name],
    });
    await startCapture(watched, wanted, { abortSignal: abort.signal });
    assert.deepEqual(signals, [abort.signal, abort.signal]);
  });
});
