// What an alert looked at and found: the criteria of metric and log alerts (`condition.allOf`), of the first log alerts, of
// Prometheus rules and of budgets.

import type { AlertCriterion, AlertPayload } from './alertPayload.ts';
import { flattenPart } from './flattenPayload.ts';
import { defined } from './payloadPart.ts';
import type { PayloadPart } from './payloadPart.ts';

const criterionNames: ReadonlySet<string> = new Set([
  'metricname',
  'metricnamespace',
  'timeaggregation',
  'operator',
  'threshold',
  'metricvalue',
  'dimensions',
]);

/** Criteria of a condition (Azure Monitor, common alert schema and AzureMonitorMetricAlert). */
export function criteriaOf(condition: PayloadPart): readonly AlertCriterion[] {
  return condition.parts('allOf').map((each) => ({
    ...defined({
      metricName: each.text('metricName'),
      metricNamespace: each.text('metricNamespace'),
      aggregation: each.text('timeAggregation'),
      operator: each.text('operator'),
      threshold: each.text('threshold'),
      value: each.text('metricValue'),
    }),
    dimensions: dimensionsOf(each, 'dimensions'),
    details: flattenPart(each, criterionNames),
  }));
}

const conditionNames: ReadonlySet<string> = new Set(['allof', 'windowstarttime', 'windowendtime']);

/** What a condition tells besides its criteria and the ends of its window, e.g. `windowSize`. */
export function conditionDetails(condition: PayloadPart): AlertPayload['details'] {
  return flattenPart(condition, conditionNames);
}

/** Dimensions as `[{name, value}]`, and as names with their values. */
export function dimensionsOf(part: PayloadPart, name: string): AlertCriterion['dimensions'] {
  return part.parts(name).flatMap((each) => {
    const label = each.text('name');
    return label === undefined ? flattenPart(each) : [{ name: label, value: each.text('value') ?? '' }];
  });
}

/** The time that was looked at, when both ends are told. */
export function windowOf(part: PayloadPart, fromName: string, toName: string): AlertPayload['window'] {
  const [from, to] = [part.time(fromName), part.time(toName)];
  return from === undefined || to === undefined ? undefined : { from, to };
}

/** Names of the members that `logCriterion` reads, in lower case. */
export const logCriterionNames: ReadonlySet<string> = new Set([
  'searchquery',
  'operator',
  'threshold',
  'alertthresholdoperator',
  'alertthresholdvalue',
  'resultcount',
  'dimensions',
]);

/** The one criterion of a log alert of the first version: how many results its query found. */
export function logCriterion(part: PayloadPart): AlertCriterion {
  const query = part.text('SearchQuery');
  return {
    ...defined({
      metricName: part.text('MetricColumn'),
      operator: part.text('AlertThresholdOperator') ?? part.text('Operator'),
      threshold: part.text('AlertThresholdValue') ?? part.text('Threshold'),
      value: part.text('ResultCount'),
    }),
    dimensions: dimensionsOf(part, 'Dimensions'),
    details: query === undefined ? [] : [{ name: 'SearchQuery', value: query }],
  };
}

/** The criterion of a Prometheus rule: its expression, with its labels as dimensions. */
export function prometheusCriterion(part: PayloadPart): AlertCriterion {
  return {
    ...defined({ value: part.text('expressionValue') }),
    dimensions: flattenPart(part.part('labels')),
    details: ['expression', 'for', 'interval'].flatMap((name) => {
      const value = part.text(name);
      return value === undefined ? [] : [{ name, value }];
    }),
  };
}

/** The criterion of a budget: what was spent, or is forecast, against what may be. */
export function budgetCriterion(data: PayloadPart): AlertCriterion {
  return {
    ...defined({
      metricName: data.text('BudgetName'),
      aggregation: data.text('ThresholdType'),
      threshold: data.text('NotificationThresholdAmount') ?? data.text('BudgetThreshold'),
      value: data.text('ForecastedTotalForPeriod') ?? data.text('SpentAmount'),
    }),
    dimensions: [],
    details: [],
  };
}
