// Commands on alerts where a person may read only a part: what can be done is done, and what is not known is said.

import assert from 'node:assert/strict';
import { after, beforeEach, describe, it } from 'node:test';
import type { IActionContext } from '@microsoft/vscode-azext-utils';
import { forbidden } from '../../../../src/app/error/userErrors.ts';
import { actionGroupNode, alertRuleNode, firedAlertNode } from '../../../../src/app/tree/alertNodes.ts';
import type { HostContext } from '../../../../src/host/hostContext.ts';
import { FakeAlerts } from '../../../support/alerts.ts';
import { assertUserError } from '../../../support/assertUserError.ts';
import { shown, standInForVscode } from '../../../support/fakeVscode.ts';
import { KeptLog } from '../../../support/keptLog.ts';

const standIn = standInForVscode();
const { alertActions } = await import('../../../../src/host/alertRule/alertActions.ts');
after(() => standIn.dispose());

const denied = forbidden('Microsoft.Insights/metricAlerts/read');
const groupId = '/subscriptions/a/resourceGroups/g/providers/Microsoft.Insights/actionGroups/ag';
const alertId = '/subscriptions/a/providers/Microsoft.AlertsManagement/alerts/1';

function setUp() {
  const alerts = { a: new FakeAlerts(), b: new FakeAlerts() };
  const services = {
    a: { alerts: alerts.a, subscription: { id: 'a' } },
    b: { alerts: alerts.b, subscription: { id: 'b' } },
  };
  const revealed: string[] = [];
  const listed: string[] = [];
  const host = {
    log: new KeptLog(),
    tree: { listAlertsAgain: (id: string) => listed.push(id) },
    subscriptions: { knownSubscriptions: () => Promise.resolve({ subscriptions: [{ id: 'a' }, { id: 'b' }] }) },
    services: { servicesOf: ({ id }: { readonly id: 'a' | 'b' }) => services[id] },
    servicesById: () => Promise.resolve(services.a),
    reveal: (id: string) => Promise.resolve(revealed.push(id) > 0),
  } as unknown as HostContext;
  const prompts = {
    ui: { showQuickPick: (picks: readonly unknown[]) => Promise.resolve(picks[0]) },
  } as unknown as IActionContext;
  return { alerts, host, prompts, revealed, listed };
}

describe('alertActions', () => {
  beforeEach(() => {
    shown.commands.splice(0);
    shown.details.splice(0);
    shown.messages.splice(0);
    shown.answer = undefined;
  });

  it('deletes an action group for who may not read rules, and says that others may call it', async () => {
    const { alerts, host, prompts } = setUp();
    const group = { id: groupId, name: 'ag', shortName: 'ag', isEnabled: true, receivers: [] };
    alerts.a.rules = () => {
      throw denied;
    };
    shown.answer = 'Delete';
    await alertActions.deleteAlertRule(host, prompts, [actionGroupNode(group, { subscriptionId: 'a' })]);
    assert.deepEqual(alerts.a.calls, [`delete ${groupId}`]);
    assert.match(shown.details[0] ?? '', /Not all alert rules can be read/);
  });

  it('says that an alert is gone whose traffic is asked for', async () => {
    const { alerts, host, prompts } = setUp();
    const gone = { id: alertId, name: '1', ruleName: 'r', moment: 'fired', state: 'new', firedAt: 700_000 } as const;
    const node = firedAlertNode(gone, { subscriptionId: 'a' });
    await assertUserError(alertActions.showTrafficOfAlert(host, prompts, [node]), 'resourceNotFound', /r/);
    alerts.a.fired = () => [gone];
    await alertActions.showTrafficOfAlert(host, prompts, [node]);
    assert.deepEqual(shown.commands, [['wirewatch.openTraffic', { from: 100_000 }]]);
  });

  it('shows what was switched though another was refused', async () => {
    const { alerts, host, prompts, listed } = setUp();
    const nodes = [groupId, `${groupId}-2`].map((id) =>
      actionGroupNode({ id, name: 'ag', shortName: 'ag', isEnabled: true, receivers: [] }, { subscriptionId: 'a' }),
    );
    alerts.a.setEnabled = (id) => (id === groupId ? Promise.resolve() : Promise.reject(denied));
    await assertUserError(alertActions.disableAlertRule(host, prompts, [nodes[0], nodes]), 'forbidden');
    assert.deepEqual(listed, [groupId, `${groupId}-2`]);
  });

  it('changes no log alert that was selected with others', async () => {
    const { alerts, host, prompts } = setUp();
    const id = groupId.replace('actionGroups/ag', 'scheduledQueryRules/logs');
    const rule = { id, name: 'logs', kind: 'logSearch', isEnabled: true, scopes: [], actionGroupIds: [] } as const;
    const log = alertRuleNode({ ...rule, condition: '' }, { subscriptionId: 'a', isFiring: false });
    const metricId = id.replace('scheduledQueryRules', 'metricAlerts');
    const metric = { ...log, id: metricId, resourceId: metricId };
    await alertActions.disableAlertRule(host, prompts, [metric, [metric, log]]);
    assert.deepEqual(alerts.a.calls, [`disable ${metricId}`]);
  });

  it('finds alerts of a time where they can be read, whatever the other subscriptions refuse', async () => {
    const { alerts, host, prompts, revealed } = setUp();
    alerts.b.fired = () => {
      throw denied;
    };
    alerts.a.fired = () => [{ id: alertId, name: '1', ruleName: 'r', moment: 'fired', state: 'new', firedAt: 1000 }];
    await alertActions.showAlertsOfTime(host, prompts, [{ times: [2000] }]);
    assert.deepEqual(revealed, [alertId]);
    alerts.a.fired = () => [];
    await assertUserError(alertActions.showAlertsOfTime(host, prompts, [{ times: [2000] }]), 'forbidden');
  });
});
