// The common alert schema (Azure Monitor, azureMonitorCommonAlertSchema): essentials, and a context that each signal fills its own way.

import { resourceName } from '../arm/resourceId.ts';
import {
  budgetCriterion,
  conditionDetails,
  criteriaOf,
  logCriterion,
  logCriterionNames,
  prometheusCriterion,
  windowOf,
} from './alertCriteria.ts';
import type { AlertCriterion, AlertPayload } from './alertPayload.ts';
import { flattenPart } from './flattenPayload.ts';
import { defined } from './payloadPart.ts';
import type { PayloadPart } from './payloadPart.ts';
import { categoryNamedIn, categoryOf, isAzureId, momentOf, severityOf, signalOf, TargetList } from './payloadWords.ts';

/** What an essentials part tells that has no place of its own in a payload, in lower case. */
const knownEssentials: ReadonlySet<string> = new Set([
  'alertid',
  'alertrule',
  'alertruleid',
  'severity',
  'signaltype',
  'monitorcondition',
  'monitoringservice',
  'alerttargetids',
  'fireddatetime',
  'resolveddatetime',
  'description',
  'essentialsversion',
  'alertcontextversion',
]);

const knownData: ReadonlySet<string> = new Set(['schemaid', 'essentials', 'alertcontext', 'customproperties']);

/** Reads a payload. Fields that Azure leaves null in some alerts (rule, severity, signal, targets of budgets) may be absent. */
export function readCommonPayload(payload: PayloadPart, data: PayloadPart): Omit<AlertPayload, 'problems'> {
  const essentials = data.part('essentials');
  if (!data.has('essentials')) {
    data.note('missing', 'essentials');
  }
  const context = data.part('alertContext');
  const service = essentials.text('monitoringService');
  const signal = signalOf(essentials, 'signalType', service);
  const rule = essentials.text('alertRule');
  const isActivityLog = signal === 'activityLog';
  return {
    schema: 'common',
    moment: data.has('essentials') ? momentOf(essentials, 'monitorCondition') : 'unknown',
    signal,
    ...defined({
      alertId: essentials.text('alertId'),
      ruleName: rule === undefined ? undefined : isAzureId(rule) ? resourceName(rule) : rule,
      ruleId: essentials.text('alertRuleID') ?? (rule !== undefined && isAzureId(rule) ? rule : undefined),
      description: essentials.text('description'),
      severity: severityOf(essentials, 'severity'),
      monitoringService: service,
      category: isActivityLog ? commonCategory(context, service) : undefined,
      firedAt: essentials.time('firedDateTime'),
      resolvedAt: essentials.time('resolvedDateTime'),
      window:
        windowOf(context.part('condition'), 'windowStartTime', 'windowEndTime') ??
        windowOf(context, 'SearchIntervalStartTimeUtc', 'SearchIntervalEndtimeUtc'),
    }),
    targets: targetsOf(essentials, context),
    criteria: isActivityLog ? [] : contextCriteria(context),
    properties: propertiesOf(payload, data, isActivityLog ? undefined : context),
    details: [
      ...(isActivityLog ? [] : conditionDetails(context.part('condition'))),
      ...flattenPart(context, contextNames(isActivityLog)),
      ...flattenPart(essentials, knownEssentials),
      ...flattenPart(data, knownData),
    ],
  };
}

function commonCategory(context: PayloadPart, service: string | undefined): string | undefined {
  return (
    categoryOf(context.text('eventSource')) ??
    categoryNamedIn(service) ??
    categoryNamedIn(context.text('operationName'))
  );
}

function targetsOf(essentials: PayloadPart, context: PayloadPart): readonly string[] {
  return new TargetList()
    .addAll(essentials, 'alertTargetIDs')
    .addIds(context, 'resourceId')
    .addIds(context, 'AffectedConfigurationItems')
    .addIds(context.part('properties'), 'resourceName')
    .addIds(context.part('AlertData'), 'Scope').targets;
}

function contextCriteria(context: PayloadPart): readonly AlertCriterion[] {
  if (context.has('condition')) {
    return criteriaOf(context.part('condition'));
  }
  if (context.has('SearchQuery')) {
    return [logCriterion(context)];
  }
  if (context.has('expression')) {
    return [prometheusCriterion(context)];
  }
  return context.has('AlertData') ? [budgetCriterion(context.part('AlertData'))] : [];
}

/** Custom properties of the rule; those of the older place, `alertContext.properties`, too where they are not the event's own. */
function propertiesOf(
  payload: PayloadPart,
  data: PayloadPart,
  context: PayloadPart | undefined,
): AlertPayload['properties'] {
  const all = [
    ...flattenPart(data.part('customProperties')),
    ...flattenPart(payload.part('customProperties')),
    ...(context === undefined ? [] : flattenPart(context.part('properties'))),
  ];
  return all.filter(({ name }, at) => all.findIndex((other) => other.name === name) === at);
}

/** Members of the context that are read elsewhere, in lower case. */
function contextNames(isActivityLog: boolean): ReadonlySet<string> {
  return isActivityLog
    ? new Set()
    : new Set([
        'properties',
        'condition',
        'expression',
        'expressionvalue',
        'labels',
        'for',
        'interval',
        ...logCriterionNames,
      ]);
}
