// Rules and action groups made through the product's own adapters against the sandbox: the bodies that ARM is sent, what it refuses, names
// that are taken, and measurements that are the sandbox's own.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { ArmServices } from '../../src/adapters/azure/arm.ts';
import { createAlertResource } from '../../src/app/alert/createAlert.ts';
import { systemClock } from '../../src/base/clock.ts';
import { Secret } from '../../src/base/secret.ts';
import { actionGroupBody, actionGroupId, withReceivers } from '../../src/domain/alert/actionGroupDraft.ts';
import type { ActionGroupDraft } from '../../src/domain/alert/actionGroupDraft.ts';
import { activityLogAlertBody, activityLogAlertId } from '../../src/domain/alert/activityLogAlertDraft.ts';
import type { ActivityLogAlertDraft } from '../../src/domain/alert/activityLogAlertDraft.ts';
import { metricAlertBody, metricAlertId } from '../../src/domain/alert/metricAlertDraft.ts';
import { writablePart } from '../../src/domain/alert/ruleDocument.ts';
import { alertFormPorts } from '../../src/host/alertForm/alertFormPorts.ts';
import type { AlertFormPorts } from '../../src/host/alertForm/alertFormPorts.ts';
import { makeAlertDraft } from '../support/alertForm.ts';
import { assertUserError } from '../support/assertUserError.ts';
import { ask } from '../sandbox/testSupport.ts';
import { SandboxAzure } from './sandboxAzure.ts';

const resourceGroup = 'rg-edge-prod';
const signal = new AbortController().signal;
const key = 'very-secret-key';

describe('making alerts', () => {
  let azure: SandboxAzure;
  let services: ArmServices;
  let groupId: string;
  before(async () => {
    azure = await SandboxAzure.start();
    services = azure.services();
    const group = groupDraft('ag-made');
    groupId = actionGroupId(group);
    await createAlertResource(services.alerts, { id: groupId, value: actionGroupBody(group) });
  });
  after(() => azure.stop());

  const machine = (): string => azure.machine('vm-gateway-01');

  function groupDraft(name: string): ActionGroupDraft {
    return {
      subscriptionId: azure.subscriptionId,
      resourceGroup,
      name,
      shortName: 'made',
      receivers: [
        {
          kind: 'webhook',
          name: 'hook',
          address: new Secret(`https://hooks.example/alerts?code=${key}`),
          usesCommonSchema: true,
        },
      ],
    };
  }

  const ruleDraft = (parts: Parameters<typeof makeAlertDraft>[0] = {}): ReturnType<typeof makeAlertDraft> =>
    makeAlertDraft({ scopes: [machine()], resourceGroup, ...parts });

  const ports = (account = 'ada', id = machine()): AlertFormPorts => {
    const { alerts, inventory } = azure.services({ account });
    return alertFormPorts({ alerts, metrics: alerts, inventory }, systemClock, [
      { id, name: 'target', region: 'westeurope' },
    ]);
  };

  it('creates a metric alert with exactly the body of the draft, after the name was found free', async () => {
    const start = azure.sandbox.requests.entries.length;
    const draft = ruleDraft({
      name: 'Busy gateway',
      actions: [{ actionGroupId: groupId, properties: [{ name: 'timeLimitInSeconds', value: '60' }] }],
    });
    const id = await ports().create(draft, signal);
    assert.equal(id, metricAlertId(draft));
    assert.deepEqual(azure.requestsSince(start), [
      'GET …/Microsoft.Insights/metricAlerts/Busy%20gateway 404',
      'PUT …/Microsoft.Insights/metricAlerts/Busy%20gateway 200',
    ]);
    assert.deepEqual(azure.bodiesSince(start, 'PUT'), [metricAlertBody(draft)]);
    const rule = (await services.alerts.listAlertRules()).find((each) => each.name === 'Busy gateway');
    assert.deepEqual([rule?.severity, rule?.windowInSeconds, rule?.actionGroupIds], [2, 300, [groupId]]);
  });

  it('creates learned thresholds, several machines, and a scale set with dimensions', async () => {
    const learned = { kind: 'dynamic', operator: 'GreaterThan', sensitivity: 'High', failing: 2, periods: 4 } as const;
    const drafts = [
      ruleDraft({ name: 'learned', threshold: learned, frequencyInSeconds: 300, windowInSeconds: 900 }),
      ruleDraft({ name: 'several', scopes: azure.sandbox.info.virtualMachines.slice(0, 2).map(({ id }) => id) }),
      ruleDraft({
        name: 'set',
        scopes: [azure.sandbox.info.scaleSets[0]?.id ?? ''],
        metricNamespace: 'Microsoft.Compute/virtualMachineScaleSets',
        dimensions: [{ name: 'VMName', values: ['*'] }],
      }),
    ];
    for (const draft of drafts) {
      await ports().create(draft, signal);
      const { value } = await services.alerts.getDocument(metricAlertId(draft));
      const { properties } = metricAlertBody(draft) as { properties: Record<string, unknown> };
      assert.deepEqual((value as { properties: { criteria: unknown } }).properties.criteria, properties['criteria']);
    }
  });

  it('does not touch a rule whose name is taken', async () => {
    const draft = ruleDraft({ name: 'taken' });
    await ports().create(draft, signal);
    const start = azure.sandbox.requests.entries.length;
    await assertUserError(ports().create(ruleDraft({ name: 'Taken', severity: 0 }), signal), 'alertNameTaken');
    assert.deepEqual(azure.bodiesSince(start, 'PUT'), []);
  });

  it('creates an activity log alert with exactly the body of the draft', async () => {
    const draft: ActivityLogAlertDraft = {
      scope: `/subscriptions/${azure.subscriptionId}`,
      resourceGroup,
      name: 'Machine deleted',
      description: '',
      category: 'Administrative',
      conditions: [
        { field: 'operationName', values: ['Microsoft.Compute/virtualMachines/delete'] },
        { field: 'status', values: ['Succeeded', 'Failed'] },
      ],
      actions: [{ actionGroupId: groupId, properties: [] }],
    };
    const start = azure.sandbox.requests.entries.length;
    const resource = { id: activityLogAlertId(draft), value: activityLogAlertBody(draft) };
    await createAlertResource(services.alerts, resource);
    assert.deepEqual(azure.bodiesSince(start, 'PUT'), [resource.value]);
    await assertUserError(createAlertResource(services.alerts, resource), 'alertNameTaken');
    const rule = (await services.alerts.listAlertRules()).find(({ name }) => name === draft.name);
    assert.deepEqual([rule?.kind, rule?.actionGroupIds], ['activityLog', [groupId]]);
  });

  it('creates an action group and adds a receiver to it', async () => {
    const draft = groupDraft('ag-more');
    const id = actionGroupId(draft);
    const start = azure.sandbox.requests.entries.length;
    await createAlertResource(services.alerts, { id, value: actionGroupBody(draft) });
    assert.deepEqual(azure.bodiesSince(start, 'PUT'), [actionGroupBody(draft)]);
    const { value } = await services.alerts.getDocument(id);
    await services.alerts.putDocument(
      id,
      withReceivers(writablePart(value), [
        {
          kind: 'eventHub',
          name: 'hub',
          namespace: 'evhns-fabrikam',
          hub: 'alerts',
          subscriptionId: azure.subscriptionId,
          tenantId: 't',
          usesCommonSchema: true,
        },
      ]),
    );
    const group = (await services.alerts.listActionGroups()).find(({ name }) => name === 'ag-more');
    assert.deepEqual(
      group?.receivers.map(({ name, kind, target }) => [name, kind, target]),
      [
        ['hook', 'webhook', 'hooks.example'],
        ['hub', 'eventHub', 'evhns-fabrikam/alerts'],
      ],
    );
  });

  it('tells what Azure refuses, with its cause', async () => {
    const refused: readonly (readonly [Parameters<typeof makeAlertDraft>[0], string, RegExp])[] = [
      [{ name: 'bad metric', metricName: 'No Such Metric' }, 'serviceFailed', /No Such Metric/],
      [{ name: 'bad window', frequencyInSeconds: 300, windowInSeconds: 60 }, 'serviceFailed', /window size/],
      [
        { name: 'bad group', actions: [{ actionGroupId: `${groupId}-gone`, properties: [] }] },
        'serviceFailed',
        /ag-made-gone/,
      ],
      [{ name: 'no group', resourceGroup: 'rg-gone' }, 'resourceNotFound', /"rg-gone"/],
      [{ name: 'no machine', scopes: [`${machine()}-gone`] }, 'resourceNotFound', /vm-gateway-01-gone/],
    ];
    for (const [parts, code, text] of refused) {
      await assert.rejects(ports().create(ruleDraft(parts), signal), (error: Error & { readonly code?: string }) => {
        assert.equal(error.code, code);
        assert.match(error.message, text);
        assert.ok(error.cause !== undefined);
        return true;
      });
    }
    await assertUserError(ports('ren').create(ruleDraft({ name: 'not mine' }), signal), 'forbidden');
  });

  it('plots what the sandbox measures', async () => {
    const history = await ports().readHistory(
      {
        metricName: 'Percentage CPU',
        metricNamespace: 'Microsoft.Compute/virtualMachines',
        aggregation: 'Average',
        span: '1h',
        leadInSeconds: 300,
        dimensions: [],
      },
      signal,
    );
    assert.deepEqual([history.to - history.from, history.grainInSeconds], [3_600_000, 60]);
    const span = `${new Date(history.from - 300_000).toISOString()}/${new Date(history.to).toISOString()}`;
    const answer = await ask(
      azure.sandbox,
      `${machine()}/providers/Microsoft.Insights/metrics?api-version=2024-02-01&metricnames=Percentage%20CPU&aggregation=Average&interval=PT1M&timespan=${span}`,
    );
    const body = answer.body as {
      value: { timeseries: { data: { timeStamp: string; average?: number }[] }[] }[];
    };
    const data = body.value[0]?.timeseries[0]?.data ?? [];
    assert.equal(data.length, 65);
    assert.deepEqual(
      history.series[0]?.points,
      data.map(({ timeStamp, average }) => ({
        at: Date.parse(timeStamp),
        ...(average === undefined ? {} : { value: average }),
      })),
    );
  });

  it('offers the values of dimensions, and no deprecated metric', async () => {
    const set = ports('ada', azure.sandbox.info.scaleSets[0]?.id ?? '');
    const metrics = await set.listMetrics(signal);
    assert.ok(metrics.length > 15 && metrics.every(({ displayName }) => !/deprecated/i.test(displayName)));
    const [names] = await set.listDimensionValues(
      {
        metricName: 'Percentage CPU',
        metricNamespace: 'Microsoft.Compute/virtualMachineScaleSets',
        aggregation: 'Average',
        dimensions: ['VMName'],
      },
      signal,
    );
    assert.equal(names?.name, 'VMName');
    assert.ok((names?.values.length ?? 0) > 0);
  });

  it('knows rules, groups and resource groups', async () => {
    const ground = await ports().readGround(signal);
    assert.ok(ground.resourceGroups.includes(resourceGroup));
    assert.ok(ground.actionGroups.some(({ id, receivers }) => id === groupId && receivers.includes('hook')));
    assert.ok(ground.ruleIds.length > 0);
  });

  it('writes no secret into the log', () => {
    assert.ok(azure.log.lines.length > 0);
    assert.deepEqual(
      azure.log.lines.filter((line) => line.includes(key)),
      [],
    );
  });
});
