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
    ['https://docs.example/page?lang=en', 'https://docs.example/page?***'],
    ['HTTP://x.example:8080/#/a?b', 'HTTP://x.example:8080/#/a?***'],
    [
      'call https://x.example/y?code=1 or "https://z.example?k=2", then',
      'call https://x.example/y?*** or "https://z.example?***", then',
    ],
    ['https://docs.example/page', 'https://docs.example/page'],
    ['Endpoint=sb://c.servicebus.windows.net/;SharedAccessKeyName=a;SharedAccessKey=abc=', '***'],
    ['DefaultEndpointsProtocol=https;AccountName=a;AccountKey=abc==', '***'],
    ['SharedAccessSignature sr=x&sig=abc', '***'],
    ['SharedAccessSignature=abc', '***'],
    ['?sv=2024&SIG=abc', '***'],
    ['design=modern', 'design=modern'],
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

  it('hides the values of webhook properties, whatever their case, and keeps the names', () => {
    assert.deepEqual(
      withoutSecrets({ properties: { webHookProperties: { apikey: 'a', team: 'net' }, WebhookProperties: { n: 1 } } }),
      {
        properties: { webHookProperties: { apikey: '***', team: '***' }, WebhookProperties: { n: '***' } },
      },
    );
    assert.deepEqual(withoutSecrets({ webhookProperties: null }), { webhookProperties: null });
  });

  it('leaves only the host of addresses that an action group calls, for a key may be in the path', () => {
    for (const [serviceUri, shown] of [
      ['https://hooks.slack.com/services/T0/B0/KEY', 'https://hooks.slack.com/***'],
      ['HTTPS://user:KEY@contoso.example:8443/alerts/KEY', 'HTTPS://contoso.example:8443/***'],
      ['https://contoso.example?token=KEY', 'https://contoso.example/***'],
      ['KEY', '***'],
    ]) {
      assert.deepEqual(withoutSecrets({ webhookReceivers: [{ name: 'hook', serviceUri }] }), {
        webhookReceivers: [{ name: 'hook', serviceUri: shown }],
      });
    }
  });

  it('hides values under names of secrets', () => {
    for (const name of [
      'apiKey',
      'api_key',
      'API-KEY',
      'adminPassword',
      'clientSecret',
      'secrets',
      'accessToken',
      'TOKEN',
      'connectionString',
      'primaryConnectionString',
      'accountKey',
      'primaryKey',
    ]) {
      assert.deepEqual(withoutSecrets({ [name]: 'abc' }), { [name]: '***' }, name);
      assert.deepEqual(withoutSecrets([{ [name]: [{ value: 'abc' }] }]), [{ [name]: '***' }], name);
    }
    assert.deepEqual(withoutSecrets({ password: null, secret: false, token: 7 }), {
      password: null,
      secret: false,
      token: '***',
    });
  });

  it('leaves what only speaks of secrets', () => {
    const value = {
      disablePasswordAuthentication: true,
      tokenEndpoint: 'x',
      keyName: 'k',
      allowSharedKeyAccess: false,
      monkey: 'm',
    };
    assert.deepEqual(withoutSecrets(value), value);
  });
});
