// The schemas that came before the common one: of metric alerts (AzureMonitorMetricAlert), of activity log alerts
// (Microsoft.Insights/activityLogs), of classic metric alerts and of log alerts v1.

import {
  conditionDetails,
  criteriaOf,
  dimensionsOf,
  logCriterion,
  logCriterionNames,
  windowOf,
} from './alertCriteria.ts';
import type { AlertCriterion, AlertPayload } from './alertPayload.ts';
import { flattenPart } from './flattenPayload.ts';
import { defined } from './payloadPart.ts';
import type { PayloadPart } from './payloadPart.ts';
import { categoryNamedIn, categoryOf, momentOf, severityOf, TargetList } from './payloadWords.ts';

const metricNames: ReadonlySet<string> = new Set([
  'timestamp',
  'id',
  'name',
  'description',
  'severity',
  'condition',
  'resourceid',
]);

/** Reads the payload of a metric alert: `data.status`, `data.context`, `data.properties`. */
export function readMetricPayload(data: PayloadPart): Omit<AlertPayload, 'problems'> {
  const context = data.part('context');
  if (!data.has('context')) {
    data.note('missing', 'context');
  }
  const condition = context.part('condition');
  return {
    schema: 'metric',
    ...momentAndTime(data, 'status', context.time('timestamp')),
    signal: 'metric',
    ...ruleOf(context),
    ...defined({
      severity: severityOf(context, 'severity'),
      window: windowOf(condition, 'windowStartTime', 'windowEndTime'),
    }),
    targets: new TargetList().addAll(context, 'resourceId').targets,
    criteria: criteriaOf(condition),
    properties: flattenPart(data.part('properties')),
    details: [...conditionDetails(condition), ...flattenPart(context, metricNames)],
  };
}

const classicCriterionNames: ReadonlySet<string> = new Set([
  'metricname',
  'metricvalue',
  'threshold',
  'timeaggregation',
  'operator',
]);

/** Reads the payload of a classic alert: `status` and `context` stand at the top. Metrics and thresholds are texts. */
export function readClassicPayload(payload: PayloadPart): Omit<AlertPayload, 'problems'> {
  const context = payload.part('context');
  const condition = context.part('condition');
  const isEvent = context.text('conditionType')?.toLowerCase() === 'event';
  return {
    schema: 'classicMetric',
    ...momentAndTime(payload, 'status', context.time('timestamp')),
    signal: isEvent ? 'activityLog' : 'metric',
    ...ruleOf(context),
    ...defined({ severity: severityOf(context, 'severity') }),
    targets: new TargetList().addAll(context, 'resourceId').targets,
    criteria: context.has('condition') && !isEvent ? [classicCriterion(condition)] : [],
    properties: flattenPart(payload.part('properties')),
    details: flattenPart(
      context,
      isEvent ? new Set([...metricNames].filter((name) => name !== 'condition')) : metricNames,
    ),
  };
}

function classicCriterion(condition: PayloadPart): AlertCriterion {
  return {
    ...defined({
      metricName: condition.text('metricName'),
      aggregation: condition.text('timeAggregation'),
      operator: condition.text('operator'),
      threshold: condition.text('threshold'),
      value: condition.text('metricValue'),
    }),
    dimensions: dimensionsOf(condition, 'dimensions'),
    details: flattenPart(condition, classicCriterionNames),
  };
}

const eventNames: ReadonlySet<string> = new Set(['description']);

/** Reads the payload of an activity log alert: the event stands in `data.context.activityLog`, its own properties within. */
export function readActivityLogPayload(data: PayloadPart): Omit<AlertPayload, 'problems'> {
  const context = data.part('context');
  const event = context.part('activityLog');
  if (!context.has('activityLog')) {
    context.note('missing', 'activityLog');
  }
  const category = categoryOf(event.text('eventSource')) ?? categoryNamedIn(event.text('operationName'));
  if (category === undefined && context.has('activityLog')) {
    event.note(event.has('eventSource') ? 'unreadable' : 'missing', 'eventSource');
  }
  return {
    schema: 'activityLog',
    ...momentAndTime(data, 'status', event.time('eventTimestamp') ?? event.time('submissionTimestamp')),
    signal: 'activityLog',
    ...ruleOf(context),
    ...defined({ description: event.text('description'), category }),
    targets: new TargetList()
      .addAll(event, 'resourceId')
      .addIds(event.part('properties'), 'resourceName')
      .addIds(event.part('authorization'), 'scope').targets,
    criteria: [],
    properties: flattenPart(data.part('properties')),
    details: flattenPart(event, eventNames),
  };
}

const logNames: ReadonlySet<string> = new Set(['alertrulename', 'description', 'severity', ...logCriterionNames]);

/** Reads the payload of a log alert v1. It names no time of its own: the end of what was searched stands for it. */
export function readLogPayload(payload: PayloadPart): Omit<AlertPayload, 'problems'> {
  const window = windowOf(payload, 'SearchIntervalStartTimeUtc', 'SearchIntervalEndtimeUtc');
  return {
    schema: 'logV1',
    // The schema has no resolved form.
    moment: 'fired',
    signal: 'log',
    ...defined({
      ruleName: payload.text('AlertRuleName'),
      description: payload.text('Description'),
      severity: severityOf(payload, 'Severity'),
      firedAt: payload.time('SearchIntervalEndtimeUtc'),
      window,
    }),
    targets: new TargetList().addAll(payload, 'ResourceId').addIds(payload, 'AffectedConfigurationItems').targets,
    criteria: [logCriterion(payload)],
    properties: [],
    details: flattenPart(payload, logNames),
  };
}

function ruleOf(context: PayloadPart): Partial<Pick<AlertPayload, 'ruleName' | 'ruleId' | 'description'>> {
  return defined({
    ruleName: context.text('name'),
    ruleId: context.text('id'),
    description: context.text('description'),
  });
}

/** One time is told: of the beginning when the alert begins, of the end when it is over. */
function momentAndTime(
  part: PayloadPart,
  name: string,
  time: number | undefined,
): Pick<AlertPayload, 'moment'> & Partial<Pick<AlertPayload, 'firedAt' | 'resolvedAt'>> {
  const moment = momentOf(part, name);
  return { moment, ...defined(moment === 'resolved' ? { resolvedAt: time } : { firedAt: time }) };
}
