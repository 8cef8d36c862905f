// Azure Monitor's JSON of rules, groups, alerts and metrics as values of the domain. Names come in any letter case, values may be absent.

import { asArray, asNumber, asRecord, asString, at } from '../../base/json.ts';
import { addressHost, receiverKinds } from '../../domain/alert/actionGroup.ts';
import type { ActionGroup, Receiver, ReceiverKind, ReceiverResult } from '../../domain/alert/actionGroup.ts';
import { alertRuleKindOf } from '../../domain/alert/alertRule.ts';
import type { AlertRule } from '../../domain/alert/alertRule.ts';
import type { AlertChange, FiredAlert, FiredAlertMoment, FiredAlertState } from '../../domain/alert/firedAlert.ts';
import { parseIsoDuration } from '../../domain/alert/isoDuration.ts';
import { metricAggregations } from '../../domain/alert/metric.ts';
import type { MetricAggregation, MetricDefinition, MetricPoint, MetricSeries } from '../../domain/alert/metric.ts';
import { parseResourceId, resourceName } from '../../domain/arm/resourceId.ts';
import { conditionText } from './alertCondition.ts';

/** A rule; undefined for resources of other types. @param type the resource's type, where the value does not name it */
export function toAlertRule(value: unknown, type?: string): AlertRule | undefined {
  const kind = alertRuleKindOf(type ?? asString(at(value, 'type')) ?? '');
  if (kind === undefined) {
    return undefined;
  }
  const properties = asRecord(at(value, 'properties'));
  const actions = properties['actions'];
  // Metric alerts have a list of actions, activity log alerts an object with `actionGroups`, log search alerts a list of ids.
  const groups = [...asArray(actions), ...asArray(at(actions, 'actionGroups'))];
  const id = asString(at(value, 'id')) ?? '';
  return {
    id,
    name: asString(at(value, 'name')) ?? resourceName(id),
    kind,
    isEnabled: properties['enabled'] !== false,
    ...defined({
      severity: asNumber(properties['severity']),
      description: asString(properties['description']) || undefined,
      frequencyInSeconds: parseIsoDuration(asString(properties['evaluationFrequency']) ?? ''),
      windowInSeconds: parseIsoDuration(asString(properties['windowSize']) ?? ''),
    }),
    scopes: asArray(properties['scopes']).flatMap((scope) => asString(scope) ?? []),
    actionGroupIds: distinct(groups.flatMap((group) => asString(at(group, 'actionGroupId')) ?? asString(group) ?? [])),
    condition: conditionText(kind, properties),
  };
}

/** Ids without repeats, in whatever letter case they come. */
function distinct(ids: readonly string[]): readonly string[] {
  return Array.from(new Map(ids.toReversed().map((id) => [id.toLowerCase(), id])).values()).toReversed();
}

/** A group with its receivers. */
export function toActionGroup(value: unknown): ActionGroup {
  const properties = asRecord(at(value, 'properties'));
  const id = asString(at(value, 'id')) ?? '';
  return {
    id,
    name: asString(at(value, 'name')) ?? resourceName(id),
    shortName: asString(properties['groupShortName']) ?? '',
    isEnabled: properties['enabled'] !== false,
    receivers: receiverKinds.flatMap((kind) =>
      asArray(properties[`${kind}Receivers`]).map((each) => toReceiver(kind, asRecord(each))),
    ),
  };
}

function toReceiver(kind: ReceiverKind, value: Readonly<Record<string, unknown>>): Receiver {
  const schema = value['useCommonAlertSchema'];
  return {
    kind,
    name: asString(value['name']) ?? '',
    target: targetOf(kind, value),
    ...(typeof schema === 'boolean' ? { usesCommonSchema: schema } : {}),
    ...(value['useAadAuth'] === true ? { isSecure: true } : {}),
  };
}

/** Addresses of webhooks, Functions and logic apps hold keys: only their host, or the resource behind them, is told. */
function targetOf(kind: ReceiverKind, value: Readonly<Record<string, unknown>>): string {
  const text = (name: string): string => asString(value[name]) ?? '';
  switch (kind) {
    case 'webhook':
      return addressHost(text('serviceUri'));
    case 'azureFunction':
      return [resourceName(text('functionAppResourceId')), text('functionName')].filter(Boolean).join('/');
    case 'automationRunbook':
      return [resourceName(text('automationAccountId')), text('runbookName')].filter(Boolean).join('/');
    case 'logicApp':
      return resourceName(text('resourceId'));
    case 'eventHub':
      return [text('eventHubNameSpace'), text('eventHubName')].filter(Boolean).join('/');
    case 'email':
    case 'azureAppPush':
      return text('emailAddress');
    case 'sms':
    case 'voice':
      return [text('countryCode'), text('phoneNumber')].filter(Boolean).join(' ');
    case 'armRole':
      return text('roleId');
    case 'itsm':
    case 'incident':
      return '';
  }
}

/** An alert (Microsoft.AlertsManagement/alerts 2019-03-01, essentials). */
export function toFiredAlert(value: unknown): FiredAlert {
  const essentials = asRecord(at(value, 'properties', 'essentials'));
  const text = (name: string): string | undefined => asString(essentials[name]) || undefined;
  const rule = text('alertRule');
  const id = alertIdOf(asString(at(value, 'id')) ?? '');
  const severity = /^Sev([0-4])$/i.exec(text('severity') ?? '')?.[1];
  return {
    id,
    name: asString(at(value, 'name')) ?? rule ?? resourceName(id),
    ruleName: rule === undefined ? '' : resourceName(rule),
    moment: momentOf(text('monitorCondition')),
    state: stateOf(text('alertState')),
    ...defined({
      ruleId: rule !== undefined && parseResourceId(rule) !== undefined ? rule : undefined,
      severity: severity === undefined ? undefined : Number(severity),
      targetId: text('targetResource'),
      firedAt: timeOf(essentials['startDateTime']),
      resolvedAt: timeOf(essentials['monitorConditionResolvedDateTime']),
    }),
  };
}

/** Lists give ids below the resource an alert is about; the one below the subscription is the same alert, and always there. */
function alertIdOf(id: string): string {
  const [, subscriptionId] = /^\/subscriptions\/([^/]+)\//i.exec(id) ?? [];
  return subscriptionId === undefined
    ? id
    : `/subscriptions/${subscriptionId}/providers/Microsoft.AlertsManagement/alerts/${id.split('/').at(-1) ?? ''}`;
}

function momentOf(text: string | undefined): FiredAlertMoment {
  const word = text?.toLowerCase();
  return word === 'fired' || word === 'resolved' ? word : 'unknown';
}

function stateOf(text: string | undefined): FiredAlertState {
  const word = text?.toLowerCase();
  return word === 'new' || word === 'acknowledged' || word === 'closed' ? word : 'unknown';
}

/** The history of an alert (alerts/{id}/history). */
export function toAlertChanges(value: unknown): readonly AlertChange[] {
  return asArray(at(value, 'properties', 'modifications'))
    .map((each) => {
      const record = asRecord(each);
      return {
        event: asString(record['modificationEvent']) ?? '',
        ...defined({
          from: asString(record['oldValue']) || undefined,
          to: asString(record['newValue']) || undefined,
          by: asString(record['modifiedBy']) || undefined,
          comment: asString(record['comments']) || undefined,
          at: timeOf(record['modifiedAt']),
        }),
      };
    })
    .toSorted((a, b) => (b.at ?? 0) - (a.at ?? 0));
}

/** How the receivers of a tested group fared; undefined while that is not known of all. */
export function toReceiverResults(value: unknown): readonly ReceiverResult[] | undefined {
  const state = (asString(at(value, 'state')) ?? '').toLowerCase();
  if (!/^(?:complete|completed|succeeded|failed)$/.test(state)) {
    return undefined;
  }
  return asArray(at(value, 'actionDetails')).map((each) => {
    const record = asRecord(each);
    const text = (name: string): string => asString(record[name]) ?? asString(record[lowerFirst(name)]) ?? '';
    return {
      mechanism: text('MechanismType'),
      name: text('Name'),
      status: text('Status'),
      detail: [text('SubState'), text('Detail')].filter((part) => part !== '' && part !== 'Default').join(': '),
    };
  });
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}

/** What can be measured; the service's deprecated metrics are marked in their display names and left out. */
export function toMetricDefinition(value: unknown): MetricDefinition | undefined {
  const name = asString(at(value, 'name', 'value'));
  const displayName = asString(at(value, 'name', 'localizedValue')) ?? name;
  if (name === undefined || displayName === undefined || /\bdeprecated\b/i.test(displayName)) {
    return undefined;
  }
  const aggregations = asArray(at(value, 'supportedAggregationTypes')).flatMap((each) => aggregationOf(each) ?? []);
  const primary = aggregationOf(at(value, 'primaryAggregationType')) ?? aggregations[0] ?? 'Average';
  return {
    name,
    displayName,
    description: asString(at(value, 'displayDescription')) ?? '',
    namespace: asString(at(value, 'namespace')) ?? '',
    unit: asString(at(value, 'unit')) ?? '',
    primaryAggregation: primary,
    aggregations: aggregations.length === 0 ? [primary] : aggregations,
    dimensions: asArray(at(value, 'dimensions')).flatMap((each) => asString(at(each, 'value')) ?? []),
  };
}

function aggregationOf(value: unknown): MetricAggregation | undefined {
  const text = asString(value)?.toLowerCase();
  return metricAggregations.find((each) => each.toLowerCase() === text);
}

/** The series of an answer (Microsoft.Insights/metrics). A grain without its aggregation has no value. */
export function toMetricSeries(answer: unknown, aggregation: MetricAggregation): readonly MetricSeries[] {
  const name = aggregation.toLowerCase();
  return asArray(at(asArray(at(answer, 'value'))[0], 'timeseries')).map((series) => ({
    dimensions: Object.fromEntries(
      asArray(at(series, 'metadatavalues')).flatMap((each) => {
        const dimension = asString(at(each, 'name', 'value'));
        return dimension === undefined ? [] : [[dimension, asString(at(each, 'value')) ?? '']];
      }),
    ),
    points: asArray(at(series, 'data')).flatMap((point): MetricPoint[] => {
      const time = timeOf(at(point, 'timeStamp'));
      const number = asNumber(at(point, name));
      return time === undefined ? [] : [{ at: time, ...(number === undefined ? {} : { value: number }) }];
    }),
  }));
}

/** Milliseconds since 1970. */
function timeOf(value: unknown): number | undefined {
  const time = Date.parse(asString(value) ?? '');
  return Number.isNaN(time) ? undefined : time;
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Only what is there. */
function defined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as Defined<T>;
}
