// The made-up alerts that test notifications deliver, one for each alert type of the REST specification. Names are those of
// Azure's own samples.

import type { Resource } from '../arm/armState.ts';
import { badRequest } from '../arm/armError.ts';
import type { Seed } from '../seed.ts';
import type { ActivityEvent } from './activityEvent.ts';
import type { Criterion } from './metricRule.ts';
import { readMetricRule } from './metricRule.ts';
import type { Occurrence, Signal } from './occurrence.ts';
import { placeOf } from './payloadParts.ts';

/** A made-up alert, and the type that the result names. */
export interface Sample {
  readonly contextType: string;
  readonly occurrence: Occurrence;
}

const activityKinds: Readonly<Record<string, { readonly category: string; readonly operationName: string }>> = {
  servicehealth: { category: 'ServiceHealth', operationName: 'Microsoft.ServiceHealth/incident/action' },
  resourcehealth: {
    category: 'ResourceHealth',
    operationName: 'Microsoft.Resourcehealth/healthevent/Activated/action',
  },
  actioncostbudget: { category: 'Administrative', operationName: 'Microsoft.Consumption/budgets/notify/action' },
  activitylog: { category: 'Administrative', operationName: 'Microsoft.Compute/virtualMachines/restart/action' },
};

/** @throws ArmError for a type that does not exist */
export function sampleOf(
  alertType: string,
  group: Resource,
  { seed, now }: { readonly seed: Seed; readonly now: number },
): Sample {
  const type = alertType.toLowerCase();
  const place = placeOf(group);
  const root = `/subscriptions/${place.subscriptionId}/resourceGroups/${place.resourceGroup}/providers`;
  const vmId = `${root}/Microsoft.Compute/virtualMachines/test-VM`;
  const target = { id: vmId, name: 'test-VM' };
  const base = { alertId: seed.guid(`test notification ${now}`), target, moment: 'Fired' as const, firedAt: now };
  const activity = activityKinds[type];
  if (activity !== undefined) {
    const rule = toRule(`${root}/microsoft.insights/activityLogAlerts/test-activityLogAlertRule`, {});
    const isService = activity.category === 'ServiceHealth';
    const event = sampleEvent({ ...activity, resourceId: isService ? '' : vmId }, place, { seed, now });
    const signal: Signal = { kind: 'activityLog', event };
    return {
      contextType: `Microsoft.Insights/${activity.category}`,
      occurrence: { ...base, rule, target: isService ? undefined : target, signal },
    };
  }
  const from = now - 5 * 60_000;
  if (/^(?:metricstaticthreshold|metricsdynamicthreshold|metricdynamicthreshold)$/.test(type)) {
    const rule = metricRule(root, type.includes('dynamic'));
    const results = readMetricRule(rule).criteria.map((criterion: Criterion) => ({
      criterion,
      dimensions: [],
      value: 31.1105,
      threshold: 25,
      isMet: true,
    }));
    const signal: Signal = { kind: 'metric', from, to: now, results, dimensions: [] };
    return { contextType: 'Microsoft.Insights/metricAlerts', occurrence: { ...base, rule, signal } };
  }
  if (/^logalertv[12]$/.test(type)) {
    const criteria = {
      allOf: [{ query: 'Heartbeat', operator: 'GreaterThan', threshold: 0, timeAggregation: 'Count' }],
    };
    const rule = toRule(`${root}/microsoft.insights/scheduledQueryRules/test-logAlertRule-v2`, {
      windowSize: 'PT10M',
      scopes: [vmId],
      criteria,
    });
    const signal: Signal = { kind: 'log', from, to: now, value: 3 };
    return { contextType: 'Microsoft.Insights/LogAlert', occurrence: { ...base, rule, signal } };
  }
  throw badRequest('InvalidAlertType', `The alert type '${alertType}' is not supported.`);
}

function metricRule(root: string, isDynamic: boolean): Resource {
  const threshold = isDynamic
    ? {
        criterionType: 'DynamicThresholdCriterion',
        alertSensitivity: 'Low',
        failingPeriods: { numberOfEvaluationPeriods: 3, minFailingPeriodsToAlert: 3 },
      }
    : { criterionType: 'StaticThresholdCriterion', threshold: 25 };
  return toRule(`${root}/Microsoft.Insights/metricAlerts/test-metricAlertRule`, {
    severity: 3,
    windowSize: 'PT5M',
    evaluationFrequency: 'PT1M',
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria',
      allOf: [
        {
          ...threshold,
          name: 'Metric1',
          metricName: 'Percentage CPU',
          metricNamespace: 'Microsoft.Compute/virtualMachines',
          operator: 'GreaterThan',
          timeAggregation: 'Average',
        },
      ],
    },
  });
}

function toRule(id: string, properties: Record<string, unknown>): Resource {
  const [type = '', name = ''] = [/providers\/(.+)\/[^/]+$/.exec(id)?.[1], id.split('/').at(-1)];
  return { id, name, type, properties: { description: 'Alert rule description', ...properties }, hidden: {} };
}

function sampleEvent(
  about: { readonly category: string; readonly operationName: string; readonly resourceId: string },
  place: ReturnType<typeof placeOf>,
  { seed, now }: { readonly seed: Seed; readonly now: number },
): ActivityEvent {
  const isHealth = about.category.endsWith('Health');
  return {
    ...about,
    status: isHealth ? 'Active' : 'Succeeded',
    subStatus: '',
    level: 'Informational',
    caller: 'user@contoso.com',
    at: now,
    subscriptionId: place.subscriptionId,
    resourceGroup: place.resourceGroup,
    resourceProvider: about.resourceId === '' ? '' : 'Microsoft.Compute',
    resourceType: about.resourceId === '' ? '' : 'Microsoft.Compute/virtualMachines',
    correlationId: seed.guid('test correlation'),
    operationId: seed.guid('test operation'),
    eventDataId: seed.guid('test event'),
    description: 'This is a sample alert',
    properties: samplePropertiesOf(about.category),
    claims: { aud: 'https://management.core.windows.net/', ver: '1.0' },
  };
}

/** What an event of a category tells of itself; nothing for most. */
export function samplePropertiesOf(category: string): Readonly<Record<string, unknown>> {
  if (!category.endsWith('Health')) {
    return {};
  }
  return category === 'ResourceHealth'
    ? {
        title: 'Virtual Machine health status changed to unavailable',
        details: 'Virtual machine has experienced an unexpected event',
        currentHealthStatus: 'Unavailable',
        previousHealthStatus: 'Available',
        type: 'Downtime',
        cause: 'PlatformInitiated',
      }
    : {
        title: 'Test Action Group - Test Service Health Alert',
        service: 'Virtual Machines',
        region: 'West Europe',
        communication: 'This is a sample alert',
        incidentType: 'Incident',
        trackingId: 'TEST-TTT',
        impactStartTime: '2026-11-22T07:00:00.000Z',
        // JSON within a text, as the real service writes it.
        impactedServices: '[{"ImpactedRegions":[{"RegionName":"West Europe"}],"ServiceName":"Virtual Machines"}]',
        defaultLanguageTitle: 'Test Action Group - Test Service Health Alert',
        stage: 'Active',
        communicationId: '11000001275023',
        version: '0.1.1',
      };
}
