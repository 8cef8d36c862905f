// Metrics of machines and scale sets: definitions, namespaces and values. Errors of values are flat, without the envelope
// that every other error of ARM has.

import type { ArmContext } from '../../armContext.ts';
import { resourceNotFound } from '../../armError.ts';
import type { Resource } from '../../armState.ts';
import { parseResourceId } from '../../resourceId.ts';
import type { ArmAnswer, ArmRequest, Route } from '../../route.ts';
import { grains } from '../../../monitor/duration.ts';
import type { MetricDefinition } from '../../../monitor/metricCatalog.ts';
import { aggregations, definitionsOf } from '../../../monitor/metricCatalog.ts';
import { MetricQueryError, readMetricQuery } from './metricQuery.ts';
import { toMetric } from './metricAnswer.ts';

const namespace = 'Microsoft.Insights';

/** Routes of metrics, below any resource. */
export function metricRoutes(context: ArmContext): Route[] {
  const route = (
    name: string,
    versions: readonly string[],
    answer: (request: ArmRequest, resource: Resource) => ArmAnswer,
  ): Route => ({
    method: 'GET',
    path: `/{*scope}/providers/${namespace}/${name}`,
    type: `${namespace}/${name}`,
    versions,
    action: `${namespace}/${name}/read`,
    handle: (request) => answer(request, find(context, request)),
  });
  const versions = ['2024-02-01', '2023-10-01', '2021-05-01', '2019-07-01', '2018-01-01'];
  return [
    route('metricDefinitions', versions, (_, resource) => ({
      status: 200,
      body: { value: definitionsOf(resource.type).map((one) => toDefinition(resource, one)) },
    })),
    route('metricNamespaces', ['2024-02-01', '2018-01-01', '2017-12-01-preview'], (_, resource) => ({
      status: 200,
      body: {
        value: [
          {
            id: `${resource.id}/providers/microsoft.insights/metricNamespaces/${resource.type.replace('/', '-')}`,
            type: 'Microsoft.Insights/metricNamespaces',
            name: resource.type,
            classification: 'Platform',
            properties: { metricNamespaceName: resource.type },
          },
        ],
      },
    })),
    route('metrics', versions, (request, resource) => answerMetrics(context, request, resource)),
  ];
}

function find(context: ArmContext, request: ArmRequest): Resource {
  const id = `/${request.params['scope']}`;
  const resource = context.state.get(id);
  if (resource === undefined) {
    const parsed = parseResourceId(id);
    throw resourceNotFound(parsed?.type ?? '', parsed?.name ?? id, parsed?.resourceGroup ?? '');
  }
  return resource;
}

function toDefinition(resource: Resource, definition: MetricDefinition): unknown {
  const { name, displayName, unit, primary, description, dimensions } = definition;
  return {
    id: `${resource.id}/providers/microsoft.insights/metricdefinitions/${name}`,
    resourceId: resource.id,
    namespace: resource.type,
    name: { value: name, localizedValue: displayName },
    displayDescription: description,
    isDimensionRequired: false,
    unit,
    primaryAggregationType: primary,
    supportedAggregationTypes: ['None', ...aggregations],
    metricAvailabilities: grains.map((timeGrain) => ({ timeGrain, retention: 'P93D' })),
    ...(dimensions.length === 0 ? {} : { dimensions: dimensions.map((one) => ({ value: one, localizedValue: one })) }),
  };
}

function answerMetrics(context: ArmContext, request: ArmRequest, resource: Resource): ArmAnswer {
  try {
    const query = readMetricQuery(request.query, resource.type, context.clock.now());
    return {
      status: 200,
      body: {
        cost: query.metrics.length * Math.max(0, Math.round((query.to - query.from) / 60_000) - 1),
        timespan: `${toTime(query.from)}/${toTime(query.to)}`,
        interval: query.interval,
        namespace: resource.type,
        resourceregion: resource.location,
        value: query.metrics.map((definition) => toMetric(context, resource, definition, query)),
      },
    };
  } catch (error) {
    if (error instanceof MetricQueryError) {
      return { status: 400, body: { code: 'BadRequest', message: error.message } };
    }
    throw error;
  }
}

function toTime(at: number): string {
  return new Date(at).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
