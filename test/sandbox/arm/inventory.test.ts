// What the providers show of machines, scale sets, accounts, hubs, rules and alerts.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Sandbox } from '../sandbox.ts';
import { ask, errorCode, machineId, richSubscription, sandboxFor } from '../testSupport.ts';

const compute = 'api-version=2024-07-01';

describe('machines', () => {
  it('shows power states only when asked for', async (t) => {
    const sandbox = await sandboxFor(t);
    const list = `/subscriptions/${richSubscription(sandbox)}/providers/Microsoft.Compute/virtualMachines?${compute}`;
    const plain = await values(sandbox, list);
    assert.equal(plain.length, 8);
    assert.ok(plain.every(({ properties }) => properties['instanceView'] === undefined));
    const states = (await values(sandbox, `${list}&statusOnly=true`)).map((one) =>
      powerStateOf(one.properties['instanceView']),
    );
    assert.deepEqual(states, [
      ...Array.from({ length: 4 }, () => 'running'),
      'deallocated',
      'stopped',
      'running',
      'running',
    ]);
    const id = machineId(sandbox, 'vm-gateway-01');
    const expanded = await get(sandbox, `${id}?${compute}&$expand=instanceView`);
    assert.equal(powerStateOf(expanded.properties['instanceView']), 'running');
    const view = (await ask(sandbox, `${id}/instanceView?${compute}`)).body as {
      vmAgent: unknown;
      extensions: { type: string }[];
    };
    assert.ok(view.vmAgent);
    assert.equal(view.extensions[0]?.type, 'Microsoft.Azure.NetworkWatcher.NetworkWatcherAgentLinux');
    const stopped = (await ask(sandbox, `${machineId(sandbox, 'vm-batch-01')}/instanceView?${compute}`)).body;
    assert.equal((stopped as { vmAgent?: unknown }).vmAgent, undefined);
  });

  it('installs the agent on a running machine, which then can be captured', async (t) => {
    const sandbox = await sandboxFor(t);
    const id = machineId(sandbox, 'vm-legacy-erp');
    assert.deepEqual(await values(sandbox, `${id}/extensions?${compute}`), []);
    const path = `${id}/extensions/AnyName?${compute}`;
    const properties = {
      publisher: 'Microsoft.Azure.NetworkWatcher',
      type: 'NetworkWatcherAgentWindows',
      typeHandlerVersion: '1.4',
    };
    const created = await ask(sandbox, path, { method: 'PUT', body: { location: 'westeurope', properties } });
    assert.equal(created.status, 201);
    await succeed(sandbox, String(created.headers['azure-asyncoperation']));
    assert.equal((await get(sandbox, path)).properties['provisioningState'], 'Succeeded');
    const refused = await ask(sandbox, path, { method: 'PUT', body: { properties: {} } });
    assert.equal(refused.status, 400);
  });

  it('lists scale sets with instances that have gaps in their ids', async (t) => {
    const sandbox = await sandboxFor(t);
    const scaleSet = sandbox.info.scaleSets[0];
    assert.deepEqual(scaleSet?.instanceIds, ['0', '1', '3']);
    const instances = await values(sandbox, `${scaleSet?.id}/virtualMachines?${compute}&$expand=instanceView`);
    assert.deepEqual(
      instances.map(({ name, instanceId }) => [name, instanceId]),
      [
        ['vmss-api_0', '0'],
        ['vmss-api_1', '1'],
        ['vmss-api_3', '3'],
      ],
    );
    assert.equal(powerStateOf(instances[2]?.properties['instanceView']), 'running');
    assert.equal((await get(sandbox, `${scaleSet?.id}/virtualMachines/3?${compute}`)).instanceId, '3');
    assert.equal(
      errorCode(await ask(sandbox, `${scaleSet?.id}/virtualMachines/2/instanceView?${compute}`)),
      'ResourceNotFound',
    );
  });

  it('describes addresses and agents in SandboxInfo', async (t) => {
    const { info } = await sandboxFor(t);
    assert.deepEqual(
      info.virtualMachines
        .map(({ name, privateIpAddress, hasAgent }) => [name, privateIpAddress, hasAgent])
        .slice(0, 3),
      [
        ['vm-gateway-01', '10.1.2.4', true],
        ['vm-orders-01', '10.1.0.4', true],
        ['vm-orders-02', '10.1.0.5', true],
      ],
    );
  });
});

describe('event hubs', () => {
  it('leads from the namespace to the broker', async (t) => {
    const sandbox = await sandboxFor(t);
    const hub = sandbox.info.eventHubs[0];
    const version = 'api-version=2024-01-01';
    const namespace = await get(sandbox, `${hub?.namespaceId}?${version}`);
    assert.equal(namespace.properties['serviceBusEndpoint'], `https://${hub?.tlsHost}/`);
    assert.equal(hub?.tlsHost, `127.0.0.1:${sandbox.broker.tlsPort}`);
    const names = async (path: string): Promise<unknown[]> =>
      (await values(sandbox, `${path}?${version}`)).map(({ name }) => name);
    assert.deepEqual(await names(`${hub?.namespaceId}/eventhubs`), ['gateway-traffic', 'alerts']);
    assert.deepEqual(await names(`${hub?.namespaceId}/eventhubs/gateway-traffic/consumergroups`), [
      '$Default',
      'wirewatch',
      'forwarder',
    ]);
    const group = await get(
      sandbox,
      `${hub?.namespaceId}/eventhubs/GATEWAY-traffic/consumergroups/%24Default?${version}`,
    );
    assert.equal(group.name, '$Default');
    assert.deepEqual(await names(`${hub?.namespaceId}/authorizationRules`), ['RootManageSharedAccessKey', 'listen']);
    const keys = await ask(sandbox, `${hub?.namespaceId}/authorizationRules/listen/listKeys?${version}`, {
      method: 'POST',
    });
    assert.match(
      (keys.body as { primaryConnectionString: string }).primaryConnectionString,
      /^Endpoint=sb:\/\/127\.0\.0\.1:\d+\/;SharedAccessKeyName=listen;SharedAccessKey=/,
    );
    assert.equal((await ask(sandbox, `${hub?.namespaceId}/eventhubs/none/consumergroups?${version}`)).status, 404);
  });
});

describe('alerts', () => {
  it('lists rules of all kinds and action groups, and switches a metric alert', async (t) => {
    const sandbox = await sandboxFor(t);
    const insights = `/subscriptions/${richSubscription(sandbox)}/providers/Microsoft.Insights`;
    const rules = await values(sandbox, `${insights}/metricAlerts?api-version=2018-03-01`);
    assert.deepEqual(
      rules.map(({ name }) => name),
      ['Gateway network out', 'Gateway CPU', 'Gateway flows (off)'],
    );
    assert.equal((await values(sandbox, `${insights}/activityLogAlerts?api-version=2020-10-01`)).length, 1);
    assert.equal((await values(sandbox, `${insights}/scheduledQueryRules?api-version=2023-12-01`)).length, 1);
    assert.equal((await values(sandbox, `${insights}/actionGroups?api-version=2023-01-01`)).length, 2);

    const rule = encodeURI(rules[0]?.id ?? '');
    const [status] = await values(sandbox, `${rule}/status?api-version=2018-03-01`);
    assert.equal(status?.properties['status'], 'Unhealthy');
    assert.match(Buffer.from(status?.name ?? '', 'base64').toString('utf8'), /^resourceId=\/subscriptions\//);
    const patch = { method: 'PATCH', body: { properties: { enabled: false } } };
    assert.equal((await ask(sandbox, `${rule}?api-version=2018-03-01`, { ...patch, account: 'ren' })).status, 403);
    assert.equal((await ask(sandbox, `${rule}?api-version=2018-03-01`, patch)).status, 200);
    assert.equal((await get(sandbox, `${rule}?api-version=2018-03-01`)).properties['enabled'], false);
  });
});

interface Item {
  readonly id: string;
  readonly name: string;
  readonly instanceId?: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

async function get(sandbox: Sandbox, path: string): Promise<Item> {
  const answer = await ask(sandbox, path);
  assert.equal(answer.status, 200, answer.text);
  return answer.body as Item;
}

async function values(sandbox: Sandbox, path: string): Promise<readonly Item[]> {
  return ((await get(sandbox, path)) as unknown as { readonly value: readonly Item[] }).value;
}

async function succeed(sandbox: Sandbox, url: string): Promise<void> {
  const end = Date.now() + 3000;
  while (((await ask(sandbox, url)).body as { readonly status: string }).status !== 'Succeeded') {
    assert.ok(Date.now() < end, 'waited too long');
  }
}

function powerStateOf(view: unknown): string | undefined {
  const { statuses } = view as { readonly statuses: readonly { readonly code: string }[] };
  return statuses.find(({ code }) => code.startsWith('PowerState/'))?.code.split('/')[1];
}
