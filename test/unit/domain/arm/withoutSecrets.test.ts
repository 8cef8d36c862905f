// Resource properties are shown without the keys in their addresses.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { withoutSecrets } from '../../../../src/domain/arm/withoutSecrets.ts';

describe('withoutSecrets', () => {
  for (const [given, expected] of [
    ['https://f.azurewebsites.net/api/start?code=abc==', 'https://f.azurewebsites.net/api/start?***'],
    [
      'https://s1events.azure-automation.net/webhooks?token=abc%3d',
      'https://s1events.azure-automation.net/webhooks?***',
    ],
    [
      'https://logic.azure.com/workflows/x/triggers/m/paths/invoke?api-version=1&sp=%2F&sig=abc',
      'https://logic.azure.com/workflows/x/triggers/m/paths/invoke?***',
    ],
    ['https://docs.example/page?lang=en', 'https://docs.example/page?lang=en'],
    ['/subscriptions/x?code=1', '/subscriptions/x?code=1'],
  ] as const) {
    it(`shows ${expected}`, () => {
      assert.equal(withoutSecrets(given), expected);
    });
  }

  it('goes through the whole value and leaves the rest as it is', () => {
    const value = { a: [1, null, true, { uri: 'https://x.example/y?sig=1' }], b: undefined };
    assert.deepEqual(withoutSecrets(value), { a: [1, null, true, { uri: 'https://x.example/y?***' }], b: undefined });
  });
});
