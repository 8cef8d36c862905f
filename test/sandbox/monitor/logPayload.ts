// The context of a log search alert (Log Alerts V2). The sandbox runs no log queries: such an alert is raised by hand.

import type { Resource } from '../arm/armState.ts';
import type { Signal } from './occurrence.ts';
import { asList, asRecord, asText } from './read.ts';

/** `conditionType` and `condition` of the common schema. */
export function logPayloadParts(
  rule: Resource,
  signal: Extract<Signal, { readonly kind: 'log' }>,
): Readonly<Record<string, unknown>> {
  const { properties } = rule;
  const scope = asText(asList(properties['scopes'])[0]);
  const link = `https://api.loganalytics.io/v1${scope}/query`;
  return {
    conditionType: 'LogQueryCriteria',
    condition: {
      windowSize: asText(properties['windowSize']).toUpperCase(),
      allOf: asList(asRecord(properties['criteria'])['allOf']).map((one) => {
        const criterion = asRecord(one);
        return {
          searchQuery: asText(criterion['query']),
          metricMeasureColumn: criterion['metricMeasureColumn'] ?? null,
          targetResourceTypes: "['Microsoft.OperationalInsights/workspaces']",
          operator: asText(criterion['operator']),
          threshold: String(criterion['threshold']),
          timeAggregation: asText(criterion['timeAggregation']),
          dimensions: [],
          metricValue: signal.value,
          failingPeriods: criterion['failingPeriods'] ?? { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 },
          linkToSearchResultsAPI: link,
          linkToFilteredSearchResultsAPI: link,
        };
      }),
      windowStartTime: new Date(signal.from).toISOString().replace(/\.\d+Z$/, 'Z'),
      windowEndTime: new Date(signal.to).toISOString().replace(/\.\d+Z$/, 'Z'),
    },
  };
}
