// A metric alert as the engine reads it. The resource keeps what the client wrote; this is what it means.

import type { Resource } from '../arm/armState.ts';
import { minutesOf } from './duration.ts';
import type { Aggregates } from './metricValues.ts';
import { asList, asRecord, asText, member } from './read.ts';

/** Which lines of a metric count; `*` stands for any value. */
export interface DimensionFilter {
  readonly name: string;
  readonly isExclude: boolean;
  readonly values: readonly string[];
}

/** Thresholds that follow the past. */
export interface DynamicThreshold {
  readonly sensitivity: string;
  readonly evaluationPeriods: number;
  readonly minFailingPeriods: number;
  /** Milliseconds since 1970. */
  readonly ignoreDataBefore: number;
}

/** One condition of a rule. */
export interface Criterion {
  readonly name: string;
  readonly metricName: string;
  readonly metricNamespace: string;
  readonly operator: string;
  readonly aggregation: keyof Aggregates;
  readonly dimensions: readonly DimensionFilter[];
  /** A number, or what to make it of. */
  readonly threshold: number | DynamicThreshold;
}

/** A rule. Windows and frequencies are in Azure's minutes. */
export interface MetricRule {
  readonly resource: Resource;
  readonly isEnabled: boolean;
  readonly scopes: readonly string[];
  readonly targetResourceType: string;
  readonly targetResourceRegion: string;
  readonly windowInMinutes: number;
  readonly frequencyInMinutes: number;
  readonly autoMitigates: boolean;
  readonly criteria: readonly Criterion[];
}

/** Reads a rule. */
export function readMetricRule(resource: Resource): MetricRule {
  const { properties } = resource;
  return {
    resource,
    isEnabled: properties['enabled'] === true,
    scopes: asList(properties['scopes']).map(asText),
    targetResourceType: asText(properties['targetResourceType']),
    targetResourceRegion: asText(properties['targetResourceRegion']),
    windowInMinutes: minutesOf(properties['windowSize']) ?? 5,
    frequencyInMinutes: minutesOf(properties['evaluationFrequency']) ?? 1,
    autoMitigates: properties['autoMitigate'] !== false,
    criteria: asList(asRecord(properties['criteria'])['allOf']).map((one) => readCriterion(asRecord(one))),
  };
}

function readCriterion(given: Readonly<Record<string, unknown>>): Criterion {
  const failing = asRecord(given['failingPeriods']);
  const isDynamic = /^dynamic/i.test(asText(given['criterionType']));
  return {
    name: asText(given['name']),
    metricName: asText(given['metricName']),
    metricNamespace: asText(given['metricNamespace']),
    operator: asText(given['operator']),
    aggregation: asText(given['timeAggregation']).toLowerCase() as keyof Aggregates,
    dimensions: asList(given['dimensions']).map((one) => {
      const dimension = asRecord(one);
      return {
        name: asText(dimension['name']),
        isExclude: /^exclude$/i.test(asText(dimension['operator'])),
        values: asList(dimension['values']).map(asText),
      };
    }),
    threshold: isDynamic
      ? {
          sensitivity: asText(given['alertSensitivity']),
          evaluationPeriods: Number(failing['numberOfEvaluationPeriods'] ?? 4),
          minFailingPeriods: Number(failing['minFailingPeriodsToAlert'] ?? 4),
          ignoreDataBefore: Date.parse(asText(given['ignoreDataBefore'])) || 0,
        }
      : Number(given['threshold']),
  };
}

/** The action groups that a rule of any kind calls, each with what its author adds for receivers. */
export function actionsOf(rule: Resource): readonly { readonly groupId: string; readonly properties: unknown }[] {
  const { actions } = rule.properties;
  // Metric alerts have a list, activity log alerts an object with a list, log alerts one of ids.
  const given = Array.isArray(actions) ? asList(actions) : asList(asRecord(actions)['actionGroups']);
  const common = asRecord(actions)['customProperties'];
  return given.map((one) =>
    typeof one === 'string'
      ? { groupId: one, properties: common }
      : {
          groupId: asText(member(asRecord(one), 'actionGroupId')),
          properties: member(asRecord(one), 'webHookProperties'),
        },
  );
}
