// What a person typed and chose, and the rule that it makes. Texts stay texts until the rule is read off them.

import { asArray, asRecord, asString } from '../../src/base/json.ts';
import type { AlertActionProperty } from '../../src/domain/alert/alertAction.ts';
import type { MetricAggregation, MetricDefinition, MetricSeries } from '../../src/domain/alert/metric.ts';
import { frequenciesFor, windowsFor } from '../../src/domain/alert/metricAlertDraft.ts';
import type {
  AlertThreshold,
  DimensionChoice,
  DynamicOperator,
  MetricAlertDraft,
  Sensitivity,
  StaticOperator,
} from '../../src/domain/alert/metricAlertDraft.ts';
import type { AlertFormTarget, HistorySpan } from '../../src/protocol/alertFormContract.ts';

/** The whole form. */
export interface AlertFields {
  readonly metricName: string;
  readonly aggregation: MetricAggregation;
  readonly dimensions: readonly DimensionChoice[];
  readonly kind: AlertThreshold['kind'];
  readonly operator: StaticOperator;
  /** As typed. */
  readonly threshold: string;
  /** False while the threshold is one that was proposed, and follows what was measured. */
  readonly isThresholdOwn: boolean;
  readonly dynamicOperator: DynamicOperator;
  readonly sensitivity: Sensitivity;
  readonly failing: number;
  readonly periods: number;
  readonly frequencyInSeconds: number;
  readonly windowInSeconds: number;
  readonly severity: number;
  readonly autoMitigate: boolean;
  readonly name: string;
  /** False while the name is one that was suggested, and follows the metric. */
  readonly isNameOwn: boolean;
  readonly description: string;
  readonly resourceGroup: string;
  readonly actionGroupIds: readonly string[];
  /** Sent to every chosen group. */
  readonly properties: readonly AlertActionProperty[];
  readonly span: HistorySpan;
}

/** The form as it begins: evaluated every minute over five, as Azure's own tools propose it. */
export function firstFields(resourceGroup: string): AlertFields {
  return {
    metricName: '',
    aggregation: 'Average',
    dimensions: [],
    kind: 'static',
    operator: 'GreaterThan',
    threshold: '',
    isThresholdOwn: false,
    dynamicOperator: 'GreaterOrLessThan',
    sensitivity: 'Medium',
    failing: 4,
    periods: 4,
    frequencyInSeconds: 60,
    windowInSeconds: 300,
    severity: 2,
    autoMitigate: true,
    name: '',
    isNameOwn: false,
    description: '',
    resourceGroup,
    actionGroupIds: [],
    properties: [],
    span: '6h',
  };
}

/** Frequency and window as near to the present ones as the kind of threshold allows. */
export function withFittingTimes(fields: AlertFields): AlertFields {
  const frequencies = frequenciesFor(fields.kind);
  const frequencyInSeconds = frequencies.includes(fields.frequencyInSeconds)
    ? fields.frequencyInSeconds
    : (frequencies[0] ?? fields.frequencyInSeconds);
  const windows = windowsFor(fields.kind, frequencyInSeconds);
  const windowInSeconds = windows.includes(fields.windowInSeconds)
    ? fields.windowInSeconds
    : (windows.find((window) => window >= fields.windowInSeconds) ?? windows.at(-1) ?? fields.windowInSeconds);
  return { ...fields, frequencyInSeconds, windowInSeconds };
}

/** The number that a text is, with a point for decimals; NaN when it is none. */
export function readNumber(text: string): number {
  const trimmed = text.trim();
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?$/i.test(trimmed) ? Number(trimmed) : Number.NaN;
}

/** The rule that the form describes. */
export function draftOf(
  fields: AlertFields,
  targets: readonly AlertFormTarget[],
  metric: MetricDefinition | undefined,
): MetricAlertDraft {
  return {
    scopes: targets.map(({ id }) => id),
    region: targets[0]?.region ?? '',
    resourceGroup: fields.resourceGroup.trim(),
    name: fields.name,
    description: fields.description,
    severity: fields.severity,
    autoMitigate: fields.autoMitigate,
    metricName: metric?.name ?? '',
    metricNamespace: metric?.namespace ?? '',
    aggregation: fields.aggregation,
    dimensions: fields.dimensions,
    threshold:
      fields.kind === 'static'
        ? { kind: 'static', operator: fields.operator, value: readNumber(fields.threshold) }
        : {
            kind: 'dynamic',
            operator: fields.dynamicOperator,
            sensitivity: fields.sensitivity,
            failing: fields.failing,
            periods: fields.periods,
          },
    frequencyInSeconds: fields.frequencyInSeconds,
    windowInSeconds: fields.windowInSeconds,
    actions: fields.actionGroupIds.map((actionGroupId) => ({ actionGroupId, properties: fields.properties })),
  };
}

/** The series that a rule with these dimensions watches. Names of dimensions come back in lower case. */
export function watchedSeries(
  series: readonly MetricSeries[],
  chosen: readonly DimensionChoice[],
): readonly MetricSeries[] {
  return series.filter(({ dimensions }) => {
    const values = new Map(Object.entries(dimensions).map(([name, value]) => [name.toLowerCase(), value]));
    return chosen.every(
      (each) => each.values.includes('*') || each.values.includes(values.get(each.name.toLowerCase()) ?? ''),
    );
  });
}

/** Reads what this page has kept; undefined when it is another form's. Members of other types are dropped. */
export function readKeptFields(stored: unknown, formKey: string, first: AlertFields): AlertFields | undefined {
  const { formKey: key, fields } = asRecord(stored);
  if (key !== formKey) {
    return undefined;
  }
  const kept = asRecord(fields);
  const simple = Object.entries(first).flatMap(([name, value]) =>
    typeof value === typeof kept[name] && typeof value !== 'object' ? [[name, kept[name]] as const] : [],
  );
  return {
    ...first,
    ...(Object.fromEntries(simple) as Partial<AlertFields>),
    dimensions: asArray(kept['dimensions']).map((each) => ({
      name: asString(asRecord(each)['name']) ?? '',
      values: texts(asRecord(each)['values']),
    })),
    actionGroupIds: texts(kept['actionGroupIds']),
    properties: asArray(kept['properties']).map((each) => ({
      name: asString(asRecord(each)['name']) ?? '',
      value: asString(asRecord(each)['value']) ?? '',
    })),
  };
}

function texts(value: unknown): readonly string[] {
  return asArray(value).filter((each) => typeof each === 'string');
}
