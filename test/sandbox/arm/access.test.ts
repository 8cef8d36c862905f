// Who gets in, what is refused and how: tokens, roles, api-versions, paths, pages and headers.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Answer } from '../testSupport.ts';
import {
  accountId,
  ask,
  errorCode,
  errorMessage,
  machineId,
  networkClient,
  richSubscription,
  sandboxFor,
  tokenFor,
} from '../testSupport.ts';

const watchers = '/providers/Microsoft.Network/networkWatchers?api-version=2026-01-01';

describe('tokens at ARM', () => {
  it('refuses a missing, malformed, foreign, expired or misdirected token with a challenge', async (t) => {
    const sandbox = await sandboxFor(t);
    const path = `/subscriptions/${richSubscription(sandbox)}${watchers}`;
    const good = await tokenFor(sandbox);
    const [head = '', payload = '', signature = ''] = good.split('.');
    const forged = Buffer.from(payload, 'base64url').toString('utf8').replace('ada@', 'eve@');
    const unsigned = Buffer.from(JSON.stringify({ alg: 'none', typ: 'JWT' })).toString('base64url');
    const cases: [string, string | undefined, string][] = [
      ['missing', undefined, 'AuthenticationFailed'],
      ['no JWT', 'abc', 'InvalidAuthenticationToken'],
      ['forged', `${head}.${Buffer.from(forged).toString('base64url')}.${signature}`, 'InvalidAuthenticationToken'],
      ['unsigned', `${unsigned}.${payload}.`, 'InvalidAuthenticationToken'],
      ['expired', await tokenFor(sandbox, 'ada', { lifetime_in_seconds: '-60' }), 'ExpiredAuthenticationToken'],
      [
        'storage',
        await tokenFor(sandbox, 'ada', { scope: 'https://storage.azure.com/.default' }),
        'InvalidAuthenticationTokenAudience',
      ],
      [
        'other tenant',
        await tokenFor(sandbox, 'ada', { tenant: sandbox.info.tenants[1]?.id ?? '' }),
        'InvalidAuthenticationTokenTenant',
      ],
    ];
    for (const [name, token, code] of cases) {
      const answer = await ask(sandbox, path, token === undefined ? { account: null } : { token });
      assert.deepEqual([answer.status, errorCode(answer)], [401, code], name);
      assert.match(
        String(answer.headers['www-authenticate']),
        /^Bearer authorization_uri="https:\/\/login\.windows\.net\//,
        name,
      );
    }
    assert.equal((await ask(sandbox, path, { token: good })).status, 200);
    const basic = await ask(sandbox, path, { account: null, headers: { authorization: 'Basic YTpi' } });
    assert.equal(errorCode(basic), 'AuthenticationFailed');
  });

  it('lists tenants for everybody and subscriptions of the token tenant for who has a role', async (t) => {
    const sandbox = await sandboxFor(t);
    const count = async (path: string, token?: string): Promise<number> => {
      const answer = await ask(sandbox, `${path}?api-version=2022-12-01`, token === undefined ? {} : { token });
      return valuesOf(answer).length;
    };
    assert.equal(await count('/tenants'), 2);
    assert.equal(await count('/subscriptions'), 2);
    assert.equal(await count('/subscriptions', await tokenFor(sandbox, 'sol')), 0);
    assert.equal(await count('/subscriptions', await tokenFor(sandbox, 'ada', { tenant: 'tailwind.example' })), 0);
    const scope = `${sandbox.info.cloud.managementEndpointUrl}.default VSCODE_TENANT:${sandbox.info.tenants[1]?.id}`;
    assert.equal(await count('/subscriptions', await tokenFor(sandbox, 'ada', { scope })), 0);
  });
});

describe('roles at ARM', () => {
  it('names action and scope when the account has no role', async (t) => {
    const sandbox = await sandboxFor(t);
    const subscription = `/subscriptions/${richSubscription(sandbox)}`;
    const list = await ask(sandbox, `${subscription}${watchers}`, { account: 'sol' });
    assert.deepEqual([list.status, errorCode(list)], [403, 'AuthorizationFailed']);
    assert.match(
      errorMessage(list),
      /^The client 'sol@fabrikam\.example' with object id '[0-9a-f-]{36}' does not have authorization to perform action 'Microsoft\.Network\/networkWatchers\/read' over scope '\/subscriptions\/[0-9a-f-]{36}' or the scope is invalid\. If access was recently granted, please refresh your credentials\.$/,
    );
    const machine = machineId(sandbox, 'vm-gateway-01');
    const get = await ask(sandbox, `${machine}?api-version=2024-07-01`, { account: 'sol' });
    assert.ok(errorMessage(get).includes(`over scope '${machine}'`));
    const graph = await ask(sandbox, '/providers/Microsoft.ResourceGraph/resources?api-version=2024-04-01', {
      method: 'POST',
      account: 'sol',
      body: { query: 'Resources' },
    });
    assert.equal(graph.status, 403);
  });

  it('tells the caller what its roles allow, at every scope', async (t) => {
    const sandbox = await sandboxFor(t);
    const subscription = `/subscriptions/${richSubscription(sandbox)}`;
    const at = (scope: string, account: string): Promise<Answer> =>
      ask(sandbox, `${scope}/providers/Microsoft.Authorization/permissions?api-version=2022-04-01`, { account });
    const actionsAt = async (scope: string, account: string): Promise<unknown> =>
      (valuesOf(await at(scope, account)) as { actions: string[] }[]).map(({ actions }) => actions);
    assert.deepEqual(await actionsAt(subscription, 'ada'), [['*']]);
    assert.deepEqual(await actionsAt(`${subscription}/resourcegroups/RG-EDGE-PROD`, 'ren'), [['*/read']]);
    const machine = machineId(sandbox, 'vm-gateway-01');
    const [network = [], ...others] = (await actionsAt(machine, 'ned')) as string[][];
    assert.ok(network.includes('Microsoft.Network/*') && !network.includes('*'));
    assert.deepEqual(others, [['*/read']]);
    assert.equal(errorCode(await at(subscription, 'sol')), 'AuthorizationFailed');
    assert.equal(errorCode(await at(`${subscription}/resourceGroups/none`, 'ada')), 'ResourceGroupNotFound');
    assert.equal(errorCode(await at(`${machine}0`, 'ada')), 'ResourceNotFound');
  });

  it('names what a network contributor lacks at the storage account, or at the target', async (t) => {
    const sandbox = await sandboxFor(t);
    const storageId = accountId(sandbox, 'fabrikamcaptures');
    const start = (account: string, storageLocation: unknown): Promise<Answer> =>
      ask(sandbox, `${sandbox.info.networkWatchers[0]?.id}/packetCaptures/mine?api-version=2026-01-01`, {
        method: 'PUT',
        account,
        body: { properties: { target: machineId(sandbox, 'vm-gateway-01'), storageLocation } },
      });
    for (const account of ['net', 'ned']) {
      const refused = await start(account, { storageId });
      assert.deepEqual([refused.status, errorCode(refused)], [403, 'LinkedAuthorizationFailed']);
      assert.ok(
        errorMessage(refused).includes(
          "permission to perform action(s) 'Microsoft.Storage/storageAccounts/listServiceSas/action,Microsoft.Storage/storageAccounts/listAccountSas/action' on the linked scope(s) '" +
            storageId,
        ),
        errorMessage(refused),
      );
    }
    const local = { filePath: '/var/captures/mine.cap' };
    assert.match(errorMessage(await start('net', local)), /'Microsoft\.Compute\/virtualMachines\/read' on the linked/);
    assert.equal((await start('ned', local)).status, 201);
    const machines = await ask(sandbox, `${machineId(sandbox, 'vm-gateway-01')}?api-version=2024-07-01`, {
      account: 'net',
    });
    assert.equal(machines.status, 403);
  });

  it('shows in Resource Graph only what the caller may read', async (t) => {
    const sandbox = await sandboxFor(t);
    const typesFor = async (account: string): Promise<string[]> => {
      const answer = await ask(sandbox, '/providers/Microsoft.ResourceGraph/resources?api-version=2024-04-01', {
        method: 'POST',
        account,
        body: { query: 'Resources | distinct type' },
      });
      return (answer.body as { data: { type: string }[] }).data.map(({ type }) => type);
    };
    const network = await typesFor('net');
    assert.ok(network.includes('microsoft.network/networkwatchers'));
    assert.ok(network.every((type) => type.startsWith('microsoft.network/')));
    assert.deepEqual((await typesFor('ned')).toSorted(), (await typesFor('ada')).toSorted());
  });

  it('keeps keys from a reader', async (t) => {
    const sandbox = await sandboxFor(t);
    const account = sandbox.info.storageAccounts[0]?.id;
    const path = `${account}/listKeys?api-version=2023-05-01`;
    const refused = await ask(sandbox, path, { method: 'POST', account: 'ren' });
    assert.equal(refused.status, 403);
    assert.match(
      errorMessage(refused),
      /action 'Microsoft\.Storage\/storageAccounts\/listKeys\/action' over scope '.*fabrikamcaptures'/,
    );
    const given = await ask(sandbox, path, { method: 'POST' });
    const keys = (given.body as { keys: { value: string }[] }).keys;
    assert.equal(keys[0]?.value, sandbox.info.storageAccounts[0]?.key);
    const keyless = sandbox.info.storageAccounts.find(({ allowsSharedKey }) => !allowsSharedKey);
    const none = await ask(sandbox, `${keyless?.id}/listKeys?api-version=2023-05-01`, { method: 'POST' });
    assert.equal(errorCode(none), 'KeyBasedAuthenticationNotPermitted');
  });
});

describe('paths and versions at ARM', () => {
  it('answers what does not exist as ARM does', async (t) => {
    const sandbox = await sandboxFor(t);
    const subscription = `/subscriptions/${richSubscription(sandbox)}`;
    const cases: [string, number, string][] = [
      [`${subscription}/providers/Microsoft.Network/networkWatchers`, 400, 'MissingApiVersionParameter'],
      [
        `${subscription}/providers/Microsoft.Network/networkWatchers?api-version=2099-01-01`,
        400,
        'NoRegisteredProviderFound',
      ],
      [`/subscriptions?api-version=1999-01-01`, 400, 'InvalidApiVersionParameter'],
      [`/subscriptions/00000000-0000-4000-8000-000000000000${watchers}`, 404, 'SubscriptionNotFound'],
      [`${subscription}/resourceGroups/none${watchers}`, 404, 'ResourceGroupNotFound'],
      [`${subscription}/resourceGroups/rg-north${watchers.replace('?', '/none?')}`, 404, 'ResourceNotFound'],
      [`${subscription}/providers/Microsoft.Nothing/things?api-version=2024-01-01`, 404, 'InvalidResourceNamespace'],
      [`${subscription}/providers/Microsoft.Network/things?api-version=2024-01-01`, 404, 'InvalidResourceType'],
      [`/nonsense?api-version=2024-01-01`, 404, 'NotFound'],
    ];
    for (const [path, status, code] of cases) {
      const answer = await ask(sandbox, path);
      assert.deepEqual([answer.status, errorCode(answer)], [status, code], path);
    }
    const unknown = await ask(sandbox, cases[1]?.[0] ?? '');
    assert.match(errorMessage(unknown), /API version '2099-01-01'.*supported api-versions are '2026-01-01, /);
    const wrongMethod = await ask(sandbox, `${subscription}${watchers}`, { method: 'DELETE' });
    assert.equal(wrongMethod.status, 405);
    const wrongBody = await ask(
      sandbox,
      `${sandbox.info.networkWatchers[0]?.id}/packetCaptures/a?api-version=2026-01-01`,
      { method: 'PUT', body: '{' },
    );
    assert.deepEqual([wrongBody.status, errorCode(wrongBody)], [400, 'InvalidRequestContent']);
  });

  it('sends the headers of a real answer', async (t) => {
    const sandbox = await sandboxFor(t);
    const answer = await ask(sandbox, `/subscriptions/${richSubscription(sandbox)}${watchers}`, {
      headers: {
        'x-ms-client-request-id': 'mine',
        'x-ms-return-client-request-id': 'true',
        'x-ms-correlation-request-id': 'ours',
      },
    });
    assert.match(String(answer.headers['x-ms-request-id']), /^[0-9a-f-]{36}$/);
    assert.equal(answer.headers['x-ms-correlation-request-id'], 'ours');
    assert.equal(answer.headers['x-ms-client-request-id'], 'mine');
    assert.ok(Number(answer.headers['x-ms-ratelimit-remaining-subscription-reads']) > 1000);
  });

  it('cuts lists into pages that the real client follows', async (t) => {
    const sandbox = await sandboxFor(t, { pageSize: 1 });
    const names: (string | undefined)[] = [];
    for await (const watcher of networkClient(sandbox).networkWatchers.listAll()) {
      names.push(watcher.name);
    }
    assert.deepEqual(names, ['NetworkWatcher_westeurope', 'nw-scandinavia']);
    assert.equal(sandbox.requests.entries.filter(({ path }) => path.endsWith('networkWatchers')).length, 2);
    const first = await ask(sandbox, `/subscriptions/${richSubscription(sandbox)}${watchers}`);
    assert.match(
      (first.body as { nextLink: string }).nextLink,
      /^https:\/\/127\.0\.0\.1:\d+\/.*api-version=2026-01-01&\$skiptoken=/,
    );
    const broken = await ask(sandbox, `/subscriptions/${richSubscription(sandbox)}${watchers}&$skiptoken=zzz`);
    assert.equal(errorCode(broken), 'InvalidSkipToken');
  });

  it('makes the same ids for the same seed and others for another', async (t) => {
    const [one, same, other] = await Promise.all([7, 7, 8].map((seed) => sandboxFor(t, { seed })));
    assert.deepEqual(one?.info.subscriptions, same?.info.subscriptions);
    assert.equal(one?.info.storageAccounts[0]?.key, same?.info.storageAccounts[0]?.key);
    assert.notDeepEqual(one?.info.subscriptions, other?.info.subscriptions);
  });
});

function valuesOf(answer: Answer): readonly unknown[] {
  assert.equal(answer.status, 200, answer.text);
  return (answer.body as { readonly value: readonly unknown[] }).value;
}
