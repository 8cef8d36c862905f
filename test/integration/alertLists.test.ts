// Lists of Azure Monitor that are refused in part, or hold what no rule, group or alert can be made of.

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { assertUserError } from '../support/assertUserError.ts';
import { SandboxAzure } from './sandboxAzure.ts';

const onFailure = (): void => assert.fail('told of a failure');

describe('lists of alerts', () => {
  let azure: SandboxAzure;

  before(async () => {
    azure = await SandboxAzure.start({ blobService: 'none' });
  });
  after(() => azure.stop());
  afterEach(() => azure.control('/reset'));

  const refuse = (types: string): Promise<unknown> =>
    azure.control('/faults', {
      pathPattern: `/providers/microsoft\\.insights/(?:${types})$`,
      status: 403,
      body: { error: { code: 'AuthorizationFailed', message: 'not for you' } },
    });

  it('gives the rules of the lists that may be read, and tells of the others', async () => {
    await refuse('scheduledqueryrules');
    const { alerts } = azure.services();
    const failures: unknown[] = [];
    const rules = await alerts.listAlertRules({ onFailure: (failure) => failures.push(failure) });
    assert.deepEqual(new Set(rules.map(({ kind }) => kind)), new Set(['metric', 'activityLog']));
    assert.equal(failures.length, 1);
    await assertUserError(Promise.reject(failures[0]), 'forbidden');
    await assertUserError(alerts.listAlertRules(), 'forbidden');
  });

  it('rejects when no list may be read, and when it is cancelled', async () => {
    const { alerts } = azure.services();
    await assert.rejects(alerts.listAlertRules({ onFailure, abortSignal: AbortSignal.abort() }), {
      name: 'AbortError',
    });
    await refuse('[a-z]+');
    await assertUserError(alerts.listAlertRules({ onFailure }), 'forbidden');
  });

  it('leaves out what has no id, and what comes twice', async () => {
    const id = `/subscriptions/${azure.subscriptionId}/resourceGroups/g/providers/Microsoft.Insights/metricAlerts/r`;
    const group = id.replace('metricAlerts/r', 'actionGroups/ag');
    const actions = [{ actionGroupId: group }, { actionGroupId: group.toUpperCase() }, null, {}, 5];
    const properties = { enabled: null, scopes: [null, id, {}], actions, severity: '2', criteria: { allOf: [null] } };
    await azure.control('/faults', {
      pathPattern: '/providers/microsoft\\.insights/metricalerts$',
      body: {
        value: [null, 7, {}, { id, name: null, properties }, { id: id.toLowerCase(), properties: null }],
        nextLink: null,
      },
    });
    const rules = await azure.services().alerts.listAlertRules();
    assert.deepEqual(
      rules.filter(({ kind }) => kind === 'metric'),
      [{ id, name: 'r', kind: 'metric', isEnabled: true, scopes: [id], actionGroupIds: [group], condition: '' }],
    );
    const alert = `/subscriptions/${azure.subscriptionId}/providers/Microsoft.AlertsManagement/alerts/1`;
    await azure.control('/faults', {
      pathPattern: '/providers/microsoft\\.alertsmanagement/alerts$',
      body: { value: [{ id: `${id}${alert.slice(alert.indexOf('/providers'))}` }, null, { id: alert }] },
    });
    const fired = await azure.services().alerts.listFiredAlerts();
    assert.deepEqual(
      fired.map((each) => each.id),
      [alert],
    );
  });
});
