// Who gets in: shared access signatures and bearer tokens, over plain TCP, TLS and websockets.

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, it } from 'node:test';
import type { TokenCredential } from '@azure/core-auth';
import { AzureSASCredential } from '@azure/core-auth';
import { EventHubConsumerClient } from '@azure/event-hubs';
import type { Broker } from './broker.ts';
import type { VerifyToken } from './options.ts';
import { verifySas } from './authorization.ts';
import type { TestBroker } from './support.ts';
import {
  brokerFor,
  consumerFor,
  fill,
  hub,
  key,
  keyName,
  producerFor,
  read,
  refusal,
  retryOptions,
} from './support.ts';

const hourInSeconds = 3600;

function signature(resource: string, expiresAt: number, sharedKey = key): string {
  const encoded = encodeURIComponent(resource);
  const signed = createHmac('sha256', sharedKey).update(`${encoded}\n${expiresAt}`).digest('base64');
  return `SharedAccessSignature sr=${encoded}&sig=${encodeURIComponent(signed)}&se=${expiresAt}&skn=${keyName}`;
}

/** A class that dials the broker whatever URL the client asks for, as the client always asks for wss. */
function webSocketTo(broker: Broker): typeof WebSocket {
  return class extends WebSocket {
    constructor(_url: string | URL, protocols?: string | string[]) {
      super(`ws://127.0.0.1:${broker.plainPort}/$servicebus/websocket`, protocols);
    }
  };
}

function bearer(token: string): TokenCredential {
  return { getToken: () => Promise.resolve({ token, expiresOnTimestamp: Date.now() + hourInSeconds * 1000 }) };
}

const verifyToken: VerifyToken = (token, audience) =>
  token === 'good' && audience.startsWith('sb://')
    ? { isValid: true, expiresAt: Date.now() + hourInSeconds * 1000, rights: ['Listen'] }
    : { isValid: false, description: 'InvalidIssuer: Token issuer is invalid.' };

function webClient(broker: TestBroker, credential: TokenCredential | AzureSASCredential): EventHubConsumerClient {
  const client = new EventHubConsumerClient('$Default', 'local.servicebus.windows.net', hub, credential, {
    retryOptions,
    webSocketOptions: { webSocket: webSocketTo(broker) },
  });
  broker.closers.push(() => client.close());
  return client;
}

describe('verifySas', () => {
  const now = 1_700_000_000_000;
  const later = now / 1000 + 60;
  const keys = [{ name: keyName, key, rights: ['Listen'] as const }];
  const audience = 'sb://127.0.0.1:5672/apim/ConsumerGroups/g/Partitions/0';

  it('takes a signature for the audience or anything above it', () => {
    for (const resource of [audience, 'sb://elsewhere/apim', 'sb://127.0.0.1/APIM/', 'sb://127.0.0.1/']) {
      const verdict = verifySas({ token: signature(resource, later), audience, keys, now });
      assert.deepEqual(verdict, { isValid: true, expiresAt: later * 1000, rights: ['Listen'] });
    }
  });

  it('refuses what is expired, forged, for another hub, or no signature', () => {
    const cases: [string, RegExp][] = [
      [signature(audience, now / 1000), /ExpiredToken/],
      [signature(audience, later, 'other'), /InvalidSignature/],
      [signature(audience, later).replace(keyName, 'nobody'), /InvalidSignature/],
      [signature('sb://127.0.0.1/api', later), /InvalidAudience/],
      ['nonsense', /malformed/],
    ];
    for (const [token, expected] of cases) {
      const verdict = verifySas({ token, audience, keys, now });
      assert.match(verdict.isValid ? 'let in' : verdict.description, expected);
    }
  });
});

describe('authorization', { concurrency: true }, () => {
  it('refuses a wrong key', async (context) => {
    const broker = await brokerFor(context);
    const client = consumerFor(broker, { sharedKey: 'wrong' });
    const { code, message } = await refusal(client.getEventHubProperties());
    assert.equal(code, 'UnauthorizedError');
    assert.match(message, /InvalidSignature/);
  });

  it('refuses sending with a rule that only listens', async (context) => {
    const broker = await brokerFor(context, { keys: [{ name: keyName, key, rights: ['Listen'] }] });
    const { message } = await refusal(producerFor(broker).sendBatch([{ body: 'x' }]));
    assert.match(message, /'Send' claim/);
  });

  it('takes a ready signature until it expires', async (context) => {
    const broker = await brokerFor(context);
    const resource = `sb://local.servicebus.windows.net/${hub}`;
    const seconds = Math.floor(Date.now() / 1000);
    const good = webClient(broker, new AzureSASCredential(signature(resource, seconds + hourInSeconds)));
    assert.deepEqual(await good.getPartitionIds(), ['0', '1']);
    const old = webClient(broker, new AzureSASCredential(signature(resource, seconds - 5)));
    assert.match((await refusal(old.getPartitionIds())).message, /ExpiredToken/);
  });

  it('takes bearer tokens over websockets, and refuses bad ones', async (context) => {
    const broker = await brokerFor(context, { verifyToken });
    fill(broker, '0', ['over a websocket', 'x'.repeat(200_000)]);
    const reading = read(webClient(broker, bearer('good')));
    await reading.until(() => reading.events.length === 2, 'both events');
    assert.equal(reading.texts[1]!.length, 200_000);
    const { code, message } = await refusal(webClient(broker, bearer('bad')).getPartitionIds());
    assert.equal(code, 'UnauthorizedError');
    assert.match(message, /InvalidIssuer/);
  });

  it('refuses bearer tokens when nobody checks them', async (context) => {
    const broker = await brokerFor(context);
    const { message } = await refusal(webClient(broker, bearer('good')).getPartitionIds());
    assert.match(message, /not accepted/);
  });

  it('refuses new links while told to, and lets them in after', async (context) => {
    const broker = await brokerFor(context);
    const client = consumerFor(broker);
    broker.faults.setUnauthorized(true);
    assert.equal((await refusal(client.getPartitionIds())).code, 'UnauthorizedError');
    broker.faults.clear();
    assert.deepEqual(await client.getPartitionIds(), ['0', '1']);
  });
});
