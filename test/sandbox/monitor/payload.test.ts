// Bodies as receivers get them, beside fixtures written from Microsoft's documentation of the schemas.

import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { describe, it } from 'node:test';
import type { Sandbox } from '../sandbox.ts';
import { ask, machineId, ManualClock, richSubscription, sandboxFor } from '../testSupport.ts';
import { control, gatewayRule, insightsPath, putGroup, putRule, receiver, webhook } from './monitorSupport.ts';

type Body = Readonly<Record<string, unknown>>;

interface Stage {
  readonly sandbox: Sandbox;
  /** Fires a rule by hand and gives what the receiver was sent. */
  readonly fire: (rule: string, more?: Body) => Promise<Body>;
  readonly actionGroupId: string;
}

async function stage(t: TestContext, usesCommonSchema: boolean): Promise<Stage> {
  const clock = new ManualClock();
  const sandbox = await sandboxFor(t, { clock });
  const hook = await receiver(t);
  const actionGroupId = await putGroup(sandbox, webhook(hook.url, { useCommonAlertSchema: usesCommonSchema }));
  return {
    sandbox,
    actionGroupId,
    fire: async (rule, more = {}) => {
      const answer = await control(sandbox, 'POST /alerts/fire', { rule, ...more });
      assert.equal(answer.status, 200, JSON.stringify(answer.body));
      await sandbox.arm.monitor.deliveries.idle();
      return hook.received.at(-1)!.body;
    },
  };
}

async function putMetricRule({ sandbox, actionGroupId }: Stage, criterion: Body = {}): Promise<void> {
  const actions = [{ actionGroupId, webHookProperties: { timeLimitInSeconds: '60' } }];
  const answer = await putRule(sandbox, gatewayRule(sandbox, { actions, windowSize: 'PT5M' }, criterion), 'Wild');
  assert.equal(answer.status, 200, answer.text);
}

async function putActivityRule({ sandbox, actionGroupId }: Stage, condition: readonly Body[]): Promise<void> {
  const path = insightsPath(sandbox, 'activityLogAlerts/Activity', '2020-10-01');
  const answer = await ask(sandbox, path, {
    method: 'PUT',
    body: {
      location: 'Global',
      properties: {
        description: 'Of the rule',
        scopes: [`/subscriptions/${richSubscription(sandbox)}`],
        condition: { allOf: condition },
        actions: { actionGroups: [{ actionGroupId, webhookProperties: { team: 'edge' } }] },
      },
    },
  });
  assert.equal(answer.status, 201, answer.text);
}

describe('the common schema', () => {
  it('of a metric, fired and resolved', async (t) => {
    const own = await stage(t, true);
    await putMetricRule(own);
    const fired = await own.fire('Wild');
    const { sandbox } = own;
    const subscriptionId = richSubscription(sandbox);
    const data = fired['data'] as { essentials: Record<string, string> };
    const { alertId, originAlertId } = data.essentials;
    assert.match(
      String(alertId),
      new RegExp(`^/subscriptions/${subscriptionId}/providers/Microsoft.AlertsManagement/alerts/[0-9a-f-]{36}$`),
    );
    assert.match(
      String(originAlertId),
      new RegExp(`^${subscriptionId}_rg-edge-prod_microsoft.insights_metricAlerts_Wild_-\\d+$`),
    );
    const target = machineId(sandbox, 'vm-gateway-01');
    const expected = {
      schemaId: 'azureMonitorCommonAlertSchema',
      data: {
        essentials: {
          alertId,
          alertRule: 'Wild',
          severity: 'Sev1',
          signalType: 'Metric',
          monitorCondition: 'Fired',
          monitoringService: 'Platform',
          alertTargetIDs: [target.toLowerCase()],
          configurationItems: ['vm-gateway-01'],
          originAlertId,
          firedDateTime: '2026-11-22T10:20:30.4050000Z',
          description: 'The gateway sends too much',
          essentialsVersion: '1.0',
          alertContextVersion: '1.0',
        },
        alertContext: {
          properties: null,
          conditionType: 'SingleResourceMultipleMetricCriteria',
          condition: {
            windowSize: 'PT5M',
            allOf: [
              {
                metricName: 'Network Out Total',
                metricNamespace: 'Microsoft.Compute/virtualMachines',
                operator: 'GreaterThan',
                threshold: '500000',
                timeAggregation: 'Total',
                dimensions: [{ name: 'ResourceId', value: vmIdOf(sandbox, target) }],
                metricValue: 1_000_001,
                webTestName: null,
              },
            ],
            windowStartTime: '2026-11-22T10:15:30.405Z',
            windowEndTime: '2026-11-22T10:20:30.405Z',
          },
        },
        customProperties: { timeLimitInSeconds: '60' },
      },
    };
    assert.deepEqual(fired, expected);
    const resolved = await own.fire('Wild', { condition: 'Resolved' });
    const essentials = (resolved['data'] as { essentials: Record<string, string> }).essentials;
    assert.deepEqual(essentials, {
      ...expected.data.essentials,
      monitorCondition: 'Resolved',
      resolvedDateTime: '2026-11-22T10:20:30.4050000Z',
    });
  });

  it('of a dynamic threshold', async (t) => {
    const own = await stage(t, true);
    await putMetricRule(own, {
      criterionType: 'DynamicThresholdCriterion',
      alertSensitivity: 'High',
      failingPeriods: { numberOfEvaluationPeriods: 4, minFailingPeriodsToAlert: 3 },
      operator: 'GreaterOrLessThan',
    });
    const { alertContext } = (await own.fire('Wild'))['data'] as { alertContext: Body };
    assert.equal(alertContext['conditionType'], 'DynamicThresholdCriteria');
    const [criterion] = (alertContext['condition'] as { allOf: Body[] }).allOf;
    const { dimensions: _, ...rest } = criterion!;
    assert.deepEqual(rest, {
      alertSensitivity: 'High',
      failingPeriods: { numberOfEvaluationPeriods: 4, minFailingPeriodsToAlert: 3 },
      ignoreDataBefore: null,
      metricName: 'Network Out Total',
      metricNamespace: 'Microsoft.Compute/virtualMachines',
      operator: 'GreaterOrLessThan',
      threshold: '100',
      timeAggregation: 'Total',
      metricValue: 201,
      webTestName: null,
    });
  });

  it('of the activity log, with numbers for service health and two spellings of the signal', async (t) => {
    const own = await stage(t, true);
    const seen: unknown[] = [];
    for (const category of ['Administrative', 'ServiceHealth', 'ResourceHealth', 'Recommendation', 'Policy']) {
      await ask(own.sandbox, insightsPath(own.sandbox, 'activityLogAlerts/Activity', '2020-10-01'), {
        method: 'DELETE',
      });
      await putActivityRule(own, [{ field: 'category', equals: category }]);
      const { essentials, alertContext, customProperties } = (await own.fire('Activity'))['data'] as Record<
        string,
        Body
      >;
      assert.equal(customProperties, null);
      seen.push([
        essentials!['signalType'],
        essentials!['monitoringService'],
        essentials!['severity'],
        alertContext!['eventSource'],
      ]);
    }
    assert.deepEqual(seen, [
      ['Activity Log', 'Activity Log - Administrative', 'Sev4', 'Administrative'],
      ['Activity Log', 'ServiceHealth', 'Sev4', 2],
      ['Activity Log', 'Resource Health', 'Sev4', 'ResourceHealth'],
      ['ActivityLog', 'Activity Log - Recommendation', 'Sev4', 'Recommendation'],
      ['ActivityLog', 'Activity Log - Policy', 'Sev4', 'Policy'],
    ]);
  });

  it('of a log search', async (t) => {
    const own = await stage(t, true);
    const rule = insightsPath(own.sandbox, 'scheduledQueryRules/Many%205xx%20answers', '2023-12-01');
    const patch = { properties: { actions: { actionGroups: [own.actionGroupId], customProperties: { a: 'b' } } } };
    assert.equal((await ask(own.sandbox, rule, { method: 'PATCH', body: patch })).status, 200);
    const data = (await own.fire('Many 5xx answers'))['data'] as Record<string, Body>;
    assert.deepEqual(
      [data['essentials']!['monitoringService'], data['essentials']!['signalType']],
      ['Log Alerts V2', 'Log'],
    );
    assert.deepEqual([data['alertContext']!['properties'], data['customProperties']], [{ a: 'b' }, null]);
    const [criterion] = (data['alertContext']!['condition'] as { allOf: Body[] }).allOf;
    assert.deepEqual(
      [criterion!['threshold'], criterion!['metricValue'], criterion!['operator']],
      ['50', 51, 'GreaterThan'],
    );
  });
});

describe('the older schemas', () => {
  it('of a metric', async (t) => {
    const own = await stage(t, false);
    await putMetricRule(own);
    const fired = await own.fire('Wild');
    const target = machineId(own.sandbox, 'vm-gateway-01');
    const subscriptionId = richSubscription(own.sandbox);
    assert.deepEqual(fired, {
      schemaId: 'AzureMonitorMetricAlert',
      data: {
        version: '2.0',
        status: 'Activated',
        context: {
          timestamp: '2026-11-22T10:20:30.4050000Z',
          id: `/subscriptions/${subscriptionId}/resourceGroups/rg-edge-prod/providers/Microsoft.Insights/metricAlerts/Wild`,
          name: 'Wild',
          description: 'The gateway sends too much',
          conditionType: 'SingleResourceMultipleMetricCriteria',
          severity: '1',
          condition: {
            windowSize: 'PT5M',
            allOf: [
              {
                metricName: 'Network Out Total',
                metricNamespace: 'Microsoft.Compute/virtualMachines',
                dimensions: [{ name: 'ResourceId', value: vmIdOf(own.sandbox, target) }],
                operator: 'GreaterThan',
                threshold: '500000',
                timeAggregation: 'PT1M',
                metricValue: 1_000_001,
              },
            ],
          },
          subscriptionId,
          resourceGroupName: 'rg-edge-prod',
          resourceName: 'vm-gateway-01',
          resourceType: 'Microsoft.Compute/virtualMachines',
          resourceId: target.toLowerCase(),
          portalLink: `https://portal.azure.com/#resource${target.toLowerCase()}`,
        },
        properties: { timeLimitInSeconds: '60' },
      },
    });
    const resolved = await own.fire('Wild', { condition: 'Resolved' });
    assert.equal((resolved['data'] as Body)['status'], 'Deactivated');
  });

  it('of the activity log', async (t) => {
    const own = await stage(t, false);
    const operation = 'Microsoft.Compute/virtualMachines/deallocate/action';
    await putActivityRule(own, [
      { field: 'category', equals: 'Administrative' },
      { field: 'operationName', equals: operation },
    ]);
    const target = machineId(own.sandbox, 'vm-gateway-01');
    const body = await own.fire('Activity', { resourceId: target });
    const { activityLog } = (body['data'] as { context: { activityLog: Body } }).context;
    const ids = ['correlationId', 'eventDataId', 'operationId'].map((name) => [name, activityLog[name]]);
    assert.deepEqual(body, {
      schemaId: 'Microsoft.Insights/activityLogs',
      data: {
        status: 'Activated',
        context: {
          activityLog: {
            authorization: { action: operation, scope: target },
            channels: 'Operation',
            claims: activityLog['claims'],
            caller: 'ada@fabrikam.example',
            ...Object.fromEntries(ids),
            description: '',
            eventSource: 'Administrative',
            eventTimestamp: '2026-11-22T10:20:30.4050000+00:00',
            httpRequest: activityLog['httpRequest'],
            level: 'Informational',
            operationName: operation,
            resourceId: target,
            resourceGroupName: 'rg-edge-prod',
            resourceProviderName: 'Microsoft.Compute',
            resourceType: 'Microsoft.Compute/virtualMachines',
            status: 'Succeeded',
            subStatus: '',
            subscriptionId: richSubscription(own.sandbox),
            submissionTimestamp: '2026-11-22T10:20:32.5050000+00:00',
          },
        },
        properties: { team: 'edge' },
      },
    });
    // JSON within texts, as the real ones are.
    assert.equal(typeof JSON.parse(String(activityLog['claims'])), 'object');
    assert.equal(typeof JSON.parse(String(activityLog['httpRequest'])), 'object');
  });
});

function vmIdOf(sandbox: Sandbox, machine: string): unknown {
  return sandbox.arm.state.get(machine)?.properties['vmId'];
}
