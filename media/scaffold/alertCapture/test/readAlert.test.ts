// Bodies of alerts, well made and not.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readAlert } from '../src/readAlert.ts';
import { firedAlert, machineId } from './fakeArm.ts';

describe('readAlert', () => {
  it('reads the common schema', () => {
    const alert = readAlert(firedAlert('/alerts/7'));
    assert.deepEqual(
      [alert.schema, alert.moment, alert.alertId, alert.targets],
      ['common', 'fired', '/alerts/7', [machineId]],
    );
  });

  it('reads the older schemas of metric, classic metric and activity log alerts', () => {
    const context = { resourceId: machineId, id: '/rules/r', timestamp: '2026-11-22T02:00:00Z' };
    const metric = readAlert({ schemaId: 'AzureMonitorMetricAlert', data: { status: 'Activated', context } });
    const classic = readAlert({ status: 'Deactivated', context });
    const log = readAlert({
      schemaId: 'Microsoft.Insights/activityLogs',
      data: { status: 'Activated', context: { activityLog: { resourceId: machineId } } },
    });
    assert.deepEqual(
      [metric, classic, log].map(({ schema, moment, targets }) => [schema, moment, targets[0]]),
      [
        ['metric', 'fired', machineId],
        ['classicMetric', 'resolved', machineId],
        ['activityLog', 'fired', machineId],
      ],
    );
    assert.equal(metric.firedAt, Date.parse('2026-11-22T02:00:00Z'));
    const zoneless = { ...context, timestamp: '2026-11-22T02:00:00.1234567' };
    assert.equal(readAlert({ status: 'Activated', context: zoneless }).firedAt, Date.parse('2026-11-22T02:00:00.123Z'));
  });

  it('reads a body that only names a machine', () => {
    assert.deepEqual(readAlert({ targetVM: machineId, timeLimit: 10 }).targets, [machineId]);
  });

  it('takes the machine that the rule names before the one that the alert is about', () => {
    const alert = firedAlert('/alerts/7') as { data: object };
    const other = machineId.replace('vm-one', 'vm-two');
    const { targets } = readAlert({ ...alert, data: { ...alert.data, customProperties: { targetId: other } } });
    assert.deepEqual(targets, [other]);
  });

  it('takes anything without an error', () => {
    for (const body of [
      null,
      1,
      'x',
      [],
      {},
      { data: 7 },
      { data: { essentials: [] } },
      { context: null, status: 3 },
    ]) {
      assert.equal(readAlert(body).moment, 'unknown');
    }
  });
});
