// A metric alert that is being made: what is wrong with it, and the resource that Azure is asked to write. Source: Microsoft.Insights
// metricAlerts 2018-03-01.

import { parseResourceId } from '../arm/resourceId.ts';
import { actionProperties } from './alertAction.ts';
import type { AlertAction } from './alertAction.ts';
import { alertNameProblem } from './alertName.ts';
import { formatIsoDuration } from './isoDuration.ts';
import type { MetricAggregation } from './metric.ts';

/** How a value is compared with a threshold that is a number. */
export const staticOperators = ['GreaterThan', 'GreaterThanOrEqual', 'LessThan', 'LessThanOrEqual', 'Equals'] as const;

/** One of them. */
export type StaticOperator = (typeof staticOperators)[number];

/** On which side of a learned band a value has to lie. */
export const dynamicOperators = ['GreaterOrLessThan', 'GreaterThan', 'LessThan'] as const;

/** One of them. */
export type DynamicOperator = (typeof dynamicOperators)[number];

/** How narrow a learned band is. */
export const sensitivities = ['Low', 'Medium', 'High'] as const;

/** One of them. */
export type Sensitivity = (typeof sensitivities)[number];

/** When the rule is met. */
export type AlertThreshold =
  | {
      readonly kind: 'static';
      readonly operator: StaticOperator;
      /** In the metric's unit; NaN while nothing usable was typed. */
      readonly value: number;
    }
  | {
      readonly kind: 'dynamic';
      readonly operator: DynamicOperator;
      readonly sensitivity: Sensitivity;
      /** That many of the last `periods` evaluations have to fail. */
      readonly failing: number;
      readonly periods: number;
    };

/** Values of a dimension that are watched, each by itself; `*` stands for all, also those to come. */
export interface DimensionChoice {
  readonly name: string;
  readonly values: readonly string[];
}

/** The whole draft. */
export interface MetricAlertDraft {
  /** Ids of what is watched, of one type and region. */
  readonly scopes: readonly string[];
  readonly region: string;
  readonly resourceGroup: string;
  readonly name: string;
  readonly description: string;
  /** 0 (critical) to 4 (verbose). */
  readonly severity: number;
  readonly autoMitigate: boolean;
  readonly metricName: string;
  readonly metricNamespace: string;
  readonly aggregation: MetricAggregation;
  readonly dimensions: readonly DimensionChoice[];
  readonly threshold: AlertThreshold;
  readonly frequencyInSeconds: number;
  readonly windowInSeconds: number;
  readonly actions: readonly AlertAction[];
}

const minute = 60;
const hour = 3600;

/** How often a rule can be evaluated (metricAlerts, evaluationFrequency); learned thresholds not every minute. */
export function frequenciesFor(kind: AlertThreshold['kind']): readonly number[] {
  const all = [minute, 5 * minute, 15 * minute, 30 * minute, hour];
  return kind === 'static' ? all : all.slice(1);
}

/** Windows that go with a frequency: never shorter than it. Learned thresholds know windows of 5 minutes to an hour. */
export function windowsFor(kind: AlertThreshold['kind'], frequencyInSeconds: number): readonly number[] {
  const short = [minute, 5 * minute, 15 * minute, 30 * minute, hour];
  const all = kind === 'static' ? [...short, 6 * hour, 12 * hour, 24 * hour] : short.slice(1);
  return all.filter((window) => window >= frequencyInSeconds);
}

/** Most evaluations that a learned threshold looks back over (failingPeriods). */
export const mostPeriods = 6;

/** What is wrong, by the part of the draft. */
export type DraftProblem =
  | 'scopes'
  | 'resourceGroup'
  | 'name.empty'
  | 'name.tooLong'
  | 'name.characters'
  | 'name.taken'
  | 'severity'
  | 'metric'
  | 'dimensions'
  | 'threshold'
  | 'periods'
  | 'frequency'
  | 'window'
  | 'properties';

/** Everything that Azure would refuse. @param taken names of metric alerts in the resource group */
export function metricAlertProblems(draft: MetricAlertDraft, taken: readonly string[] = []): readonly DraftProblem[] {
  const { threshold, scopes, severity, frequencyInSeconds: frequency, windowInSeconds: window } = draft;
  const name = alertNameProblem(draft.name, taken);
  const types = new Set(scopes.map((id) => parseResourceId(id)?.type.toLowerCase()));
  return [
    ...problem('scopes', types.size !== 1 || types.has(undefined) || draft.region === ''),
    ...problem('metric', draft.metricName === ''),
    ...problem(
      'dimensions',
      draft.dimensions.some(({ values }) => values.length === 0 || values.some((value) => value === '')),
    ),
    ...problem('threshold', threshold.kind === 'static' && !Number.isFinite(threshold.value)),
    ...problem('periods', threshold.kind === 'dynamic' && !arePeriods(threshold)),
    ...problem('frequency', !frequenciesFor(threshold.kind).includes(frequency)),
    ...problem('window', !windowsFor(threshold.kind, frequency).includes(window)),
    ...problem('severity', !Number.isInteger(severity) || severity < 0 || severity > 4),
    ...(name === undefined ? [] : [`name.${name}` as const]),
    ...problem('resourceGroup', !isGroupName(draft.resourceGroup)),
    ...problem('properties', draft.actions.some(hasBadProperty)),
  ];
}

function problem(name: DraftProblem, isThere: boolean): readonly DraftProblem[] {
  return isThere ? [name] : [];
}

function arePeriods({ failing, periods }: { readonly failing: number; readonly periods: number }): boolean {
  return (
    Number.isInteger(failing) &&
    Number.isInteger(periods) &&
    failing >= 1 &&
    periods <= mostPeriods &&
    failing <= periods
  );
}

/** A value without a name would be lost, and a name that is there twice would lose one of its values. */
function hasBadProperty({ properties }: AlertAction): boolean {
  const names = properties.map(({ name }) => name.trim()).filter((name) => name !== '');
  return (
    new Set(names).size !== names.length || properties.some(({ name, value }) => name.trim() === '' && value !== '')
  );
}

/** Names of resource groups (naming rules of Microsoft.Resources). */
function isGroupName(text: string): boolean {
  return /^[\p{L}\p{N}_.()-]{1,90}$/u.test(text) && !text.endsWith('.');
}

/** The id that the rule will have. */
export function metricAlertId({ scopes, resourceGroup, name }: MetricAlertDraft): string {
  const subscriptionId = parseResourceId(scopes[0] ?? '')?.subscriptionId ?? '';
  return `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.Insights/metricAlerts/${name.trim()}`;
}

/** The resource. Criteria of one resource can hold numbers only; those of several, learned thresholds, too. */
export function metricAlertBody(draft: MetricAlertDraft): Readonly<Record<string, unknown>> {
  const { scopes, region, threshold, actions } = draft;
  const isSingle = scopes.length === 1 && threshold.kind === 'static';
  const kind = isSingle ? 'SingleResource' : 'MultipleResource';
  return {
    location: 'global',
    properties: {
      description: draft.description.trim(),
      severity: draft.severity,
      enabled: true,
      scopes,
      evaluationFrequency: formatIsoDuration(draft.frequencyInSeconds),
      windowSize: formatIsoDuration(draft.windowInSeconds),
      ...(isSingle
        ? {}
        : { targetResourceType: parseResourceId(scopes[0] ?? '')?.type ?? '', targetResourceRegion: region }),
      criteria: {
        'odata.type': `Microsoft.Azure.Monitor.${kind}MultipleMetricCriteria`,
        allOf: [criterionOf(draft)],
      },
      autoMitigate: draft.autoMitigate,
      actions: actions.map((action) => {
        const properties = actionProperties(action);
        return {
          actionGroupId: action.actionGroupId,
          ...(properties === undefined ? {} : { webHookProperties: properties }),
        };
      }),
    },
  };
}

function criterionOf(draft: MetricAlertDraft): Readonly<Record<string, unknown>> {
  const { threshold } = draft;
  return {
    criterionType: threshold.kind === 'static' ? 'StaticThresholdCriterion' : 'DynamicThresholdCriterion',
    name: 'Metric1',
    metricName: draft.metricName,
    ...(draft.metricNamespace === '' ? {} : { metricNamespace: draft.metricNamespace }),
    dimensions: draft.dimensions.map(({ name, values }) => ({ name, operator: 'Include', values })),
    operator: threshold.operator,
    ...(threshold.kind === 'static'
      ? { threshold: threshold.value }
      : {
          alertSensitivity: threshold.sensitivity,
          failingPeriods: {
            numberOfEvaluationPeriods: threshold.periods,
            minFailingPeriodsToAlert: threshold.failing,
          },
        }),
    timeAggregation: draft.aggregation,
  };
}
