// What the form of a metric alert and its host say to each other. The page holds what a person typed; the host knows Azure.

import { asRecord } from '../base/json.ts';
import { metricAggregations } from '../domain/alert/metric.ts';
import type { MetricAggregation, MetricDefinition, MetricSeries } from '../domain/alert/metric.ts';
import { dynamicOperators, sensitivities, staticOperators } from '../domain/alert/metricAlertDraft.ts';
import type { DimensionChoice, MetricAlertDraft } from '../domain/alert/metricAlertDraft.ts';
import type { ParameterGuards } from './channel.ts';

/** How far back a plot goes. */
export const historySpans = ['1h', '6h', '24h', '7d'] as const;

/** One of them. */
export type HistorySpan = (typeof historySpans)[number];

/** What a rule is made for. */
export interface AlertFormTarget {
  readonly id: string;
  readonly name: string;
  readonly region: string;
}

/** Everything the page needs when it is shown. */
export interface AlertFormSnapshot {
  /** Names the form: what the page has kept belongs to it or is dropped. */
  readonly formKey: string;
  /** At least one; metrics and plot are those of the first. */
  readonly targets: readonly AlertFormTarget[];
  readonly resourceGroup: string;
  /** Texts by their English original or id, for the view's language. */
  readonly texts: Readonly<Record<string, string>>;
  /** BCP 47 tag for numbers. */
  readonly language: string;
}

/** An action group that can be chosen. */
export interface FormActionGroup {
  readonly id: string;
  readonly name: string;
  readonly resourceGroup: string;
  /** Names of its receivers. */
  readonly receivers: readonly string[];
  readonly isEnabled: boolean;
}

/** What there is in the subscription that a rule goes with. */
export interface AlertFormGround {
  readonly actionGroups: readonly FormActionGroup[];
  /** Ids of metric alerts, for names that are taken. */
  readonly ruleIds: readonly string[];
  /** Names of resource groups that are known. */
  readonly resourceGroups: readonly string[];
}

/** Which measurements are wanted. */
export interface HistoryQuestion {
  readonly metricName: string;
  readonly metricNamespace: string;
  readonly aggregation: MetricAggregation;
  readonly span: HistorySpan;
  /** What is read before the span, so that its first evaluation has a whole window. */
  readonly leadInSeconds: number;
  /** Dimensions to tell apart. */
  readonly dimensions: readonly string[];
}

/** Which values dimensions have. */
export type DimensionQuestion = Pick<HistoryQuestion, 'metricName' | 'metricNamespace' | 'aggregation' | 'dimensions'>;

/** Measurements. */
export interface MetricHistory {
  /** Milliseconds since 1970: the span without what was read before it. */
  readonly from: number;
  readonly to: number;
  readonly grainInSeconds: number;
  readonly series: readonly MetricSeries[];
}

/** Requests of the form. A type alias, for only those fit the index signatures of `Contract`. */
export type AlertFormContract = {
  readonly requests: {
    readonly show: readonly [parameters: undefined, result: AlertFormSnapshot];
    readonly listMetrics: readonly [parameters: undefined, result: readonly MetricDefinition[]];
    readonly readGround: readonly [parameters: undefined, result: AlertFormGround];
    /** Values that dimensions had in the last day. */
    readonly listDimensionValues: readonly [parameters: DimensionQuestion, result: readonly DimensionChoice[]];
    readonly readHistory: readonly [parameters: HistoryQuestion, result: MetricHistory];
    readonly copyBicep: readonly [parameters: MetricAlertDraft, result: undefined];
    /** Creates the rule. The form closes then. Fails when the name is taken: nothing is overwritten. */
    readonly create: readonly [parameters: MetricAlertDraft, result: undefined];
  };
  readonly events: Record<string, never>;
};

const maxIdLength = 2000;
const maxTextLength = 4000;
const maxItems = 200;

/** Checks of what the page sends. */
export const alertFormGuards: Readonly<ParameterGuards<AlertFormContract>> = {
  show: isNothing,
  listMetrics: isNothing,
  readGround: isNothing,
  readHistory: (value): value is HistoryQuestion => {
    const { span, leadInSeconds } = asRecord(value);
    return isDimensionQuestion(value) && isOneOf(historySpans, span) && isCount(leadInSeconds, 86_400);
  },
  listDimensionValues: isDimensionQuestion,
  copyBicep: isDraft,
  create: isDraft,
};

function isDimensionQuestion(value: unknown): value is DimensionQuestion {
  const { metricName, metricNamespace, aggregation, dimensions } = asRecord(value);
  return (
    isText(metricName, maxIdLength) &&
    isText(metricNamespace, maxIdLength) &&
    isOneOf(metricAggregations, aggregation) &&
    isList(dimensions, (each) => isText(each, maxIdLength))
  );
}

function isDraft(value: unknown): value is MetricAlertDraft {
  const draft = asRecord(value);
  return (
    isList(draft['scopes'], (each) => isText(each, maxIdLength) && each.startsWith('/')) &&
    ['region', 'resourceGroup', 'name', 'description', 'metricName', 'metricNamespace'].every((name) =>
      isText(draft[name], maxTextLength),
    ) &&
    isCount(draft['severity'], 4) &&
    typeof draft['autoMitigate'] === 'boolean' &&
    isOneOf(metricAggregations, draft['aggregation']) &&
    isList(draft['dimensions'], isDimension) &&
    isThreshold(draft['threshold']) &&
    isCount(draft['frequencyInSeconds'], 86_400) &&
    isCount(draft['windowInSeconds'], 86_400) &&
    isList(draft['actions'], isAction)
  );
}

function isDimension(value: unknown): boolean {
  const { name, values } = asRecord(value);
  return isText(name, maxIdLength) && isList(values, (each) => isText(each, maxIdLength));
}

function isThreshold(value: unknown): boolean {
  const threshold = asRecord(value);
  switch (threshold['kind']) {
    case 'static':
      return isOneOf(staticOperators, threshold['operator']) && Number.isFinite(threshold['value']);
    case 'dynamic':
      return (
        isOneOf(dynamicOperators, threshold['operator']) &&
        isOneOf(sensitivities, threshold['sensitivity']) &&
        isCount(threshold['failing'], 100) &&
        isCount(threshold['periods'], 100)
      );
    default:
      return false;
  }
}

function isAction(value: unknown): boolean {
  const { actionGroupId, properties } = asRecord(value);
  return (
    isText(actionGroupId, maxIdLength) &&
    actionGroupId.startsWith('/') &&
    isList(properties, (each) => {
      const { name, value: text } = asRecord(each);
      return isText(name, maxTextLength) && isText(text, maxTextLength);
    })
  );
}

function isOneOf<T extends string>(values: readonly T[], value: unknown): value is T {
  return values.some((each) => each === value);
}

function isCount(value: unknown, most: number): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most;
}

function isList(value: unknown, isItem: (each: unknown) => boolean): boolean {
  return Array.isArray(value) && value.length <= maxItems && value.every(isItem);
}

function isText(value: unknown, maxLength: number): value is string {
  return typeof value === 'string' && value.length <= maxLength;
}

/** A missing parameter arrives as undefined or, through JSON, as null. */
function isNothing(value: unknown): value is undefined {
  return value === undefined || value === null;
}
