// What the payloads of both schemas share: how Azure Monitor writes times, ids and the conditions of a metric.

import type { Resource } from '../arm/armState.ts';
import { parseResourceId } from '../arm/resourceId.ts';
import type { CriterionResult } from './evaluate.ts';
import type { Occurrence } from './occurrence.ts';
import { asRecord, asText } from './read.ts';

/** Seven digits of a second, as .NET writes a time. */
export function toTicksTime(at: number): string {
  return new Date(at).toISOString().replace('Z', '0000Z');
}

/** The same with an offset, as the activity log writes it. */
export function toOffsetTime(at: number): string {
  return new Date(at).toISOString().replace('Z', '0000+00:00');
}

/** Subscription and group of a rule, for ids that are put together of them. */
export function placeOf(rule: Resource): { readonly subscriptionId: string; readonly resourceGroup: string } {
  const parsed = parseResourceId(rule.id);
  return { subscriptionId: parsed?.subscriptionId ?? '', resourceGroup: parsed?.resourceGroup ?? '' };
}

/** Last part of a rule's `odata.type`; the type of a rule with a dynamic threshold has a name of its own. */
export function conditionTypeOf(rule: Resource): string {
  const criteria = asRecord(rule.properties['criteria']);
  const isDynamic = JSON.stringify(criteria).includes('DynamicThresholdCriterion');
  return isDynamic ? 'DynamicThresholdCriteria' : (asText(criteria['odata.type']).split('.').at(-1) ?? '');
}

/** The members that both schemas give a criterion of a metric, with the service's own kinds of values. */
export function toMetricCondition(
  result: CriterionResult,
  { target, signal }: Occurrence,
): Readonly<Record<string, unknown>> {
  const { criterion, value } = result;
  const { threshold } = criterion;
  const own = signal.kind === 'metric' && signal.dimensions.length > 0 ? signal.dimensions : resourceDimension(target);
  const dynamic =
    typeof threshold === 'number'
      ? {}
      : {
          alertSensitivity: threshold.sensitivity,
          failingPeriods: {
            numberOfEvaluationPeriods: threshold.evaluationPeriods,
            minFailingPeriodsToAlert: threshold.minFailingPeriods,
          },
          ignoreDataBefore:
            threshold.ignoreDataBefore === 0 ? null : new Date(threshold.ignoreDataBefore).toISOString(),
        };
  return {
    ...dynamic,
    metricName: criterion.metricName,
    metricNamespace: criterion.metricNamespace === '' ? null : criterion.metricNamespace,
    operator: criterion.operator,
    // A text, while the value is a number.
    threshold: result.threshold === undefined ? null : String(result.threshold),
    dimensions: own,
    metricValue: value ?? null,
  };
}

/** A metric without dimensions is told apart by what looks like one: the id of the machine, which is no resource id. */
function resourceDimension(target: Occurrence['target']): unknown[] {
  const vmId = target !== undefined && 'properties' in target ? target.properties['vmId'] : undefined;
  return typeof vmId === 'string' ? [{ name: 'ResourceId', value: vmId }] : [];
}
