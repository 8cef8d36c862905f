// Rules and action groups through ARM: written, refused, changed, deleted; and test notifications.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Sandbox } from '../sandbox.ts';
import type { Answer } from '../testSupport.ts';
import { ask, errorCode, errorMessage, machineId, richSubscription, sandboxFor } from '../testSupport.ts';
import { gatewayRule, insightsPath, putGroup, putRule, receiver, webhook } from './monitorSupport.ts';

type Body = Readonly<Record<string, unknown>>;

describe('metric alerts', () => {
  it('are written, read, patched and deleted', async (t) => {
    const sandbox = await sandboxFor(t);
    const actionGroupId = await putGroup(sandbox, {});
    const properties = gatewayRule(sandbox, { actions: [{ actionGroupId, webHookProperties: { a: 'b' } }] });
    const created = await putRule(sandbox, properties);
    assert.equal(created.status, 200);
    const path = insightsPath(sandbox, 'metricAlerts/Too%20much', '2026-01-01');
    const body = (await ask(sandbox, path)).body as Body;
    assert.deepEqual(Object.keys(body), ['id', 'name', 'type', 'location', 'tags', 'properties']);
    assert.deepEqual(body['properties'], JSON.parse(JSON.stringify({ autoMitigate: true, ...properties })));
    const patched = await ask(sandbox, path, {
      method: 'PATCH',
      body: { tags: { a: 'b' }, properties: { enabled: false } },
    });
    assert.deepEqual((patched.body as Body)['tags'], { a: 'b' });
    assert.equal(propertiesOf(await ask(sandbox, path))['enabled'], false);
    assert.equal((await ask(sandbox, path, { method: 'PATCH', body: { properties: { severity: 9 } } })).status, 400);
    assert.equal(propertiesOf(await ask(sandbox, path))['severity'], 1);
    assert.equal((await ask(sandbox, path, { method: 'DELETE', account: 'ren' })).status, 403);
    assert.equal((await ask(sandbox, path, { method: 'DELETE' })).status, 200);
    assert.equal((await ask(sandbox, path, { method: 'DELETE' })).status, 204);
    assert.equal((await ask(sandbox, path)).status, 404);
    assert.equal(errorCode(await ask(sandbox, path.replace('2026-01-01', '2017-09-01'))), 'NoRegisteredProviderFound');
  });

  it('are refused as Azure refuses them', async (t) => {
    const sandbox = await sandboxFor(t);
    const criteria = (type: string): Body => ({ ...(gatewayRule(sandbox)['criteria'] as Body), 'odata.type': type });
    const machines = ['vm-gateway-01', 'vm-orders-01'].map((name) => machineId(sandbox, name));
    const dynamic = { criterionType: 'DynamicThresholdCriterion', alertSensitivity: 'Low', operator: 'GreaterThan' };
    const failingPeriods = { numberOfEvaluationPeriods: 4, minFailingPeriodsToAlert: 4 };
    const cases: readonly (readonly [Body, RegExp])[] = [
      [gatewayRule(sandbox, { severity: undefined }), /severity/],
      [gatewayRule(sandbox, { severity: 5 }), /severity/],
      [gatewayRule(sandbox, { windowSize: 'PT2M' }), /window size/],
      [gatewayRule(sandbox, { evaluationFrequency: 'PT5M' }), /greater than or equal/],
      [gatewayRule(sandbox, {}, { metricName: 'TCP Segments Sent' }), /Couldn't find a metric named TCP Segments Sent/],
      [gatewayRule(sandbox, {}, { operator: 'MoreThan' }), /operator 'MoreThan'/],
      [gatewayRule(sandbox, {}, { timeAggregation: 'Sum' }), /time aggregation 'Sum'/],
      [
        gatewayRule(sandbox, {}, { dimensions: [{ name: 'LUN', operator: 'Include', values: ['*'] }] }),
        /dimension 'LUN'/,
      ],
      [gatewayRule(sandbox, {}, { threshold: '5' }), /threshold/],
      [gatewayRule(sandbox, {}, { ...dynamic, failingPeriods }), /at least 5 minutes/],
      [gatewayRule(sandbox, { windowSize: 'PT5M' }, dynamic), /failingPeriods/],
      [gatewayRule(sandbox, { criteria: criteria('Microsoft.Azure.Monitor.Nothing') }), /criteria type/],
      [gatewayRule(sandbox, { scopes: machines }), /^Scopes property is invalid/],
      [
        gatewayRule(sandbox, {
          scopes: machines,
          criteria: criteria('Microsoft.Azure.Monitor.MultipleResourceMultipleMetricCriteria'),
        }),
        /targetResourceType/,
      ],
      [gatewayRule(sandbox, { actions: [{ actionGroupId: '/x' }] }), /action group '\/x'/],
    ];
    for (const [properties, reason] of cases) {
      const answer = await putRule(sandbox, properties);
      assert.deepEqual([answer.status, errorCode(answer)], [400, 'BadRequest'], String(reason));
      assert.match(errorMessage(answer), reason);
    }
    const gone = await putRule(sandbox, gatewayRule(sandbox, { scopes: [`${machines[0]}-gone`] }));
    assert.deepEqual([gone.status, errorCode(gone)], [404, 'ResourceNotFound']);
    const custom = gatewayRule(sandbox, {}, { metricName: 'TCP Segments Sent', skipMetricValidation: true });
    assert.equal((await putRule(sandbox, custom)).status, 200);
  });
});

describe('activity log alerts', () => {
  it('are written, switched and deleted; a condition needs a category', async (t) => {
    const sandbox = await sandboxFor(t);
    const path = insightsPath(sandbox, 'activityLogAlerts/deleted', '2020-10-01');
    const put = (condition: readonly Body[]): Promise<Answer> =>
      ask(sandbox, path, {
        method: 'PUT',
        body: {
          location: 'Global',
          properties: { scopes: [`/subscriptions/${richSubscription(sandbox)}`], condition: { allOf: condition } },
        },
      });
    assert.equal(errorCode(await put([{ field: 'status', equals: 'Failed' }])), 'InvalidCondition');
    assert.equal(
      errorCode(await put([{ field: 'category', equals: 'Policy' }, { field: 'status' }])),
      'InvalidCondition',
    );
    const good = [
      { field: 'category', equals: 'Administrative' },
      { field: 'resourceType', containsAny: ['compute'] },
    ];
    assert.equal((await put(good)).status, 201);
    assert.equal((await put(good)).status, 200);
    const off = await ask(sandbox, path, { method: 'PATCH', body: { properties: { enabled: false } } });
    assert.deepEqual([off.status, propertiesOf(off)['enabled']], [200, false]);
    assert.equal((await ask(sandbox, path, { method: 'DELETE' })).status, 200);
    assert.equal((await ask(sandbox, path, { method: 'DELETE' })).status, 204);
  });
});

describe('action groups', () => {
  it('are written with every list of receivers, and come back with their keys', async (t) => {
    const sandbox = await sandboxFor(t);
    const path = insightsPath(sandbox, 'actionGroups/ag-one', '2024-10-01-preview');
    const put = (properties: Body): Promise<Answer> =>
      ask(sandbox, path, { method: 'PUT', body: { location: 'Global', properties } });
    const hook = { name: 'hook', serviceUri: 'https://hook.example/a?code=secret' };
    const created = await put({ groupShortName: 'one', webhookReceivers: [hook] });
    assert.equal(created.status, 201);
    const properties = propertiesOf(await ask(sandbox, path));
    assert.deepEqual(properties['webhookReceivers'], [{ ...hook, useAadAuth: false, useCommonAlertSchema: false }]);
    assert.deepEqual(
      [properties['enabled'], properties['logicAppReceivers'], Object.keys(properties).length],
      [true, [], 13],
    );
    for (const [bad, code] of [
      [{ groupShortName: 'thirteen char' }, 'InvalidGroupShortName'],
      [{}, 'InvalidGroupShortName'],
      [{ groupShortName: 'one', webhookReceivers: [{ name: 'a' }] }, 'InvalidReceiver'],
      [{ groupShortName: 'one', webhookReceivers: [{ name: 'a', serviceUri: 'ftp://x' }] }, 'InvalidReceiverUri'],
      [{ groupShortName: 'one', webhookReceivers: [hook, hook] }, 'DuplicateReceiverName'],
    ] as const) {
      const answer = await put({ enabled: true, ...bad });
      assert.deepEqual([answer.status, errorCode(answer)], [400, code]);
    }
    assert.equal((await put({ groupShortName: 'two' })).status, 200);
    assert.equal((await ask(sandbox, path, { method: 'DELETE' })).status, 200);
  });

  it('send test notifications for real and tell the result', async (t) => {
    const sandbox = await sandboxFor(t);
    const hook = await receiver(t, [200, 500]);
    const id = await putGroup(sandbox, webhook(hook.url));
    const send = (alertType: string): Promise<Answer> =>
      ask(sandbox, `${id}/createNotifications?api-version=2023-01-01`, {
        method: 'POST',
        body: { alertType, ...webhook(hook.url), emailReceivers: [{ name: 'mail', emailAddress: 'a@b.example' }] },
      });
    const started = await send('metricstaticthreshold');
    assert.equal(started.status, 202);
    const status = await complete(sandbox, String(started.headers['location']));
    assert.equal(status.state, 'Complete');
    assert.deepEqual(
      status.actionDetails.map(({ MechanismType, Name, Status }) => [MechanismType, Name, Status].join(' ')).toSorted(),
      ['Email mail Failed', 'Webhook hook Succeeded'],
    );
    const { essentials } = hook.received[0]!.body['data'] as { essentials: Body };
    assert.deepEqual([essentials['alertRule'], essentials['signalType']], ['test-metricAlertRule', 'Metric']);
    const failed = await complete(sandbox, String((await send('servicehealth')).headers['location']));
    const detail = failed.actionDetails.find(({ Name }) => Name === 'hook');
    assert.deepEqual([detail?.['Status'], /500/.test(String(detail?.['Detail']))], ['Failed', true]);
    assert.equal(hook.received.length, 2, 'no retries');
    assert.equal((await send('nothing')).status, 400);
    assert.equal((await ask(sandbox, `${id}/notificationStatus/1?api-version=2023-01-01`)).status, 404);
  });

  it('have a sample for each kind of alert', async (t) => {
    const sandbox = await sandboxFor(t);
    const hook = await receiver(t);
    const id = await putGroup(sandbox, {});
    const kinds = [
      'metricstaticthreshold',
      'metricsdynamicthreshold',
      'logalertv2',
      'servicehealth',
      'resourcehealth',
      'activitylog',
    ];
    for (const useCommonAlertSchema of [true, false]) {
      for (const alertType of kinds) {
        const answer = await ask(sandbox, `${id}/createNotifications?api-version=2023-01-01`, {
          method: 'POST',
          body: { alertType, ...webhook(hook.url, { useCommonAlertSchema }) },
        });
        await complete(sandbox, String(answer.headers['location']));
      }
    }
    assert.deepEqual(
      hook.received.map(({ body }) => body['schemaId']),
      [
        ...kinds.map(() => 'azureMonitorCommonAlertSchema'),
        'AzureMonitorMetricAlert',
        'AzureMonitorMetricAlert',
        'azureMonitorCommonAlertSchema',
        ...['servicehealth', 'resourcehealth', 'activitylog'].map(() => 'Microsoft.Insights/activityLogs'),
      ],
    );
  });
});

interface NotificationStatus {
  readonly state: string;
  readonly actionDetails: readonly Readonly<Record<string, unknown>>[];
}

async function complete(sandbox: Sandbox, location: string): Promise<NotificationStatus> {
  const end = Date.now() + 3000;
  for (;;) {
    const answer = await ask(sandbox, location);
    const body = answer.body as NotificationStatus;
    assert.equal(answer.status, body.state === 'Complete' ? 200 : 202);
    if (answer.status === 200) {
      return body;
    }
    assert.ok(Date.now() < end, 'waited too long');
  }
}

function propertiesOf(answer: Answer): Body {
  return (answer.body as { readonly properties: Body }).properties;
}
