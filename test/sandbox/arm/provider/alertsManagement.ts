// Microsoft.AlertsManagement/alerts: alerts that fired, with filters and pages, their history and the state users give them.

import type { ArmContext } from '../armContext.ts';
import { ArmError, badRequest } from '../armError.ts';
import type { Resource } from '../armState.ts';
import { answerPage } from '../paging.ts';
import type { ArmAnswer, ArmRequest, Route } from '../route.ts';
import { alertStates, alertType as type } from '../../monitor/alertBook.ts';
import { asRecord, asText, isSame, isWithin } from '../../monitor/read.ts';

const versions = ['2024-01-01-preview', '2023-07-12-preview', '2019-05-05-preview', '2019-03-01', '2018-05-05'];
const dayInMs = 86_400_000;
const ranges: Readonly<Record<string, number>> = {
  '1h': dayInMs / 24,
  '1d': dayInMs,
  '7d': 7 * dayInMs,
  '30d': 30 * dayInMs,
};
/** Filters by a member of the essentials. */
const filters = [
  'targetResourceType',
  'targetResourceGroup',
  'monitorService',
  'monitorCondition',
  'severity',
  'alertState',
  'smartGroupId',
] as const;

/** Routes of alerts; a scope is a subscription, a group or a resource. */
export function alertsManagementRoutes(context: ArmContext): Route[] {
  const path = `/{*scope}/providers/${type}`;
  const read = { method: 'GET', type, versions, action: `${type}/read` } as const;
  return [
    { ...read, path, handle: (request) => list(context, request) },
    {
      ...read,
      path: `${path}/{alertId}`,
      handle: (request) => ({ status: 200, body: toBody(context, find(context, request), true) }),
    },
    {
      ...read,
      path: `${path}/{alertId}/history`,
      handle: (request) => ({ status: 200, body: toHistory(context, find(context, request)) }),
    },
    {
      method: 'POST',
      path: `${path}/{alertId}/changestate`,
      type,
      versions,
      action: `${type}/changestate/action`,
      handle: (request) => changeState(context, request),
    },
  ];
}

function list(context: ArmContext, request: ArmRequest): ArmAnswer {
  const { query } = request;
  const range = query.get('timeRange') ?? '1d';
  const length = ranges[range];
  if (length === undefined) {
    throw badRequest(
      'BadRequest',
      `The time range '${range}' is invalid. Valid ones: ${Object.keys(ranges).join(', ')}.`,
    );
  }
  const scope = `/${request.params['scope']}`;
  const from = context.clock.now() - length;
  const alerts = context.state
    .list({ type })
    .filter((alert) => isWanted(alert, { query, scope, from }))
    .toSorted((left, right) => startOf(right) - startOf(left));
  const hasContext = isSame(query.get('includeContext') ?? '', 'true');
  return answerPage(context, request, alerts, (alert) => toBody(context, alert, hasContext));
}

function isWanted(
  alert: Resource,
  { query, scope, from }: { readonly query: URLSearchParams; readonly scope: string; readonly from: number },
): boolean {
  const essentials = asRecord(alert.properties['essentials']);
  const fits = (name: string, isFit: (own: string, wanted: string) => boolean): boolean => {
    const wanted = query.get(name);
    return wanted === null || wanted === '' || isFit(asText(essentials[name]), wanted);
  };
  return (
    isWithin(alert.id, scope) &&
    startOf(alert) >= from &&
    fits('targetResource', isSame) &&
    // A rule may be named by its id or by its name alone.
    fits('alertRule', (own, wanted) => isSame(own, wanted) || isSame(own.split('/').at(-1) ?? '', wanted)) &&
    filters.every((name) => fits(name, isSame))
  );
}

function startOf(alert: Resource): number {
  return Date.parse(asText(asRecord(alert.properties['essentials'])['startDateTime']));
}

function find(context: ArmContext, request: ArmRequest): Resource {
  const id = request.params['alertId'] ?? '';
  const alert = context.monitor.book.find(id);
  if (alert === undefined || !isWithin(alert.id, `/${request.params['scope']}`)) {
    throw new ArmError({ status: 404, code: 'NotFound', message: `The alert '${id}' was not found.` });
  }
  return alert;
}

function toBody(_: ArmContext, alert: Resource, hasContext: boolean): unknown {
  const { context, ...properties } = alert.properties;
  const rule = asText(asRecord(properties['essentials'])['alertRule']);
  return {
    properties: { ...properties, ...(hasContext ? { context } : {}) },
    id: alert.id,
    type,
    // Not the GUID at the end of the id, but the name of the rule.
    name: rule.split('/').at(-1) ?? alert.name,
  };
}

function toHistory(context: ArmContext, alert: Resource): unknown {
  return {
    id: `${alert.id}/history/default`,
    type: `${type}/history`,
    name: 'History',
    properties: { alertId: alert.name, modifications: context.monitor.book.historyOf(alert).toReversed() },
  };
}

function changeState(context: ArmContext, request: ArmRequest): ArmAnswer {
  const alert = find(context, request);
  const wanted = request.query.get('newState') ?? '';
  const state = alertStates.find((one) => isSame(one, wanted));
  if (state === undefined) {
    throw badRequest('BadRequest', `The state '${wanted}' is invalid. Valid ones: ${alertStates.join(', ')}.`);
  }
  const comments = asText(asRecord(request.body)['comments']);
  context.monitor.book.setState(alert, state, { at: context.clock.now(), by: request.account.username, comments });
  return { status: 200, body: toBody(context, alert, true) };
}
