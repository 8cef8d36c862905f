// Drafts of metric alerts: what Azure would refuse, and the resource that is written, as the reference of metricAlerts 2018-03-01 has it.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { alertNameProblem, suggestAlertName } from '../../../../src/domain/alert/alertName.ts';
import { metricAggregations } from '../../../../src/domain/alert/metric.ts';
import {
  frequenciesFor,
  metricAlertBody,
  metricAlertId,
  metricAlertProblems,
  windowsFor,
} from '../../../../src/domain/alert/metricAlertDraft.ts';
import type { MetricAlertDraft } from '../../../../src/domain/alert/metricAlertDraft.ts';
import { formatAlertBicep } from '../../../../src/domain/alert/ruleDocument.ts';
import { makeAlertDraft } from '../../../support/alertForm.ts';
import { machineId } from '../../../support/captures.ts';

const groupId = '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Insights/actionGroups/ag';
const dynamic: MetricAlertDraft['threshold'] = {
  kind: 'dynamic',
  operator: 'GreaterOrLessThan',
  sensitivity: 'Medium',
  failing: 3,
  periods: 4,
};

describe('metricAlertBody', () => {
  it('writes a number for one machine as criteria of a single resource', () => {
    const draft = makeAlertDraft({
      description: ' Too much ',
      actions: [{ actionGroupId: groupId, properties: [{ name: ' timeLimitInSeconds ', value: '60' }] }],
    });
    assert.deepEqual(metricAlertBody(draft), {
      location: 'global',
      properties: {
        description: 'Too much',
        severity: 2,
        enabled: true,
        scopes: [machineId],
        evaluationFrequency: 'PT1M',
        windowSize: 'PT5M',
        criteria: {
          'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria',
          allOf: [
            {
              criterionType: 'StaticThresholdCriterion',
              name: 'Metric1',
              metricName: 'Network Out Total',
              metricNamespace: 'Microsoft.Compute/virtualMachines',
              dimensions: [],
              operator: 'GreaterThan',
              threshold: 500_000,
              timeAggregation: 'Total',
            },
          ],
        },
        autoMitigate: true,
        actions: [{ actionGroupId: groupId, webHookProperties: { timeLimitInSeconds: '60' } }],
      },
    });
  });

  it('writes a learned threshold, which criteria of a single resource cannot hold', () => {
    const { properties } = metricAlertBody(
      makeAlertDraft({
        threshold: dynamic,
        frequencyInSeconds: 300,
        dimensions: [{ name: 'LUN', values: ['*'] }],
      }),
    ) as { properties: Record<string, unknown> };
    assert.equal(properties['targetResourceType'], 'Microsoft.Compute/virtualMachines');
    assert.equal(properties['targetResourceRegion'], 'westeurope');
    assert.deepEqual(properties['criteria'], {
      'odata.type': 'Microsoft.Azure.Monitor.MultipleResourceMultipleMetricCriteria',
      allOf: [
        {
          criterionType: 'DynamicThresholdCriterion',
          name: 'Metric1',
          metricName: 'Network Out Total',
          metricNamespace: 'Microsoft.Compute/virtualMachines',
          dimensions: [{ name: 'LUN', operator: 'Include', values: ['*'] }],
          operator: 'GreaterOrLessThan',
          alertSensitivity: 'Medium',
          failingPeriods: { numberOfEvaluationPeriods: 4, minFailingPeriodsToAlert: 3 },
          timeAggregation: 'Total',
        },
      ],
    });
  });

  it('names type and region for several machines', () => {
    const other = machineId.replace('web-1', 'web-2');
    const { properties } = metricAlertBody(makeAlertDraft({ scopes: [machineId, other] })) as {
      properties: { scopes: unknown; targetResourceRegion: unknown; criteria: Record<string, unknown> };
    };
    assert.deepEqual(properties.scopes, [machineId, other]);
    assert.equal(properties.targetResourceRegion, 'westeurope');
    assert.match(String(properties.criteria['odata.type']), /MultipleResource/);
  });

  it('can be told as Bicep, with what is sent along as parameters', () => {
    const draft = makeAlertDraft({
      actions: [{ actionGroupId: groupId, properties: [{ name: 'key', value: 'very-secret' }] }],
    });
    const text = formatAlertBicep(metricAlertId(draft), metricAlertBody(draft)) ?? '';
    assert.match(text, /resource alertRule 'Microsoft\.Insights\/metricAlerts@2018-03-01'/);
    assert.match(text, /@secure\(\)\nparam key string/);
    assert.doesNotMatch(text, /very-secret/);
  });
});

describe('metricAlertProblems', () => {
  const problemsOf = (parts: Partial<MetricAlertDraft>, taken: readonly string[] = []): readonly string[] =>
    metricAlertProblems(makeAlertDraft(parts), taken);

  it('finds nothing in a good rule', () => {
    assert.deepEqual(problemsOf({}), []);
    assert.deepEqual(problemsOf({ threshold: dynamic, frequencyInSeconds: 300 }), []);
  });

  it('finds each part that Azure would refuse', () => {
    const cases: readonly (readonly [Partial<MetricAlertDraft>, string])[] = [
      [{ scopes: [] }, 'scopes'],
      [{ scopes: [machineId, `${machineId}/x/y`] }, 'scopes'],
      [{ region: '' }, 'scopes'],
      [{ resourceGroup: '' }, 'resourceGroup'],
      [{ resourceGroup: 'rg/../other' }, 'resourceGroup'],
      [{ resourceGroup: 'rg.' }, 'resourceGroup'],
      [{ name: ' ' }, 'name.empty'],
      [{ name: 'x'.repeat(261) }, 'name.tooLong'],
      [{ name: 'a/b' }, 'name.characters'],
      [{ severity: 5 }, 'severity'],
      [{ severity: 1.5 }, 'severity'],
      [{ metricName: '' }, 'metric'],
      [{ dimensions: [{ name: 'LUN', values: [] }] }, 'dimensions'],
      [{ threshold: { kind: 'static', operator: 'Equals', value: Number.NaN } }, 'threshold'],
      [{ threshold: { ...dynamic, failing: 5 }, frequencyInSeconds: 300 }, 'periods'],
      [{ threshold: { ...dynamic, periods: 7 }, frequencyInSeconds: 300 }, 'periods'],
      [{ frequencyInSeconds: 120 }, 'frequency'],
      [{ threshold: dynamic }, 'frequency'],
      [{ frequencyInSeconds: 900, windowInSeconds: 300 }, 'window'],
      [{ actions: [{ actionGroupId: groupId, properties: [{ name: '', value: 'lost' }] }] }, 'properties'],
      [
        {
          actions: [
            {
              actionGroupId: groupId,
              properties: [
                { name: 'a', value: '1' },
                { name: 'a ', value: '2' },
              ],
            },
          ],
        },
        'properties',
      ],
    ];
    for (const [parts, expected] of cases) {
      assert.deepEqual(problemsOf(parts), [expected], JSON.stringify(parts));
    }
    assert.deepEqual(problemsOf({ name: 'Busy' }, ['BUSY']), ['name.taken']);
  });

  it('has windows for every frequency, none of them shorter', () => {
    for (const kind of ['static', 'dynamic'] as const) {
      for (const frequency of frequenciesFor(kind)) {
        const windows = windowsFor(kind, frequency);
        assert.ok(windows.length > 0 && windows.every((window) => window >= frequency), `${kind} ${frequency}`);
      }
    }
    assert.equal(windowsFor('static', 60).at(-1), 86_400);
  });

  it('answers for any draft, and every rule that it finds nothing in has the members that Azure needs', () => {
    const drafts = fc.record({
      name: fc.string(),
      resourceGroup: fc.string(),
      severity: fc.integer(),
      aggregation: fc.constantFrom(...metricAggregations),
      frequencyInSeconds: fc.constantFrom(60, 120, 300, 3600),
      windowInSeconds: fc.constantFrom(60, 300, 3600, 86_400),
      threshold: fc.oneof(
        fc.record({
          kind: fc.constant('static' as const),
          operator: fc.constant('Equals' as const),
          value: fc.double(),
        }),
        fc.constant(dynamic),
      ),
    });
    fc.assert(
      fc.property(drafts, (parts) => {
        const draft = makeAlertDraft(parts);
        const { properties } = metricAlertBody(draft) as { properties: Record<string, unknown> };
        const isGood = metricAlertProblems(draft).length === 0;
        assert.ok(!isGood || (properties['windowSize'] !== 'PT0S' && metricAlertId(draft).split('/').length === 9));
      }),
    );
  });
});

describe('names of alerts', () => {
  it('are proposed free and usable', () => {
    assert.equal(suggestAlertName('web-1 Disk Read Operations/Sec', []), 'web-1 Disk Read Operations Sec');
    assert.equal(suggestAlertName('busy', ['Busy', 'busy 2']), 'busy 3');
    assert.equal(suggestAlertName('///', []), 'alert');
  });

  it('are always without a problem when proposed', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 400 }), fc.array(fc.string({ maxLength: 5 })), (wanted, taken) =>
        assert.equal(alertNameProblem(suggestAlertName(wanted, taken), taken), undefined),
      ),
    );
  });
});
