// What a receiver is sent: the common alert schema, or the older schema of the rule's kind. Written from the documented
// samples, with what is odd in them: ids in lower case, thresholds as texts, two spellings of one signal.

import type { Resource } from '../arm/armState.ts';
import { parseResourceId } from '../arm/resourceId.ts';
import { numberOf } from '../world/random.ts';
import { toActivityContext, toActivityLog } from './activityPayload.ts';
import { logPayloadParts } from './logPayload.ts';
import type { Occurrence } from './occurrence.ts';
import { severityOf } from './occurrence.ts';
import { conditionTypeOf, placeOf, toMetricCondition, toTicksTime } from './payloadParts.ts';
import { asRecord, asText } from './read.ts';

/** A payload, ready for JSON. */
export type Payload = Readonly<Record<string, unknown>>;

/**
 * The body for a receiver.
 * @param properties what the rule's author added for receivers (`webHookProperties`)
 */
export function toPayload(occurrence: Occurrence, usesCommonSchema: boolean, properties: unknown): Payload {
  const { signal } = occurrence;
  if (usesCommonSchema || signal.kind === 'log') {
    return toCommon(occurrence, properties);
  }
  return signal.kind === 'metric'
    ? toMetricLegacy(occurrence, signal, properties)
    : {
        schemaId: 'Microsoft.Insights/activityLogs',
        data: {
          status: 'Activated',
          context: { activityLog: toActivityLog(signal.event) },
          properties: asRecord(properties),
        },
      };
}

function toCommon(occurrence: Occurrence, properties: unknown): Payload {
  const { rule, target, moment, signal } = occurrence;
  const custom = Object.keys(asRecord(properties)).length === 0 ? null : properties;
  const kind = kindOf(occurrence);
  return {
    schemaId: 'azureMonitorCommonAlertSchema',
    data: {
      essentials: {
        alertId: `/subscriptions/${placeOf(rule).subscriptionId}/providers/Microsoft.AlertsManagement/alerts/${occurrence.alertId}`,
        alertRule: rule.name,
        severity: `Sev${severityOf(rule)}`,
        signalType: kind.signalType,
        monitorCondition: moment,
        monitoringService: kind.monitoringService,
        // Always in lower case, however the rule spells it.
        alertTargetIDs: [target?.id.toLowerCase() ?? `/subscriptions/${placeOf(rule).subscriptionId}`],
        configurationItems: target === undefined ? [] : [target.name.toLowerCase()],
        originAlertId: originOf(occurrence),
        firedDateTime: toTicksTime(occurrence.firedAt),
        ...(occurrence.resolvedAt === undefined ? {} : { resolvedDateTime: toTicksTime(occurrence.resolvedAt) }),
        description: asText(rule.properties['description']),
        essentialsVersion: '1.0',
        alertContextVersion: '1.0',
      },
      alertContext: toContext(occurrence, custom),
      // Documented for metric alerts alone; null for all others.
      customProperties: signal.kind === 'metric' ? custom : null,
    },
  };
}

function toContext(occurrence: Occurrence, custom: unknown): Payload {
  const { rule, signal } = occurrence;
  switch (signal.kind) {
    case 'activityLog':
      return toActivityContext(signal.event, asText(rule.properties['description']));
    case 'log':
      return { properties: custom, ...logPayloadParts(rule, signal) };
    case 'metric':
      return {
        properties: null,
        conditionType: conditionTypeOf(rule),
        condition: {
          windowSize: windowOf(rule),
          allOf: signal.results.map((result) => {
            const { dimensions, metricValue, ...rest } = toMetricCondition(result, occurrence);
            return {
              ...rest,
              timeAggregation: titleCase(result.criterion.aggregation),
              dimensions,
              metricValue,
              webTestName: null,
            };
          }),
          windowStartTime: new Date(signal.from).toISOString(),
          windowEndTime: new Date(signal.to).toISOString(),
        },
      };
  }
}

function toMetricLegacy(
  occurrence: Occurrence,
  signal: Extract<Occurrence['signal'], { readonly kind: 'metric' }>,
  properties: unknown,
): Payload {
  const { rule, target, moment } = occurrence;
  const { subscriptionId } = placeOf(rule);
  const parsed = parseResourceId(target?.id ?? '');
  const id = target?.id.toLowerCase() ?? '';
  return {
    schemaId: 'AzureMonitorMetricAlert',
    data: {
      version: '2.0',
      status: moment === 'Fired' ? 'Activated' : 'Deactivated',
      context: {
        timestamp: toTicksTime(occurrence.resolvedAt ?? occurrence.firedAt),
        id: rule.id,
        name: rule.name,
        description: asText(rule.properties['description']),
        conditionType: conditionTypeOf(rule),
        severity: String(severityOf(rule)),
        condition: {
          windowSize: windowOf(rule),
          allOf: signal.results.map((result) => {
            const { dimensions, operator, threshold, metricValue, ...rest } = toMetricCondition(result, occurrence);
            // The documented sample has the frequency where the aggregation is to be expected.
            return { ...rest, dimensions, operator, threshold, timeAggregation: frequencyOf(rule), metricValue };
          }),
        },
        subscriptionId,
        resourceGroupName: parsed?.resourceGroup.toLowerCase() ?? '',
        resourceName: target?.name.toLowerCase() ?? '',
        resourceType: parsed?.type ?? '',
        resourceId: id,
        portalLink: `https://portal.azure.com/#resource${id}`,
      },
      properties: asRecord(properties),
    },
  };
}

function kindOf({ signal }: Occurrence): { readonly signalType: string; readonly monitoringService: string } {
  if (signal.kind === 'metric') {
    return { signalType: 'Metric', monitoringService: 'Platform' };
  }
  if (signal.kind === 'log') {
    return { signalType: 'Log', monitoringService: 'Log Alerts V2' };
  }
  switch (signal.event.category) {
    case 'ServiceHealth':
      return { signalType: 'Activity Log', monitoringService: 'ServiceHealth' };
    case 'ResourceHealth':
      return { signalType: 'Activity Log', monitoringService: 'Resource Health' };
    case 'Administrative':
      return { signalType: 'Activity Log', monitoringService: 'Activity Log - Administrative' };
    default:
      return { signalType: 'ActivityLog', monitoringService: `Activity Log - ${signal.event.category}` };
  }
}

function originOf({ rule, alertId, target }: Occurrence): string {
  const { subscriptionId, resourceGroup } = placeOf(rule);
  const [namespace, type = ''] = rule.type.split('/');
  return rule.type.toLowerCase().endsWith('metricalerts')
    ? `${subscriptionId}_${resourceGroup}_${namespace?.toLowerCase()}_${type}_${rule.name}_-${numberOf(`${rule.id} ${target?.id}`, 2 ** 31)}`
    : alertId;
}

function windowOf(rule: Resource): string {
  return asText(rule.properties['windowSize']).toUpperCase();
}

function frequencyOf(rule: Resource): string {
  return asText(rule.properties['evaluationFrequency']).toUpperCase();
}

function titleCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
