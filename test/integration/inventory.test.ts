// The inventory through real requests: by Resource Graph, by the providers' own lists, over pages, and with every refusal.

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { SandboxAzure } from './sandboxAzure.ts';
import { assertUserError } from '../support/assertUserError.ts';

/** All of ARM, but not the token endpoint, which is on the same port. */
const armPaths = '^/(subscriptions|providers)';

describe('inventory', () => {
  let azure: SandboxAzure;

  before(async () => {
    azure = await SandboxAzure.start({ blobService: 'none', pageSize: 2 });
  });
  after(() => azure.stop());
  afterEach(() => azure.control('/reset'));

  const listAll = async (): Promise<unknown> => {
    const { inventory } = azure.services();
    return {
      watchers: await inventory.listNetworkWatchers(),
      machines: await inventory.listVirtualMachines(),
      accounts: await inventory.listStorageAccounts(),
      namespaces: await inventory.listNamespaces(),
    };
  };

  it('finds the estate with its states', async () => {
    const { inventory, alerts } = azure.services();
    const watchers = await inventory.listNetworkWatchers();
    assert.deepEqual(
      watchers.map((watcher) => [watcher.name, watcher.region]),
      [
        ['NetworkWatcher_westeurope', 'westeurope'],
        ['nw-scandinavia', 'northeurope'],
      ],
    );
    const machines = await inventory.listVirtualMachines();
    const states = Object.fromEntries(machines.map((machine) => [machine.name, machine.powerState]));
    for (const { name, powerState } of azure.sandbox.info.virtualMachines) {
      assert.equal(states[name], powerState, name);
    }
    const accounts = await inventory.listStorageAccounts();
    assert.equal(accounts.find((account) => account.name === 'fabrikampremium')?.isPremium, true);
    assert.equal(accounts.find((account) => account.name === 'fabrikamkeyless')?.allowsSharedKey, false);
    const usable = accounts.find((account) => account.name === 'fabrikamcaptures');
    assert.equal(usable?.allowsSharedKey, true);
    assert.equal(usable?.isPremium, false);
    const rules = await alerts.listAlertRules();
    assert.deepEqual(new Set(rules.map((rule) => rule.kind)), new Set(['metric', 'activityLog', 'logSearch']));
    assert.ok(rules.some((rule) => !rule.isEnabled));
    assert.ok(rules.every((rule) => rule.condition !== '' && rule.scopes.length > 0));
    assert.ok(rules.some((rule) => rule.actionGroupIds.length > 0));
  });

  it('gives the same by Resource Graph as by the lists of the providers, over many pages', async () => {
    const start = azure.sandbox.requests.entries.length;
    const byGraph = await listAll();
    assert.ok(
      azure.requestsSince(start).every((line) => line.includes('ResourceGraph')),
      azure.requestsSince(start).join('\n'),
    );
    await azure.control('/faults', {
      pathPattern: 'ResourceGraph',
      status: 404,
      code: 'InvalidResourceType',
      message: 'There is none here.',
    });
    const middle = azure.sandbox.requests.entries.length;
    const byLists = await listAll();
    assert.ok(
      azure
        .requestsSince(middle)
        .some((line) => line.includes('Microsoft.Compute') || line.includes('microsoft.compute')),
    );
    assert.deepEqual(byLists, byGraph);
  });

  it('lists event hubs with partitions and consumer groups', async () => {
    const { inventory } = azure.services();
    const [namespace] = await inventory.listNamespaces();
    assert.match(namespace?.serviceBusEndpoint ?? '', /^https:\/\/127\.0\.0\.1:\d+\/$/);
    const hubs = await inventory.listEventHubs(namespace?.id ?? '');
    const expected = azure.sandbox.info.eventHubs.find((hub) => hub.hub === 'gateway-traffic');
    const found = hubs.find((hub) => hub.name === 'gateway-traffic');
    assert.deepEqual(found?.partitionIds, expected?.partitionIds);
    assert.deepEqual(
      (await inventory.listConsumerGroups(found?.id ?? '')).toSorted(),
      [...(expected?.consumerGroups ?? [])].toSorted(),
    );
  });

  it('reads any resource for its properties', async () => {
    const { inventory } = azure.services();
    for (const id of [azure.watcherId, azure.machine('vm-gateway-01'), `/subscriptions/${azure.subscriptionId}`]) {
      const value = (await inventory.getResource(id)) as { id: string };
      assert.equal(value.id.toLowerCase(), id.toLowerCase());
    }
  });

  it('finds nothing in the empty subscription', async () => {
    const { inventory, alerts } = azure.services({ subscriptionId: azure.sandbox.info.subscriptions[1]?.id ?? '' });
    assert.deepEqual(await inventory.listNetworkWatchers(), []);
    assert.deepEqual(await alerts.listAlertRules(), []);
    assert.deepEqual(await inventory.listNamespaces(), []);
  });

  it('names what an account may not do', async () => {
    await assertUserError(
      azure.services({ account: 'sol' }).inventory.listNetworkWatchers(),
      'forbidden',
      /Microsoft\.Network\/networkWatchers\/read/i,
    );
  });

  it('says that Azure is limiting requests, and for how long', async () => {
    await azure.control('/faults', {
      pathPattern: armPaths,
      status: 429,
      retryAfter: 1,
      code: 'TooManyRequests',
      message: 'Too many.',
    });
    await assertUserError(azure.services().inventory.listNetworkWatchers(), 'throttled', /1 second/);
  });

  it('gives a long pause back at once instead of waiting it out', async () => {
    await azure.control('/faults', { pathPattern: armPaths, status: 429, retryAfter: 300 });
    const started = performance.now();
    await assertUserError(azure.services().inventory.listNetworkWatchers(), 'throttled', /300 seconds/);
    assert.ok(performance.now() - started < 3000);
  });

  it('does without Resource Graph only as long as it fails', async () => {
    const { inventory } = azure.services();
    await azure.control('/faults', { pathPattern: 'ResourceGraph', status: 503, code: 'ServiceUnavailable', times: 3 });
    assert.equal((await inventory.listNetworkWatchers()).length, 2);
    const from = azure.sandbox.requests.entries.length;
    assert.equal((await inventory.listNetworkWatchers()).length, 2);
    assert.ok(azure.requestsSince(from).every((line) => line.includes('ResourceGraph')));
  });

  it('gets through a short time of limited requests', async () => {
    await azure.control('/faults', { pathPattern: armPaths, status: 429, retryAfter: 1, times: 1 });
    assert.equal((await azure.services().inventory.listNetworkWatchers()).length, 2);
  });

  it('says that Azure cannot be reached', async () => {
    // Port 9 of the loopback address refuses.
    await assertUserError(
      azure.services({ cloud: { resourceManagerUrl: 'https://127.0.0.1:9/' } }).inventory.listNetworkWatchers(),
      'serviceUnreachable',
      /127\.0\.0\.1:9.*ECONNREFUSED/,
    );
  });

  it('asks for a sign-in when the token is not accepted', async () => {
    await azure.control('/faults', {
      pathPattern: armPaths,
      status: 401,
      code: 'ExpiredAuthenticationToken',
      message: 'The access token has expired.',
    });
    await assertUserError(azure.services().inventory.listNetworkWatchers(), 'signedOut', /not signed in/);
  });

  it('says that a resource is gone', async () => {
    await assertUserError(
      azure.services().inventory.getResource(`${azure.watcherId}-gone`),
      'resourceNotFound',
      /NetworkWatcher_westeurope-gone/,
    );
  });

  it('goes back to the api-version that a lagging cloud offers, and remembers it', async () => {
    const refusal = {
      apiVersion: '2021-03-01',
      status: 400,
      code: 'NoRegisteredProviderFound',
      message:
        "No registered resource provider found for location 'westeurope' and API version '2021-03-01' for type 'resources'. The supported api-versions are '2018-09-01-preview, 2020-04-01, 2024-04-01'.",
    };
    await azure.control('/faults', refusal);
    const { inventory } = azure.services();
    const start = azure.sandbox.requests.entries.length;
    assert.equal((await inventory.listNetworkWatchers()).length, 2);
    assert.equal((await inventory.listNetworkWatchers()).length, 2);
    const versions = azure.sandbox.requests.entries.slice(start).map((entry) => entry.apiVersion);
    assert.equal(versions.filter((version) => version === '2021-03-01').length, 1);
    assert.ok(
      versions.slice(versions.indexOf('2021-03-01') + 1).every((version) => version === '2024-04-01'),
      versions.join(),
    );
  });

  it('stops at once when it is cancelled', async () => {
    await azure.control('/faults', { pathPattern: armPaths, latencyInMs: 10_000 });
    const abort = new AbortController();
    const started = performance.now();
    const call = azure.services().inventory.listNetworkWatchers({ abortSignal: abort.signal });
    setTimeout(() => abort.abort(), 50);
    await assert.rejects(call, { name: 'AbortError' });
    assert.ok(performance.now() - started < 5000);
  });

  it('writes no token into the log', async () => {
    await listAll();
    assert.ok(azure.log.lines.length > 0);
    assert.deepEqual(
      azure.log.lines.filter((line) => /eyJ[\w-]{10,}/.test(line)),
      [],
    );
  });
});
