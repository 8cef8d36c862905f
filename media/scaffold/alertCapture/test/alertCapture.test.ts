// The HTTP function itself, called as the Functions host calls it.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HttpRequest, InvocationContext } from '@azure/functions';
import { alertCapture } from '../src/functions/alertCapture.ts';
import { readSettings } from '../src/settings.ts';

async function post(text: string): Promise<number | undefined> {
  const request = new HttpRequest({
    method: 'POST',
    url: 'https://app.example.com/api/alertCapture?code=secret',
    headers: { 'content-type': 'application/json' },
    body: { string: text },
  });
  const context = new InvocationContext({
    functionName: 'alertCapture',
    invocationId: '1',
    logHandler: () => undefined,
  });
  return (await alertCapture(request, context)).status;
}

describe('the function', () => {
  it('refuses what is no JSON object, and what is too large', async () => {
    assert.equal(await post('fired!'), 400);
    assert.equal(await post('17'), 400);
    assert.equal(await post(JSON.stringify({ text: 'x'.repeat(300_000) })), 413);
  });

  it('skips what did not fire', async () => {
    assert.equal(await post('{}'), 200);
  });
});

describe('the app settings', () => {
  it('are clipped to what the service takes', () => {
    const settings = readSettings({ CAPTURE_STORAGE_ID: '/s', CAPTURE_TIME_LIMIT_SECONDS: '99999' });
    assert.equal(settings.timeLimitInSeconds, 18_000);
    assert.deepEqual(settings.problems, []);
  });

  it('that cannot be used are named, and their defaults hold', () => {
    const settings = readSettings({
      CAPTURE_TIME_LIMIT_SECONDS: 'long',
      CAPTURE_FILTERS: '[{"port":80}]',
      CAPTURE_FIXED_NAME: '../x',
      ARM_ENDPOINT: 'http://management.azure.com',
    });
    assert.equal(settings.problems.length, 5);
    assert.equal(settings.timeLimitInSeconds, 300);
    assert.equal(settings.armEndpoint, 'https://management.azure.com');
  });
});
