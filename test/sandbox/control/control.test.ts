// The control endpoint: faults of ARM, of captures and of Event Hubs, the request log, and the way back to the start.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Sandbox } from '../sandbox.ts';
import type { Answer } from '../testSupport.ts';
import {
  accountId,
  ask,
  errorCode,
  FixedPacketSource,
  machineId,
  networkClient,
  richSubscription,
  sandboxFor,
  tokenFor,
  watcher,
} from '../testSupport.ts';

describe('faults of ARM', () => {
  it('answers 429 with Retry-After as often as told', async (t) => {
    const sandbox = await sandboxFor(t);
    const rule = { method: 'GET', pathPattern: 'networkWatchers$', status: 429, retryAfter: 7, times: 2 };
    assert.equal((await control(sandbox, 'POST', '/faults', rule)).status, 201);
    const path = `/subscriptions/${richSubscription(sandbox)}/providers/Microsoft.Network/networkWatchers?api-version=2026-01-01`;
    const first = await ask(sandbox, path);
    assert.deepEqual([first.status, first.headers['retry-after'], errorCode(first)], [429, '7', 'TooManyRequests']);
    assert.equal((await ask(sandbox, path)).status, 429);
    assert.equal((await ask(sandbox, path)).status, 200);
    assert.deepEqual((await control(sandbox, 'GET', '/faults')).body, []);
  });

  it('plays a cloud that lags behind, a claims challenge, a slow answer and a cut line', async (t) => {
    const sandbox = await sandboxFor(t);
    const path = '/subscriptions?api-version=2022-12-01';
    const token = await tokenFor(sandbox);
    await control(sandbox, 'POST', '/faults', {
      apiVersion: '2022-12-01',
      status: 400,
      code: 'InvalidApiVersionParameter',
    });
    assert.equal(errorCode(await ask(sandbox, path, { token })), 'InvalidApiVersionParameter');
    assert.equal((await ask(sandbox, path.replace('2022-12-01', '2021-01-01'), { token })).status, 200);
    await control(sandbox, 'DELETE', '/faults');
    const challenge = 'Bearer error="insufficient_claims", claims="e30="';
    const added = await control(sandbox, 'POST', '/faults', {
      status: 401,
      headers: { 'WWW-Authenticate': challenge },
    });
    assert.equal((await ask(sandbox, path, { token })).headers['www-authenticate'], challenge);
    const id = (added.body as { id: string }).id;
    assert.equal((await control(sandbox, 'DELETE', `/faults/${id}`)).status, 204);
    assert.equal((await control(sandbox, 'DELETE', `/faults/${id}`)).status, 404);
    await control(sandbox, 'POST', '/faults', { latencyInMs: 30, times: 1 });
    assert.equal((await ask(sandbox, path, { token })).status, 200);
    assert.ok((sandbox.requests.entries.at(-1)?.durationInMs ?? 0) >= 29);
    await control(sandbox, 'POST', '/faults', { dropSocket: true, times: 1 });
    await assert.rejects(ask(sandbox, path, { token }), { code: 'ECONNRESET' });
  });

  it('answers with a body of any kind on any route, after some requests that pass', async (t) => {
    const sandbox = await sandboxFor(t);
    const path = '/subscriptions?api-version=2022-12-01';
    const token = await tokenFor(sandbox);
    const get = (): Promise<Answer> => ask(sandbox, path, { token });
    const rule = { pathPattern: '^/subscriptions$', skip: 1, times: 1 };
    await control(sandbox, 'POST', '/faults', { ...rule, status: 502, body: '<html>Bad Gateway</html>' });
    assert.equal((await get()).status, 200);
    const page = await get();
    assert.deepEqual(
      [page.status, page.headers['content-type'], page.text],
      [502, 'text/html; charset=utf-8', '<html>Bad Gateway</html>'],
    );
    await control(sandbox, 'POST', '/faults', { times: 1, status: 503, body: 'upstream connect error', retryAfter: 3 });
    const plain = await get();
    assert.deepEqual([plain.headers['content-type'], plain.headers['retry-after']], ['text/plain; charset=utf-8', '3']);
    await control(sandbox, 'POST', '/faults', { times: 1, body: { value: [] } });
    assert.deepEqual((await get()).body, { value: [] });
    await control(sandbox, 'POST', '/faults', { times: 1, status: 500, body: '' });
    assert.equal((await get()).text, '');
  });

  it('ends an operation with a plain text', async (t) => {
    const sandbox = await sandboxFor(t, { packets: new FixedPacketSource() });
    const start = (name: string): Promise<unknown> =>
      Promise.resolve(
        networkClient(sandbox).packetCaptures.create(...watcher, name, {
          target: machineId(sandbox, 'vm-gateway-01'),
          storageLocation: { storageId: accountId(sandbox, 'fabrikamcaptures') },
        }),
      );
    const operations = { pathPattern: '/operations/', times: 1 };
    await control(sandbox, 'POST', '/faults', {
      ...operations,
      body: { status: 'Failed', error: 'The agent is gone.' },
    });
    await assert.rejects(start('one'), /long-running operation has failed/);
    await control(sandbox, 'POST', '/faults', { ...operations, status: 400, body: 'No such capture.' });
    await assert.rejects(start('two'), { statusCode: 400 });
  });

  it('refuses rules it does not understand', async (t) => {
    const sandbox = await sandboxFor(t);
    for (const rule of [{ path: '/x' }, { status: '429' }, { pathPattern: '(' }]) {
      assert.equal((await control(sandbox, 'POST', '/faults', rule)).status, 400, JSON.stringify(rule));
    }
    assert.equal((await control(sandbox, 'GET', '/nothing')).status, 404);
    const fromBrowser = await fetch(`${sandbox.info.controlUrl}/faults`, {
      headers: { origin: 'https://evil.example' },
    });
    assert.equal(fromBrowser.status, 403);
  });
});

describe('control of captures', () => {
  it('fails the next operation, ends a capture and delays its file', async (t) => {
    const packets = new FixedPacketSource();
    const sandbox = await sandboxFor(t, { packets });
    const client = networkClient(sandbox);
    const parameters = {
      target: machineId(sandbox, 'vm-gateway-01'),
      storageLocation: { storageId: accountId(sandbox, 'fabrikamcaptures') },
    };
    await control(sandbox, 'POST', '/captures/fail-next', { name: 'one', code: 'AgentStopped', message: 'Gone.' });
    await assert.rejects(Promise.resolve(client.packetCaptures.create(...watcher, 'one', parameters)), /AgentStopped/);
    await client.packetCaptures.create(...watcher, 'two', parameters);
    assert.match(String(await control(sandbox, 'GET', '/captures').then(({ body }) => body)), /\/packetcaptures\/two$/);
    assert.equal((await control(sandbox, 'POST', '/captures/blob-delay', { delayInMs: 60_000 })).status, 204);
    assert.deepEqual((await control(sandbox, 'POST', '/captures/two/end', { stopReason: 'AgentStopped' })).body, {
      ended: 1,
    });
    assert.equal((await control(sandbox, 'POST', '/captures/two/end')).status, 404);
    assert.equal((await client.packetCaptures.getStatus(...watcher, 'two')).stopReason, 'AgentStopped');
  });
});

describe('control of the rest', () => {
  it('logs requests without tokens and signatures', async (t) => {
    const sandbox = await sandboxFor(t);
    await ask(sandbox, '/subscriptions?api-version=2022-12-01&sig=secret', { account: 'ren' });
    const { body } = await control(sandbox, 'GET', '/requests');
    const last = (body as readonly Record<string, unknown>[]).at(-1);
    assert.deepEqual(
      { ...last, at: '', durationInMs: 0 },
      {
        at: '',
        method: 'GET',
        path: '/subscriptions',
        apiVersion: '2022-12-01',
        status: 200,
        account: 'ren',
        durationInMs: 0,
      },
    );
    assert.doesNotMatch(JSON.stringify(body), /secret|eyJ/);
    await control(sandbox, 'DELETE', '/requests');
    assert.deepEqual((await control(sandbox, 'GET', '/requests')).body, []);
  });

  it('passes faults to the broker', async (t) => {
    const sandbox = await sandboxFor(t);
    assert.deepEqual((await control(sandbox, 'POST', '/eventhubs/faults', { kind: 'deleteHub', hub: 'alerts' })).body, {
      touched: 1,
    });
    const { body } = await control(sandbox, 'GET', '/eventhubs');
    assert.deepEqual(
      (body as readonly { name: string }[]).map(({ name }) => name),
      ['gateway-traffic'],
    );
    assert.equal((await control(sandbox, 'POST', '/eventhubs/faults', { kind: 'explode' })).status, 400);
    assert.equal((await control(sandbox, 'POST', '/eventhubs/faults', {})).status, 400);
  });

  it('returns to the start on reset', async (t) => {
    const sandbox = await sandboxFor(t);
    const rule = `/subscriptions/${richSubscription(sandbox)}/resourceGroups/rg-edge-prod/providers/Microsoft.Insights/metricAlerts/Gateway%20CPU?api-version=2018-03-01`;
    await ask(sandbox, rule, { method: 'PATCH', body: { properties: { enabled: false } } });
    await control(sandbox, 'POST', '/faults', { status: 500 });
    assert.equal((await control(sandbox, 'POST', '/reset')).status, 204);
    const answer = await ask(sandbox, rule);
    assert.equal((answer.body as { properties: { enabled: boolean } }).properties.enabled, true);
    assert.deepEqual((await control(sandbox, 'GET', '/')).body, JSON.parse(JSON.stringify(sandbox.info)));
  });
});

async function control(
  sandbox: Sandbox,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ readonly status: number; readonly body: unknown }> {
  const answer = await fetch(`${sandbox.info.controlUrl}${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
}
