// Microsoft.Insights/activityLogAlerts, and the log search alerts beside them, which may be switched and deleted only.

import type { ArmContext } from '../../armContext.ts';
import { badRequest } from '../../armError.ts';
import type { ArmAnswer, ArmRequest, Route } from '../../route.ts';
import { readRoutes, resourcePath, toCommonBody } from '../../trackedResource.ts';
import { activityAlertType } from '../../../monitor/activityLog.ts';
import { logAlertType } from '../../../monitor/manualAlert.ts';
import { actionsOf } from '../../../monitor/metricRule.ts';
import { asList, asRecord, asText, member } from '../../../monitor/read.ts';
import type { Resource } from '../../armState.ts';
import { checkGroups, patch, readGiven, remove, write } from './ruleStore.ts';

const activityVersions = ['2026-01-01', '2023-01-01-preview', '2020-10-01', '2017-04-01'];
const logVersions = ['2025-01-01-preview', '2023-12-01', '2023-03-15-preview', '2022-06-15', '2021-08-01'];

/** Routes of activity log alerts and log search alerts. */
export function activityLogAlertRoutes(context: ArmContext): Route[] {
  return [
    ...switchRoutes(context, activityAlertType, activityVersions),
    {
      type: activityAlertType,
      versions: activityVersions,
      method: 'PUT',
      path: resourcePath(activityAlertType),
      action: `${activityAlertType}/write`,
      handle: (request) => put(context, request),
    },
    ...switchRoutes(context, logAlertType, logVersions),
  ];
}

function switchRoutes(context: ArmContext, type: string, versions: readonly string[]): Route[] {
  const common = { type, versions, path: resourcePath(type) };
  return [
    ...readRoutes(context, common),
    {
      ...common,
      method: 'PATCH',
      action: `${type}/write`,
      handle: (request) => ({ status: 200, body: toCommonBody(patch(context, request, type)) }),
    },
    { ...common, method: 'DELETE', action: `${type}/delete`, handle: (request) => remove(context, request, type) },
  ];
}

function put(context: ArmContext, request: ArmRequest): ArmAnswer {
  const given = readGiven(request);
  const { properties } = given;
  const scopes = asList(properties['scopes']).map(asText);
  if (scopes.length === 0 || scopes.some((scope) => !/^\/subscriptions\/[^/]+/i.test(scope))) {
    throw badRequest('InvalidScopes', 'The alert rule needs scopes: subscriptions, resource groups or resources.');
  }
  const condition = asList(member(asRecord(properties['condition']), 'allOf')).map(asRecord);
  checkCondition(condition);
  checkGroups(
    context,
    actionsOf({ properties } as unknown as Resource).map(({ groupId }) => groupId),
  );
  return write(context, request, {
    ...given,
    type: activityAlertType,
    properties: { ...properties, enabled: properties['enabled'] ?? true },
  });
}

function checkCondition(condition: readonly Readonly<Record<string, unknown>>[]): void {
  if (!condition.some((one) => /^category$/i.test(asText(one['field'])))) {
    throw badRequest('InvalidCondition', "The condition needs a leaf for the field 'category'.");
  }
  for (const one of condition) {
    const leaves = Array.isArray(one['anyOf']) ? asList(one['anyOf']).map(asRecord) : [one];
    const isGood = leaves.every(
      (leaf) =>
        asText(leaf['field']) !== '' && (typeof leaf['equals'] === 'string' || Array.isArray(leaf['containsAny'])),
    );
    if (!isGood || leaves.length === 0) {
      throw badRequest(
        'InvalidCondition',
        "A leaf of the condition needs 'field' and either 'equals' or 'containsAny'.",
      );
    }
  }
}
