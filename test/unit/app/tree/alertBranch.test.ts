// Alerts in the side panel as indented text: rules with what they raised and whom they call, alerts with their captures and history.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CaptureStore } from '../../../../src/app/capture/captureStore.ts';
import { forbidden, serviceUnreachable } from '../../../../src/app/error/userErrors.ts';
import { AzureTree } from '../../../../src/app/tree/azureTree.ts';
import type { TreeNode } from '../../../../src/app/tree/treeNode.ts';
import { alertCaptureName, alertKeyOf } from '../../../../src/domain/alert/alertCaptureName.ts';
import { failing, machineId, makeCapture, watcherId } from '../../../support/captures.ts';
import { FakeEstate, FakeSubscriptions, makeSubscription, servicesOver } from '../../../support/estate.ts';
import { KeptLog } from '../../../support/keptLog.ts';
import { ManualClock } from '../../../support/manualClock.ts';

const group = `${watcherId.split('/providers/')[0]}/providers/Microsoft.Insights`;
const ruleId = `${group}/metricAlerts/Bytes out`;
const groupId = `${group}/actionGroups/ag-capture`;
const alertId = '/subscriptions/s/providers/Microsoft.AlertsManagement/alerts/0af1';
const firedAt = Date.UTC(2026, 10, 22, 2, 4);

function setUp() {
  const clock = new ManualClock(firedAt);
  const log = new KeptLog();
  const estate = new FakeEstate();
  const { alerts } = estate;
  estate.watchers = () => [{ id: watcherId, name: 'nw', region: 'westeurope' }];
  estate.machines = [{ id: machineId, name: 'web-1', region: 'westeurope', powerState: 'running' }];
  alerts.rules = () => [
    {
      id: ruleId,
      name: 'Bytes out',
      kind: 'metric',
      isEnabled: true,
      severity: 2,
      frequencyInSeconds: 60,
      windowInSeconds: 300,
      scopes: [machineId],
      actionGroupIds: [groupId.toUpperCase(), `${group}/actionGroups/gone`],
      condition: 'Network Out > 5',
    },
  ];
  alerts.groups = () => [
    {
      id: groupId,
      name: 'ag-capture',
      shortName: 'capture',
      isEnabled: true,
      receivers: [
        { kind: 'webhook', name: 'hook', target: 'example.com', usesCommonSchema: false },
        { kind: 'email', name: 'on call', target: 'oncall@contoso.com', usesCommonSchema: true },
      ],
    },
  ];
  alerts.fired = () => [
    {
      id: alertId,
      name: 'Bytes out',
      ruleId: ruleId.toLowerCase(),
      ruleName: 'Bytes out',
      moment: 'fired',
      state: 'new',
      severity: 2,
      targetId: machineId.toLowerCase(),
      firedAt,
    },
  ];
  alerts.changes = () => [
    { event: 'StateChange', from: 'New', to: 'Acknowledged', by: 'ana@contoso.com', at: firedAt + 1000 },
    { event: 'AlertCreated' },
  ];
  const subscriptions = new FakeSubscriptions(makeSubscription('Contoso'));
  const captures = new CaptureStore(clock, log);
  const services = servicesOver(estate);
  const tree = new AzureTree({ subscriptions, services, captures, clock, log, chosenSubscriptions: () => [] });
  return { tree, estate, alerts, log };
}

async function render(nodes: readonly TreeNode[], depth = 0): Promise<string[]> {
  const lines: string[] = [];
  for (const { icon, label, description, children } of nodes) {
    // The way dates are written is the person's.
    const told = description?.split(' · ').filter((part) => !/\d\d?:\d\d/.test(part));
    lines.push(
      `${'  '.repeat(depth)}(${icon.id}) ${/\d:\d\d/.test(label) ? 'its time' : label}${told === undefined ? '' : ` — ${told.join(' · ')}`}`,
    );
    lines.push(...(await render((await children?.({})) ?? [], depth + 1)));
  }
  return lines;
}

async function folder(tree: AzureTree, label: string): Promise<string> {
  const [root] = await tree.roots();
  const nodes = (await root?.children?.({})) ?? [];
  return (await render(nodes.filter((node) => node.label === label))).join('\n');
}

describe('alerts in the tree', () => {
  it('shows a rule with what it raised and whom it calls', async () => {
    const { tree } = setUp();
    assert.equal(
      await folder(tree, 'Alert Rules'),
      `(bell) Alert Rules
  (bell-dot) Bytes out — fired · Sev 2 · Network Out > 5
    (flame) its time — web-1 · fired · Sev 2
      (info) No captures of its time
      (history) State changed — New → Acknowledged · ana@contoso.com
      (history) Fired
    (megaphone) ag-capture — 2 receivers
      (plug) hook — webhook · example.com · older schema
      (mail) on call — mail · oncall@contoso.com · common schema
    (info) gone`,
    );
  });

  it('shows the captures that an alert started before those of the same time, and no others', async () => {
    const { tree, estate } = setUp();
    const started = alertCaptureName(alertKeyOf({ alertId }), machineId);
    estate.captures.put(
      makeCapture('meanwhile', { startedAt: firedAt + 60_000 }),
      makeCapture('long before', { startedAt: firedAt - 3_600_000 }),
      makeCapture(started, { startedAt: firedAt + 2000 }),
      makeCapture('of another', { startedAt: firedAt, targetId: `${machineId}2` }),
    );
    const lines = (await folder(tree, 'Fired Alerts')).split('\n').slice(2, 5);
    assert.deepEqual(
      lines.map((line) => line.trim().split(' — ')[0]),
      [`(record) ${started}`, '(record) meanwhile', '(history) State changed'],
    );
  });

  it('shows the captures of an alert that is about one instance of a scale set', async () => {
    const { tree, estate, alerts } = setUp();
    const set = machineId.replace('virtualMachines', 'virtualMachineScaleSets');
    const instance = `${set}/virtualMachines/3`;
    estate.scaleSets = [{ id: set, name: 'web', region: 'westeurope', capacity: 4 }];
    alerts.fired = () => [
      { id: alertId, name: 'r', ruleName: 'r', moment: 'fired', state: 'new', targetId: instance, firedAt },
    ];
    const started = alertCaptureName(alertKeyOf({ alertId }), instance);
    estate.captures.put(
      makeCapture(started, { startedAt: firedAt, targetId: set, scope: { include: ['3'], exclude: [] } }),
      makeCapture('of another', { startedAt: firedAt, targetId: set, scope: { include: ['4'], exclude: [] } }),
    );
    const lines = (await folder(tree, 'Fired Alerts')).split('\n').slice(2, 4);
    assert.deepEqual(
      lines.map((line) => line.trim().split(' — ')[0]),
      [`(record) ${started}`, '(history) State changed'],
    );
  });

  it('shows the rules also to who may not read alerts', async () => {
    const { tree, alerts, log } = setUp();
    alerts.fired = failing(forbidden('Microsoft.AlertsManagement/alerts/read'));
    alerts.groups = failing(serviceUnreachable('management.azure.com', 'ECONNRESET'));
    const lines = (await folder(tree, 'Alert Rules')).split('\n').map((line) => line.trim().split(' — ')[0]);
    assert.deepEqual(lines, [
      '(bell) Alert Rules',
      '(bell) Bytes out',
      '(warning) Not allowed',
      '(warning) Not reachable',
    ]);
    assert.ok(log.lines.some((line) => line.includes('Which rules have fired')));
  });

  it('shows the rules that may be read, and that others may not', async () => {
    const { tree, alerts } = setUp();
    alerts.ruleFailures = [forbidden('Microsoft.Insights/scheduledQueryRules/read')];
    const lines = async (): Promise<string[]> =>
      (await folder(tree, 'Alert Rules')).split('\n').flatMap((line) => /^ {2}\S.*/.exec(line)?.[0].trim() ?? []);
    assert.match((await lines())[0] ?? '', /^\(warning\) Not allowed — .*scheduledQueryRules\/read/);
    assert.match((await lines())[1] ?? '', /Bytes out/);
    alerts.rules = () => [];
    tree.refresh();
    assert.equal((await lines()).length, 1);
  });

  it('lists a folder again after a change, and hides what the filter hides', async () => {
    const { tree, alerts } = setUp();
    await folder(tree, 'Alert Rules');
    const changed: (string | undefined)[] = [];
    tree.onDidChange((id) => changed.push(id));
    alerts.rules = () => [];
    tree.listAlertsAgain(ruleId);
    const subscription = ruleId.split('/').slice(0, 3).join('/');
    assert.ok(changed.includes(`${subscription}#alertRules`));
    assert.match(await folder(tree, 'Alert Rules'), /No alert rules/);
    tree.arrangement.filter = 'nothing like this';
    assert.match(await folder(tree, 'Fired Alerts'), /The filter hides all 1/);
  });
});
