// The Resource Graph endpoint: tables, subscriptions, pages, formats and refusals.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Sandbox } from '../sandbox.ts';
import type { Answer } from '../testSupport.ts';
import { ask, errorCode, richSubscription, sandboxFor } from '../testSupport.ts';

interface GraphBody {
  readonly totalRecords: number;
  readonly count: number;
  readonly data: readonly Readonly<Record<string, unknown>>[];
  readonly $skipToken?: string;
}

describe('Resource Graph', () => {
  it('finds machines with their power state and types in lower case', async (t) => {
    const sandbox = await sandboxFor(t);
    const { data } = await query(
      sandbox,
      "Resources | where type =~ 'Microsoft.Compute/virtualMachines' | project name, type, resourceGroup, state = properties.extended.instanceView.powerState.code | order by name asc | limit 1",
    );
    assert.deepEqual(data, [
      {
        name: 'vm-batch-01',
        type: 'microsoft.compute/virtualmachines',
        resourceGroup: 'rg-edge-prod',
        state: 'PowerState/deallocated',
      },
    ]);
  });

  it('knows fired alerts and containers, but no packet captures or children', async (t) => {
    const sandbox = await sandboxFor(t);
    const fired = await query(
      sandbox,
      "alertsmanagementresources | where properties.essentials.monitorCondition == 'Fired' | project properties.essentials.alertRule",
    );
    assert.equal(fired.count, 1);
    assert.match(String(fired.data[0]?.['properties_essentials_alertRule']), /Gateway network out$/);
    const groups = await query(sandbox, "ResourceContainers | where type endswith 'resourcegroups' | count");
    assert.deepEqual(groups.data, [{ Count: 4 }]);
    const children = await query(
      sandbox,
      "Resources | where type contains 'packetcaptures' or type contains 'consumergroups'",
    );
    assert.equal(children.count, 0);
  });

  it('pages with a skip token', async (t) => {
    const sandbox = await sandboxFor(t, { pageSize: 4 });
    const names: unknown[] = [];
    let token: string | undefined = undefined;
    do {
      const page: GraphBody = await query(sandbox, "Resources | where type =~ 'microsoft.compute/virtualmachines'", {
        options: { resultFormat: 'objectArray', ...(token === undefined ? {} : { $skipToken: token }) },
      });
      assert.equal(page.totalRecords, 8);
      names.push(...page.data.map(({ name }) => name));
      token = page.$skipToken;
    } while (token !== undefined);
    assert.equal(new Set(names).size, 8);
  });

  it('answers tables too, and nothing for the empty subscription', async (t) => {
    const sandbox = await sandboxFor(t);
    const text = "Resources | where type =~ 'microsoft.network/networkwatchers' | project name, location";
    const table = (await query(sandbox, text, { options: { resultFormat: 'table' } })).data as unknown;
    assert.deepEqual(table, {
      columns: [
        { name: 'name', type: 'string' },
        { name: 'location', type: 'string' },
      ],
      rows: [
        ['NetworkWatcher_westeurope', 'westeurope'],
        ['nw-scandinavia', 'northeurope'],
      ],
    });
    assert.equal((await query(sandbox, text, { subscriptions: [sandbox.info.subscriptions[1]?.id] })).count, 0);
  });

  it('refuses what it cannot run in the shape of Azure', async (t) => {
    const sandbox = await sandboxFor(t);
    const answer = await send(sandbox, { query: 'Resources\n| mv-expand x' });
    assert.deepEqual([answer.status, errorCode(answer)], [400, 'BadRequest']);
    const { details } = (answer.body as { error: { details: readonly Record<string, unknown>[] } }).error;
    assert.equal(details[0]?.['code'], 'InvalidQuery');
    assert.deepEqual([details[1]?.['line'], details[1]?.['token']], [2, 'mv']);
    assert.equal((await send(sandbox, {})).status, 400);
    assert.equal((await send(sandbox, { query: 'SecurityResources' })).status, 400);
  });
});

function send(sandbox: Sandbox, body: unknown): Promise<Answer> {
  return ask(sandbox, '/providers/Microsoft.ResourceGraph/resources?api-version=2021-03-01', { method: 'POST', body });
}

async function query(
  sandbox: Sandbox,
  text: string,
  extra: Readonly<Record<string, unknown>> = {},
): Promise<GraphBody> {
  const answer = await send(sandbox, { subscriptions: [richSubscription(sandbox)], query: text, ...extra });
  assert.equal(answer.status, 200, answer.text);
  return answer.body as GraphBody;
}
