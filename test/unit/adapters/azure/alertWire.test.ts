// Azure Monitor's JSON as values: odd and missing members never throw, and nothing secret comes through.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import {
  toActionGroup,
  toAlertChanges,
  toAlertRule,
  toFiredAlert,
  toMetricDefinition,
  toMetricSeries,
  toReceiverResults,
} from '../../../../src/adapters/azure/alertWire.ts';
import { addressHost, receiverKinds } from '../../../../src/domain/alert/actionGroup.ts';

const types = ['metricAlerts', 'activityLogAlerts', 'scheduledQueryRules'].map((name) => `Microsoft.Insights/${name}`);

/** Values whose members have the names that are read, with anything behind them. */
const named = fc.dictionary(
  fc.constantFrom(
    'id',
    'name',
    'type',
    'properties',
    'essentials',
    'actions',
    'actionGroups',
    'scopes',
    'criteria',
    'allOf',
    'value',
    'timeseries',
    'data',
    'modifications',
    'actionDetails',
    'state',
    'severity',
    'windowSize',
    'webhookReceivers',
  ),
  fc.letrec((tie) => ({
    value: fc.oneof({ maxDepth: 3 }, fc.jsonValue(), fc.array(tie('value')), fc.dictionary(fc.string(), tie('value'))),
  })).value,
);

describe('alertWire', () => {
  it('takes any value without a throw', () => {
    fc.assert(
      fc.property(fc.oneof(named, fc.jsonValue()), (value) => {
        for (const type of types) {
          assert.equal(typeof toAlertRule(value, type)?.name, 'string');
        }
        assert.ok(Array.isArray(toActionGroup(value).receivers));
        assert.equal(typeof toFiredAlert(value).moment, 'string');
        assert.ok(Array.isArray(toAlertChanges(value)));
        assert.ok(Array.isArray(toMetricSeries(value, 'Total')));
        toReceiverResults(value);
        toMetricDefinition(value);
      }),
    );
  });

  it('tells of a receiver where it is, and nothing of its key', () => {
    const secret = 'https://user:SECRET@Hooks.Example.com:8443/SECRET/path?code=SECRET';
    const lists = Object.fromEntries(
      receiverKinds.map((kind) => [
        `${kind}Receivers`,
        [{ name: kind, serviceUri: secret, httpTriggerUrl: secret, callbackUrl: secret, useAadAuth: true }],
      ]),
    );
    const { receivers } = toActionGroup({ id: '/g/ag', properties: lists });
    assert.equal(receivers.length, receiverKinds.length);
    assert.doesNotMatch(JSON.stringify(receivers), /SECRET/);
    assert.equal(receivers.find(({ kind }) => kind === 'webhook')?.target, 'hooks.example.com:8443');
    assert.equal(addressHost('http://127.0.0.1:7/x'), 'http://127.0.0.1:7');
    assert.equal(addressHost('SECRET'), '***');
  });

  it('reads an alert whose rule is a name, and one that says nothing', () => {
    const alert = toFiredAlert({
      id: '/subscriptions/S/resourceGroups/g/providers/x/y/z/providers/Microsoft.AlertsManagement/alerts/1-2',
      properties: {
        essentials: { alertRule: 'by name', severity: 'sev0', monitorCondition: 'FIRED', alertState: 'closed' },
      },
    });
    assert.deepEqual(alert, {
      id: '/subscriptions/S/providers/Microsoft.AlertsManagement/alerts/1-2',
      name: 'by name',
      ruleName: 'by name',
      moment: 'fired',
      state: 'closed',
      severity: 0,
    });
    assert.deepEqual(
      [toFiredAlert({}).moment, toFiredAlert({}).state, toFiredAlert({}).firedAt],
      ['unknown', 'unknown', undefined],
    );
  });

  it('waits for the end of a test, in whatever case its names are', () => {
    assert.equal(toReceiverResults({ state: 'Running' }), undefined);
    assert.deepEqual(
      toReceiverResults({
        state: 'complete',
        actionDetails: [{ mechanismType: 'Webhook', name: 'a', status: 'Failed', subState: 'Default', detail: '500' }],
      }),
      [{ mechanism: 'Webhook', name: 'a', status: 'Failed', detail: '500' }],
    );
  });

  it('leaves deprecated metrics out, and keeps gaps as gaps', () => {
    assert.equal(toMetricDefinition({ name: { value: 'x', localizedValue: 'x (Deprecated)' } }), undefined);
    assert.deepEqual(
      toMetricSeries(
        {
          value: [
            {
              timeseries: [
                {
                  metadatavalues: [{ name: { value: 'lun' }, value: '0' }],
                  data: [{ timeStamp: '2026-01-01T00:00:00Z', total: 5 }, { timeStamp: '2026-01-01T00:01:00Z' }, {}],
                },
              ],
            },
          ],
        },
        'Total',
      ),
      [
        {
          dimensions: { lun: '0' },
          points: [{ at: Date.UTC(2026, 0, 1), value: 5 }, { at: Date.UTC(2026, 0, 1, 0, 1) }],
        },
      ],
    );
  });
});
