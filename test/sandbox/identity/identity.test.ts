// The token endpoint, the shape of its tokens, and what the Event Hubs broker is told of them.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { EventHubConsumerClient } from '@azure/event-hubs';
import { systemClock } from '../../../src/base/clock.ts';
import { createSeed } from '../seed.ts';
import { ask, sandboxFor, tokenFor } from '../testSupport.ts';
import { createDirectory } from './directory.ts';
import { verifyEventHubsToken } from './eventHubsTokens.ts';
import { TokenAuthority } from './tokens.ts';

describe('the token endpoint', () => {
  it('issues tokens in the shape of Entra', async (t) => {
    const sandbox = await sandboxFor(t);
    const token = await tokenFor(sandbox, 'REN@fabrikam.example', { scope: 'https://storage.azure.com/.default' });
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) as Record<
      string,
      unknown
    >;
    assert.equal(claims['aud'], 'https://storage.azure.com');
    assert.equal(claims['iss'], `https://sts.windows.net/${sandbox.info.tenants[0]?.id}/`);
    assert.equal(claims['tid'], sandbox.info.tenants[0]?.id);
    assert.equal(claims['upn'], 'ren@fabrikam.example');
    assert.equal(Number(claims['exp']) - Math.round(Date.now() / 1000) > 3590, true);
  });

  it('refuses unknown users, tenants, resources and mixed scopes with AADSTS numbers', async (t) => {
    const sandbox = await sandboxFor(t);
    const management = `${sandbox.info.cloud.managementEndpointUrl}.default`;
    for (const [form, number] of [
      [{ username: 'eve', scope: management }, 50_034],
      [{ username: 'ada', scope: management, tenant: 'nowhere' }, 90_002],
      [{ username: 'ada', scope: 'https://graph.example/.default' }, 500_011],
      [{ username: 'ada', scope: 'openid' }, 500_011],
      [{ username: 'ada', scope: `${management} https://storage.azure.com/.default` }, 28_000],
    ] as const) {
      const answer = await ask(sandbox, sandbox.info.tokenUrl, {
        method: 'POST',
        account: null,
        body: new URLSearchParams(form).toString(),
      });
      assert.equal(answer.status, 400);
      assert.deepEqual((answer.body as { error_codes: number[] }).error_codes, [number]);
    }
    assert.equal((await ask(sandbox, sandbox.info.tokenUrl, { account: null })).status, 405);
  });

  it('lets an application in, also by the discovery document of an Azure Stack with a directory of its own', async (t) => {
    const sandbox = await sandboxFor(t);
    const document = await ask(sandbox, '/adfs/.well-known/openid-configuration', { account: null });
    const endpoints = document.body as { readonly token_endpoint: string; readonly authorization_endpoint: string };
    assert.match(endpoints.authorization_endpoint, /\/adfs\/oauth2\//);
    const signIn = (client: string): ReturnType<typeof ask> =>
      ask(sandbox, endpoints.token_endpoint, {
        method: 'POST',
        account: null,
        body: new URLSearchParams({
          grant_type: 'client_credentials',
          client_id: client,
          client_secret: 'any',
          scope: `${sandbox.info.cloud.managementEndpointUrl}/.default`,
        }).toString(),
      });
    const answer = await signIn('ada');
    const { access_token: token } = answer.body as { readonly access_token: string };
    assert.equal((await ask(sandbox, '/tenants?api-version=2022-12-01', { token })).status, 200);
    assert.equal((await signIn('eve')).status, 400);
  });

  it('publishes its key', async (t) => {
    const sandbox = await sandboxFor(t);
    const document = await ask(sandbox, '/common/v2.0/.well-known/openid-configuration', { account: null });
    const keys = await ask(sandbox, (document.body as { jwks_uri: string }).jwks_uri, { account: null });
    assert.equal((keys.body as { keys: { kty: string }[] }).keys[0]?.kty, 'RSA');
  });
});

describe('tokens at Event Hubs', () => {
  it('gives rights by role', () => {
    const seed = createSeed(1);
    const directory = createDirectory(seed);
    const authority = new TokenAuthority({ directory, clock: systemClock, seed });
    const verdictFor = (name: string, audience = directory.eventHubsAudience, lifetimeInSeconds = 60): unknown => {
      const account = directory.accounts.find(({ id }) => id === name);
      const tenant = directory.tenants[0];
      assert.ok(account && tenant);
      const token = authority.issue({ account, tenant, audience, lifetimeInSeconds });
      const verdict = verifyEventHubsToken(authority, directory, token);
      return verdict.isValid ? verdict.rights : verdict.description.split(':')[0];
    };
    assert.deepEqual(verdictFor('ada'), ['Listen', 'Send']);
    assert.deepEqual(verdictFor('ren'), ['Listen']);
    assert.match(String(verdictFor('sol')), /^Unauthorized access/);
    assert.equal(verdictFor('ada', directory.managementAudience), 'InvalidAudience');
    assert.equal(verdictFor('ada', directory.eventHubsAudience, -60), 'ExpiredToken');
  });

  it('lets the real client in with a connection string of the description', async (t) => {
    const sandbox = await sandboxFor(t);
    const hub = sandbox.info.eventHubs[0];
    const client = new EventHubConsumerClient('$Default', hub?.connectionString ?? '');
    try {
      assert.deepEqual(await client.getPartitionIds(), hub?.partitionIds);
    } finally {
      await client.close();
    }
  });
});
