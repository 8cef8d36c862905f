// Alerts that fired, as AlertsManagement and Resource Graph show them, and the activity log with the rules that watch it.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Sandbox } from '../sandbox.ts';
import {
  ask,
  errorCode,
  finished,
  FixedPacketSource,
  machineId,
  ManualClock,
  richSubscription,
  sandboxFor,
} from '../testSupport.ts';
import { control, insightsPath, putGroup, receiver, webhook } from './monitorSupport.ts';

const version = 'api-version=2019-05-05-preview';

interface Alert {
  readonly id: string;
  readonly name: string;
  readonly properties: { readonly essentials: Readonly<Record<string, unknown>>; readonly context?: unknown };
}

async function list(
  sandbox: Sandbox,
  query = '',
  scope = `/subscriptions/${richSubscription(sandbox)}`,
): Promise<readonly Alert[]> {
  const answer = await ask(sandbox, `${scope}/providers/Microsoft.AlertsManagement/alerts?${version}${query}`);
  assert.equal(answer.status, 200, answer.text);
  return (answer.body as { readonly value: readonly Alert[] }).value;
}

describe('alerts that fired', () => {
  it('are listed with filters, newest first, in pages', async (t) => {
    const clock = new ManualClock();
    const sandbox = await sandboxFor(t, { clock, pageSize: 2 });
    await control(sandbox, 'POST /alerts/fire', { rule: 'Gateway flows (off)' });
    const machine = machineId(sandbox, 'vm-gateway-01');
    const first = await ask(
      sandbox,
      `/subscriptions/${richSubscription(sandbox)}/providers/Microsoft.AlertsManagement/alerts?${version}`,
    );
    const page = first.body as { readonly value: readonly Alert[]; readonly nextLink: string };
    const second = (await ask(sandbox, page.nextLink)).body as { readonly value: readonly Alert[] };
    assert.deepEqual(
      [...page.value, ...second.value].map(({ name, properties }) => [name, properties.essentials['monitorCondition']]),
      [
        ['Gateway flows (off)', 'Fired'],
        ['Gateway network out', 'Fired'],
        ['Gateway CPU', 'Resolved'],
      ],
    );
    const rule = encodeURIComponent(
      `/subscriptions/${richSubscription(sandbox)}/resourceGroups/rg-edge-prod/providers/Microsoft.Insights/metricAlerts/Gateway CPU`,
    );
    for (const [query, count] of [
      ['&monitorCondition=Fired', 2],
      ['&monitorCondition=resolved', 1],
      [`&alertRule=${rule}`, 1],
      ['&alertRule=gateway%20cpu', 1],
      ['&alertState=Closed', 1],
      ['&timeRange=1h', 2],
      ['&timeRange=30d&severity=Sev2&targetResourceType=virtualmachines', 2],
      [`&targetResource=${machine.toUpperCase()}`, 2],
      ['&targetResource=/other', 0],
    ] as const) {
      assert.equal((await list(sandbox, query)).length, count, query);
    }
    assert.equal((await list(sandbox, '&timeRange=1h', machine)).length, 2);
    assert.equal((await list(sandbox, '', machineId(sandbox, 'vm-orders-01'))).length, 0);
    const wrong = await ask(
      sandbox,
      `/subscriptions/${richSubscription(sandbox)}/providers/Microsoft.AlertsManagement/alerts?${version}&timeRange=2d`,
    );
    assert.equal(wrong.status, 400);
  });

  it('have a context, a history and a state that users change', async (t) => {
    const clock = new ManualClock();
    const sandbox = await sandboxFor(t, { clock });
    const { alertId } = (await control(sandbox, 'POST /alerts/fire', { rule: 'Gateway CPU' })).body as {
      alertId: string;
    };
    assert.equal((await list(sandbox)).find(({ id }) => id.endsWith(alertId))?.properties.context, undefined);
    const own = (await list(sandbox, '&includeContext=true')).find(({ id }) => id.endsWith(alertId));
    assert.match(JSON.stringify(own?.properties.context), /"metricName":"Percentage CPU"/);
    await clock.advance(60_000);
    await control(sandbox, 'POST /alerts/fire', { rule: 'Gateway CPU', condition: 'Resolved' });
    const path = `/subscriptions/${richSubscription(sandbox)}/providers/Microsoft.AlertsManagement/alerts/${alertId}`;
    const change = `${path}/changestate?${version}&newState=Acknowledged`;
    assert.equal((await ask(sandbox, change, { method: 'POST', account: 'ren' })).status, 403);
    const changed = await ask(sandbox, change, { method: 'POST', body: { comments: 'seen' } });
    assert.equal((changed.body as Alert).properties.essentials['alertState'], 'Acknowledged');
    assert.equal((await ask(sandbox, change.replace('Acknowledged', 'Gone'), { method: 'POST' })).status, 400);
    const { essentials } = ((await ask(sandbox, `${path}?${version}`)).body as Alert).properties;
    assert.deepEqual(
      [
        essentials['monitorCondition'],
        essentials['monitorConditionResolvedDateTime'],
        essentials['lastModifiedUserName'],
      ],
      ['Resolved', '2026-11-22T10:21:30.405Z', 'ada@fabrikam.example'],
    );
    const history = (await ask(sandbox, `${path}/history?${version}`)).body as {
      readonly properties: { readonly modifications: readonly Readonly<Record<string, string>>[] };
    };
    assert.deepEqual(
      history.properties.modifications.map(({ modificationEvent, oldValue, newValue, comments }) => [
        modificationEvent,
        oldValue,
        newValue,
        comments,
      ]),
      [
        ['StateChange', 'New', 'Acknowledged', 'seen'],
        ['MonitorConditionChange', 'Fired', 'Resolved', ''],
        ['AlertCreated', '', 'Fired', ''],
      ],
    );
    const graph = await ask(sandbox, '/providers/Microsoft.ResourceGraph/resources?api-version=2022-10-01', {
      method: 'POST',
      body: { query: "alertsmanagementresources | where properties.essentials.monitorCondition == 'Resolved' | count" },
    });
    assert.equal((graph.body as { data: { Count: number }[] }).data[0]?.Count, 2);
    assert.equal((await ask(sandbox, `${path.slice(0, -1)}z?${version}`)).status, 404);
  });
});

describe('the activity log', () => {
  it('has the operations of ARM and of others, with filters', async (t) => {
    const sandbox = await sandboxFor(t, { packets: new FixedPacketSource() });
    const gateway = machineId(sandbox, 'vm-gateway-01');
    const watcher = sandbox.info.networkWatchers[0]?.id;
    const account = sandbox.info.storageAccounts[0]?.id;
    const started = await ask(sandbox, `${watcher}/packetCaptures/one?api-version=2024-05-01`, {
      method: 'PUT',
      body: { properties: { target: gateway, storageLocation: { storageId: account } } },
    });
    assert.equal((await finished(sandbox, started)).status, 'Succeeded');
    await putGroup(sandbox, {});
    await control(sandbox, 'POST /machines/vm-orders-01/power', { state: 'deallocated' });
    await control(sandbox, 'DELETE /machines/vm-orders-02');
    const events = async (filter: string): Promise<readonly string[]> => {
      const path = `/subscriptions/${richSubscription(sandbox)}/providers/Microsoft.Insights/eventtypes/management/values`;
      const answer = await ask(sandbox, `${path}?api-version=2015-04-01&$filter=${encodeURIComponent(filter)}`);
      assert.equal(answer.status, 200, answer.text);
      return (answer.body as { value: { operationName: { value: string }; status: { value: string } }[] }).value.map(
        ({ operationName, status }) => `${operationName.value} ${status.value}`,
      );
    };
    const since = "eventTimestamp ge '2020-01-01T00:00:00Z'";
    assert.deepEqual(await events(since), [
      'Microsoft.Compute/virtualMachines/delete Succeeded',
      'Microsoft.Compute/virtualMachines/delete Started',
      'Microsoft.Compute/virtualMachines/deallocate/action Succeeded',
      'Microsoft.Compute/virtualMachines/deallocate/action Started',
      'Microsoft.Insights/actionGroups/write Succeeded',
      'Microsoft.Insights/actionGroups/write Started',
      'Microsoft.Network/networkWatchers/packetCaptures/write Succeeded',
      'Microsoft.Network/networkWatchers/packetCaptures/write Accepted',
      'Microsoft.Network/networkWatchers/packetCaptures/write Started',
    ]);
    assert.equal((await events(`${since} and resourceGroupName eq 'NetworkWatcherRG'`)).length, 3);
    assert.equal((await events(`${since} and resourceProvider eq 'microsoft.compute'`)).length, 4);
    assert.equal((await events(`${since} and resourceUri eq '${machineId(sandbox, 'vm-orders-01')}'`)).length, 2);
    const path = `/subscriptions/${richSubscription(sandbox)}/providers/Microsoft.Insights/eventtypes/management/values?api-version=2015-04-01`;
    assert.equal(errorCode(await ask(sandbox, path)), 'BadRequest');
  });

  it('has what was done to machines through ARM, and the rule of the estate fires', async (t) => {
    const sandbox = await sandboxFor(t);
    const id = machineId(sandbox, 'vm-gateway-01');
    const done = await ask(sandbox, `${id}/deallocate?api-version=2024-07-01`, { method: 'POST' });
    assert.equal((await finished(sandbox, done)).status, 'Succeeded');
    const { events } = sandbox.arm.monitor.activityLog;
    assert.deepEqual(
      events.map(({ operationName, status, caller }) => [operationName, status, caller]),
      ['Started', 'Accepted', 'Succeeded'].map((status) => [
        'Microsoft.Compute/virtualMachines/deallocate/action',
        status,
        'ada@fabrikam.example',
      ]),
    );
    assert.deepEqual(
      (await list(sandbox, '&timeRange=1h')).map(({ name }) => name),
      ['VM deallocated', 'Gateway network out'],
    );
    const view = await ask(sandbox, `${id}/instanceView?api-version=2024-07-01`);
    assert.match(view.text, /PowerState\/deallocated/);
    const gone = await ask(sandbox, `${id}?api-version=2024-07-01`, { method: 'DELETE' });
    assert.equal((await finished(sandbox, gone)).status, 'Succeeded');
    assert.equal((await ask(sandbox, `${id}?api-version=2024-07-01`)).status, 404);
    assert.equal((await ask(sandbox, `${id}?api-version=2024-07-01`, { method: 'DELETE' })).status, 204);
  });

  it('tells of what failed', async (t) => {
    const sandbox = await sandboxFor(t);
    await ask(sandbox, insightsPath(sandbox, 'actionGroups/bad', '2023-01-01'), {
      method: 'PUT',
      body: { location: 'Global', properties: { enabled: true } },
    });
    const { events } = sandbox.arm.monitor.activityLog;
    assert.deepEqual(
      events.map(({ status, subStatus, level, caller }) => [status, subStatus, level, caller]),
      [
        ['Started', '', 'Informational', 'ada@fabrikam.example'],
        ['Failed', 'BadRequest (HTTP Status Code: 400)', 'Error', 'ada@fabrikam.example'],
      ],
    );
  });

  it('fires the rules that fit, in any case, within their scopes', async (t) => {
    const sandbox = await sandboxFor(t);
    const hook = await receiver(t);
    const actionGroupId = await putGroup(sandbox, webhook(hook.url, { useCommonAlertSchema: false }));
    const put = async (name: string, scope: string, condition: readonly unknown[]): Promise<void> => {
      const answer = await ask(sandbox, insightsPath(sandbox, `activityLogAlerts/${name}`, '2020-10-01'), {
        method: 'PUT',
        body: {
          location: 'Global',
          properties: {
            scopes: [scope],
            condition: { allOf: condition },
            actions: { actionGroups: [{ actionGroupId }] },
          },
        },
      });
      assert.equal(answer.status, 201, answer.text);
    };
    const subscription = `/subscriptions/${richSubscription(sandbox)}`;
    const category = { field: 'Category', equals: 'administrative' };
    const power = { field: 'operationname', containsAny: ['DEALLOCATE', 'powerOff'] };
    const over = {
      anyOf: [
        { field: 'status', equals: 'succeeded' },
        { field: 'status', equals: 'Failed' },
      ],
    };
    await put('here', subscription, [category, power, over]);
    await put('elsewhere', `${subscription}/resourceGroups/rg-north`, [category, power, over]);
    await put('other', subscription, [
      category,
      { field: 'operationName', equals: 'Microsoft.Compute/virtualMachines/start/action' },
    ]);
    await control(sandbox, 'POST /machines/vm-orders-01/power', { state: 'stopped' });
    await sandbox.arm.monitor.deliveries.idle();
    assert.equal(hook.received.length, 1);
    const { activityLog } = (
      hook.received[0]!.body['data'] as { context: { activityLog: Readonly<Record<string, unknown>> } }
    ).context;
    assert.deepEqual(
      [activityLog['operationName'], activityLog['status'], activityLog['resourceId']],
      ['Microsoft.Compute/virtualMachines/powerOff/action', 'Succeeded', machineId(sandbox, 'vm-orders-01')],
    );
    await control(sandbox, 'DELETE /machines/vm-orders-02');
    await control(sandbox, 'POST /machines/vm-orders-01/power', { state: 'running' });
    await sandbox.arm.monitor.deliveries.idle();
    assert.equal(hook.received.length, 3, 'both moments of the start');
  });
});
