// Microsoft.Insights/metricAlerts: read, written, patched, deleted, and their status as the engine sees it.

import type { ArmContext } from '../../armContext.ts';
import type { Resource } from '../../armState.ts';
import type { ArmAnswer, ArmRequest, Route } from '../../route.ts';
import { getResource, readRoutes, resourcePath, toCommonBody } from '../../trackedResource.ts';
import type { TargetStatus } from '../../../monitor/metricEngine.ts';
import { metricAlertType as type } from '../../../monitor/metricEngine.ts';
import { asRecord } from '../../../monitor/read.ts';
import { checkMetricAlert } from './metricAlertCheck.ts';
import { patch, readGiven, remove, write } from './ruleStore.ts';

const versions = ['2026-01-01', '2024-03-01-preview', '2018-03-01'];

/** Routes of metric alerts. */
export function metricAlertRoutes(context: ArmContext): Route[] {
  const path = resourcePath(type);
  const common = { type, versions };
  return [
    ...readRoutes(context, common),
    {
      ...common,
      method: 'GET',
      path: `${path}/status`,
      action: `${type}/status/read`,
      handle: (request) => ({ status: 200, body: { value: toStatuses(context, getResource(context, type, request)) } }),
    },
    {
      ...common,
      method: 'GET',
      path: `${path}/status/{statusName}`,
      action: `${type}/status/read`,
      handle: (request) => {
        const all = toStatuses(context, getResource(context, type, request));
        return { status: 200, body: { value: all.filter(({ name }) => name === request.params['statusName']) } };
      },
    },
    { ...common, method: 'PUT', path, action: `${type}/write`, handle: (request) => put(context, request) },
    { ...common, method: 'PATCH', path, action: `${type}/write`, handle: (request) => change(context, request) },
    {
      ...common,
      method: 'DELETE',
      path,
      action: `${type}/delete`,
      handle: (request) => remove(context, request, type),
    },
  ];
}

function put(context: ArmContext, request: ArmRequest): ArmAnswer {
  const given = readGiven(request);
  checkMetricAlert(context, given.properties);
  const properties = { autoMitigate: true, ...given.properties };
  // New or not, the answer is a 200.
  return { ...write(context, request, { ...given, type, properties }), status: 200 };
}

function change(context: ArmContext, request: ArmRequest): ArmAnswer {
  const rule = getResource(context, type, request);
  const { enabled: _, ...others } = asRecord(asRecord(request.body)['properties']);
  if (Object.keys(others).length > 0) {
    // A rule can be switched off whatever became of its target; anything else must make a whole.
    checkMetricAlert(context, { ...rule.properties, ...others });
  }
  return { status: 200, body: toCommonBody(patch(context, request, type)) };
}

interface Status {
  readonly name: string;
  readonly [other: string]: unknown;
}

function toStatuses(context: ArmContext, rule: Resource): readonly Status[] {
  const evaluated = context.monitor.engine.statusesOf(rule);
  return (evaluated.length > 0 ? evaluated : plannedOf(context, rule)).map(({ resourceId, dimensions, status, at }) => {
    const parts: (readonly [string, string])[] = [
      ['resourceId', resourceId],
      ...dimensions.map(({ name, value }) => [name, value] as const),
    ];
    // The name of a status really is base64 of what it is about.
    const name = Buffer.from(parts.map(([key, value]) => `${key}=${value}`).join('&')).toString('base64');
    return {
      id: `${rule.id}/status/${name}`,
      name,
      type: `${type}/status`,
      properties: {
        dimensions: Object.fromEntries(parts),
        status,
        timestamp: new Date(at).toISOString(),
      },
    };
  });
}

/** What the estate says, until the rule is evaluated for the first time. */
function plannedOf(context: ArmContext, rule: Resource): readonly TargetStatus[] {
  const planned = (rule.hidden['statuses'] ?? []) as readonly Pick<TargetStatus, 'resourceId' | 'status'>[];
  return planned.map((one) => ({ ...one, dimensions: [], at: context.clock.now() }));
}
