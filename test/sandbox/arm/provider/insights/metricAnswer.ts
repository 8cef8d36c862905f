// One metric as the values' answer shows it: a line for each combination of dimensions, a point for each interval. A point
// without data has its time and nothing else.

import type { ArmContext } from '../../armContext.ts';
import type { Resource } from '../../armState.ts';
import type { MetricDefinition } from '../../../monitor/metricCatalog.ts';
import type { Aggregates, Series } from '../../../monitor/metricValues.ts';
import type { MetricQuery } from './metricQuery.ts';

const minuteInMs = 60_000;

/** One entry of `value`. */
export function toMetric(
  { monitor }: ArmContext,
  resource: Resource,
  definition: MetricDefinition,
  query: MetricQuery,
): Readonly<Record<string, unknown>> {
  const { name, displayName, unit, description, primary } = definition;
  const lines = monitor.values.series(resource, definition, { split: query.split, minuteInMs });
  const wanted = query.aggregations ?? [primary];
  const names = wanted.map((one) => one.toLowerCase() as keyof Aggregates);
  return {
    id: `${resource.id}/providers/Microsoft.Insights/metrics/${name}`,
    type: 'Microsoft.Insights/metrics',
    name: { value: name, localizedValue: displayName },
    displayDescription: description,
    unit,
    timeseries: lines
      .filter(({ dimensions }) => query.isWanted(dimensions))
      .map((line) => ({
        metadatavalues: line.dimensions.map((one) => ({
          // Lower case here and nowhere else.
          name: { value: one.name.toLowerCase(), localizedValue: one.name.toLowerCase() },
          value: one.value,
        })),
        data: toPoints(line, query, names),
      })),
    errorCode: 'Success',
  };
}

function toPoints(
  line: Series,
  { from, to, intervalInMs }: MetricQuery,
  names: readonly (keyof Aggregates)[],
): unknown[] {
  const points: unknown[] = [];
  for (let at = from; at < to; at += intervalInMs) {
    const values = line.aggregate(at, at + intervalInMs);
    points.push({
      timeStamp: new Date(at).toISOString().replace(/\.\d{3}Z$/, 'Z'),
      ...(values === undefined ? {} : Object.fromEntries(names.map((name) => [name, values[name]]))),
    });
  }
  return points;
}
