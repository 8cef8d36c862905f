// Microsoft.Insights: metric alerts with their status, activity log alerts, log alerts and action groups, read only
// except that a metric alert can be switched on and off.

import type { ArmContext } from '../armContext.ts';
import { badRequest } from '../armError.ts';
import type { Resource } from '../armState.ts';
import type { ArmRequest, Route } from '../route.ts';
import { getResource, readRoutes, resourcePath, toCommonBody } from '../trackedResource.ts';

const metricAlerts = 'Microsoft.Insights/metricAlerts';
const metricAlertVersions = ['2026-01-01', '2024-03-01-preview', '2018-03-01'];

/** Routes of alert rules and action groups. */
export function monitorRoutes(context: ArmContext): Route[] {
  const metricAlert = { type: metricAlerts, versions: metricAlertVersions };
  return [
    ...readRoutes(context, metricAlert),
    {
      ...metricAlert,
      method: 'GET',
      path: `${resourcePath(metricAlerts)}/status`,
      action: `${metricAlerts}/status/read`,
      handle: (request) => ({
        status: 200,
        body: { value: toStatuses(context, getResource(context, metricAlerts, request)) },
      }),
    },
    {
      ...metricAlert,
      method: 'PATCH',
      path: resourcePath(metricAlerts),
      action: `${metricAlerts}/write`,
      handle: (request) => ({ status: 200, body: patchRule(getResource(context, metricAlerts, request), request) }),
    },
    ...readRoutes(context, {
      type: 'Microsoft.Insights/activityLogAlerts',
      versions: ['2023-01-01-preview', '2020-10-01', '2017-04-01'],
    }),
    ...readRoutes(context, {
      type: 'Microsoft.Insights/scheduledQueryRules',
      versions: ['2025-01-01-preview', '2023-12-01', '2023-03-15-preview', '2022-06-15', '2021-08-01'],
    }),
    ...readRoutes(context, {
      type: 'Microsoft.Insights/actionGroups',
      versions: ['2024-10-01-preview', '2023-09-01-preview', '2023-01-01', '2022-06-01', '2021-09-01'],
    }),
  ];
}

function toStatuses(context: ArmContext, rule: Resource): unknown[] {
  const statuses = rule.hidden['statuses'] as readonly { readonly resourceId: string; readonly status: string }[];
  return statuses.map(({ resourceId, status }) => {
    // The name of a status really is base64 of what it is about.
    const name = Buffer.from(`resourceId=${resourceId}`).toString('base64');
    return {
      id: `${rule.id}/status/${name}`,
      name,
      type: `${metricAlerts}/status`,
      properties: { dimensions: { resourceId }, status, timestamp: new Date(context.clock.now()).toISOString() },
    };
  });
}

function patchRule(rule: Resource, request: ArmRequest): unknown {
  const given = (request.body as { readonly properties?: Record<string, unknown> } | undefined)?.properties;
  if (given === undefined || (given['enabled'] !== undefined && typeof given['enabled'] !== 'boolean')) {
    throw badRequest('BadRequest', 'The request body of a metric alert patch needs properties; enabled is a boolean.');
  }
  rule.properties = { ...rule.properties, ...given };
  return toCommonBody(rule);
}
