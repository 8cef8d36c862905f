// Rules, alerts, action groups and metrics: the product's adapter against the local Azure Monitor.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { ArmServices } from '../../src/adapters/azure/arm.ts';
import { payloadOfAlert } from '../../src/domain/alert/alertInstance.ts';
import type { FiredAlert } from '../../src/domain/alert/firedAlert.ts';
import { parseAlertPayload } from '../../src/domain/alert/parseAlertPayload.ts';
import { duplicateOf, writablePart } from '../../src/domain/alert/ruleDocument.ts';
import {
  gatewayRule,
  putGroup,
  putRule,
  receiver,
  sendFromGateway,
  webhook,
} from '../sandbox/monitor/monitorSupport.ts';
import { assertUserError } from '../support/assertUserError.ts';
import { SandboxAzure } from './sandboxAzure.ts';

describe('alerts', () => {
  let azure: SandboxAzure;
  let alerts: ArmServices['alerts'];

  before(async () => {
    azure = await SandboxAzure.start({ blobService: 'none', alertMinuteInMs: 200 });
    ({ alerts } = azure.services());
  });
  after(() => azure.stop());

  const ruleNamed = async (name: string) => (await alerts.listAlertRules()).find((rule) => rule.name === name);
  const firedBy = async (name: string): Promise<readonly FiredAlert[]> =>
    (await alerts.listFiredAlerts()).filter(({ ruleName }) => ruleName === name);

  it('lists rules of all kinds with what they say', async () => {
    const rules = await alerts.listAlertRules();
    assert.deepEqual(
      rules.map(({ name, kind, isEnabled }) => [name, kind, isEnabled]),
      [
        ['Gateway CPU', 'metric', true],
        ['Gateway flows (off)', 'metric', false],
        ['Gateway network out', 'metric', true],
        ['Many 5xx answers', 'logSearch', true],
        ['VM deallocated', 'activityLog', true],
      ],
    );
    const gateway = rules.find(({ name }) => name === 'Gateway network out');
    assert.deepEqual(
      [gateway?.severity, gateway?.frequencyInSeconds, gateway?.windowInSeconds, gateway?.actionGroupIds.length],
      [2, 60, 300, 2],
    );
  });

  it('lists action groups with receivers, of their addresses the host alone', async () => {
    const groups = await alerts.listActionGroups();
    assert.deepEqual(
      groups.map(({ name, shortName, receivers }) => [name, shortName, receivers]),
      [
        [
          'ag-capture',
          'capture',
          [
            {
              kind: 'webhook',
              name: 'start capture',
              target: 'fabrikam-capture.example',
              usesCommonSchema: false,
            },
            {
              kind: 'azureFunction',
              name: 'capture function',
              target: 'func-capture/AlertPacketCapture',
              usesCommonSchema: true,
            },
          ],
        ],
        [
          'ag-operators',
          'operators',
          [
            { kind: 'email', name: 'on call', target: 'oncall@fabrikam.example', usesCommonSchema: true },
            { kind: 'eventHub', name: 'alerts hub', target: 'evhns-fabrikam/alerts', usesCommonSchema: true },
          ],
        ],
      ],
    );
    assert.doesNotMatch(JSON.stringify(groups), /code=/);
  });

  it('switches, writes, copies and deletes rules', async (t) => {
    const hook = await receiver(t);
    const actionGroupId = await putGroup(azure.sandbox, webhook(hook.url), 'ag-write');
    await putRule(azure.sandbox, gatewayRule(azure.sandbox, { actions: [{ actionGroupId }] }), 'Write me');
    const rule = await ruleNamed('Write me');
    assert.ok(rule !== undefined);
    await alerts.setEnabled(rule.id, false);
    assert.equal((await ruleNamed('Write me'))?.isEnabled, false);

    const { value } = await alerts.getDocument(rule.id);
    const part = writablePart(value);
    const written = await alerts.putDocument(rule.id, {
      ...part,
      properties: { ...(part['properties'] as object), severity: 4, enabled: true },
    });
    assert.equal((written.value as { properties: { severity: number } }).properties.severity, 4);
    assert.equal((await ruleNamed('Write me'))?.severity, 4);

    await alerts.putDocument(`${rule.id} copy`, duplicateOf(written.value));
    assert.deepEqual(
      [(await ruleNamed('Write me copy'))?.isEnabled, (await ruleNamed('Write me copy'))?.actionGroupIds.length],
      [false, 1],
    );
    await alerts.delete(`${rule.id} copy`);
    await alerts.delete(rule.id);
    await alerts.delete(rule.id);
    assert.equal(await ruleNamed('Write me'), undefined);
    await alerts.setEnabled(actionGroupId, false);
    assert.equal((await alerts.listActionGroups()).find(({ name }) => name === 'ag-write')?.isEnabled, false);
    await alerts.delete(actionGroupId);
  });

  it('says why a rule is refused', async () => {
    const rule = gatewayRule(azure.sandbox, { severity: 9 });
    const id = `${(await ruleNamed('Gateway CPU'))?.id.replace('Gateway CPU', 'Bad')}`;
    await assertUserError(
      alerts.putDocument(id, { location: 'global', properties: rule }),
      'serviceFailed',
      /severity/i,
    );
    await assertUserError(alerts.getDocument(id), 'resourceNotFound', /Bad/);
    await assertUserError(alerts.setEnabled(id, true), 'resourceNotFound', /Bad/);
    const { alerts: reader } = azure.services({ account: 'ren' });
    await assertUserError(
      reader.putDocument(id, { location: 'global', properties: gatewayRule(azure.sandbox) }),
      'forbidden',
      /metricAlerts\/write/i,
    );
  });

  it('reads a fired alert as a payload, its history, and sets its state', async () => {
    const [alert] = await firedBy('Gateway network out');
    assert.ok(alert !== undefined);
    assert.deepEqual(
      [alert.moment, alert.state, alert.severity, alert.targetId?.toLowerCase()],
      ['fired', 'new', 2, azure.machine('vm-gateway-01').toLowerCase()],
    );
    const payload = parseAlertPayload(payloadOfAlert(await alerts.getFiredAlert(alert.id)));
    assert.deepEqual(
      [payload.schema, payload.moment, payload.ruleName, payload.severity, payload.targets[0]?.toLowerCase()],
      ['common', 'fired', 'Gateway network out', 2, azure.machine('vm-gateway-01').toLowerCase()],
    );
    assert.equal(payload.firedAt, alert.firedAt);
    await alerts.setState(alert.id, 'Acknowledged');
    assert.equal((await firedBy('Gateway network out'))[0]?.state, 'acknowledged');
    const [change] = await alerts.listChanges(alert.id);
    assert.deepEqual([change?.event, change?.from, change?.to], ['StateChange', 'New', 'Acknowledged']);
    await alerts.setState(alert.id, 'New');
  });

  it('sees a rule fire and resolve by real traffic', async (t) => {
    const hook = await receiver(t);
    const actionGroupId = await putGroup(azure.sandbox, webhook(hook.url), 'ag-fire');
    await putRule(azure.sandbox, gatewayRule(azure.sandbox, { actions: [{ actionGroupId }] }), 'Wild');
    sendFromGateway(azure.sandbox, Date.now(), 900_000);
    await azure.control('/alerts/evaluate');
    await azure.sandbox.arm.monitor.deliveries.idle();
    const [alert] = await firedBy('Wild');
    assert.equal(alert?.moment, 'fired');
    const payload = parseAlertPayload(JSON.stringify(hook.received[0]?.body));
    assert.deepEqual([payload.moment, payload.ruleName, payload.problems], ['fired', 'Wild', []]);
    assert.ok(Number(payload.criteria[0]?.value) > 500_000);
    assert.equal(payload.alertId?.split('/').at(-1), alert?.id.split('/').at(-1));
    await alerts.delete((await ruleNamed('Wild'))?.id ?? '');
  });

  it('tests an action group and tells how each receiver fared', async (t) => {
    const [good, bad] = [await receiver(t), await receiver(t, [500])];
    const groupId = await putGroup(
      azure.sandbox,
      {
        webhookReceivers: [
          { name: 'good', serviceUri: good.url, useCommonAlertSchema: true },
          { name: 'bad', serviceUri: bad.url, useCommonAlertSchema: true },
        ],
      },
      'ag-try',
    );
    const results = await alerts.testActionGroup(groupId, 'metricstaticthreshold');
    assert.deepEqual(
      results.map(({ name, mechanism, status }) => [name, mechanism, status]),
      [
        ['good', 'Webhook', 'Succeeded'],
        ['bad', 'Webhook', 'Failed'],
      ],
    );
    assert.equal(parseAlertPayload(JSON.stringify(good.received[0]?.body)).schema, 'common');
    await alerts.delete(groupId);
  });

  it('reads what can be measured, and values of some time', async () => {
    const machine = azure.machine('vm-gateway-01');
    const definitions = await alerts.listDefinitions(machine);
    const out = definitions.find(({ name }) => name === 'Network Out Total');
    assert.deepEqual([out?.unit, out?.primaryAggregation], ['Bytes', 'Total']);
    assert.ok(!definitions.some(({ displayName }) => /deprecated/i.test(displayName)));
    const to = Math.floor(Date.now() / 300_000) * 300_000;
    const [series] = await alerts.readMetric(machine, {
      metricName: 'Network Out Total',
      aggregation: 'Total',
      from: to - 3_600_000,
      to,
      grainInSeconds: 300,
    });
    assert.equal(series?.points.length, 12);
    assert.ok(series.points.every(({ value }) => value !== undefined && value > 0));
    await assertUserError(
      alerts.readMetric(machine, {
        metricName: 'Nonsense',
        aggregation: 'Total',
        from: 0,
        to: 60_000,
        grainInSeconds: 60,
      }),
      'serviceFailed',
      /Nonsense/,
    );
  });

  it('keeps keys of receivers out of the log', () => {
    assert.ok(azure.log.lines.length > 20);
    assert.ok(!azure.log.lines.some((line) => /code=|secret|Bearer/.test(line)));
  });
});
