// The query of a request for metric values: names, time, interval, aggregations and the filter for dimensions.

import { minutesOf, grains } from '../../../monitor/duration.ts';
import type { Aggregation, MetricDefinition } from '../../../monitor/metricCatalog.ts';
import { aggregations, definitionsOf } from '../../../monitor/metricCatalog.ts';
import type { Dimension } from '../../../monitor/metricValues.ts';
import { isSame } from '../../../monitor/read.ts';

/** What was asked. Times are milliseconds since 1970. */
export interface MetricQuery {
  readonly metrics: readonly MetricDefinition[];
  readonly from: number;
  readonly to: number;
  /** As it is answered, e.g. PT5M. */
  readonly interval: string;
  readonly intervalInMs: number;
  /** Undefined asks for the primary one of each metric. */
  readonly aggregations: readonly Aggregation[] | undefined;
  /** Dimensions that make lines of their own. */
  readonly split: readonly string[];
  /** Whether a line is wanted. */
  readonly isWanted: (dimensions: readonly Dimension[]) => boolean;
}

/** A query that Azure refuses with a flat 400. */
export class MetricQueryError extends Error {}

const hourInMs = 3_600_000;
const mostPoints = 11_000;

/** @throws MetricQueryError */
export function readMetricQuery(query: URLSearchParams, resourceType: string, now: number): MetricQuery {
  const { from, to } = readTimespan(query.get('timespan'), now);
  const { interval, intervalInMs } = readInterval(query.get('interval'), to - from);
  if ((to - from) / intervalInMs > mostPoints) {
    throw new MetricQueryError('The requested time range and interval give too many data points.');
  }
  const metrics = readNames(query.get('metricnames'), resourceType);
  return {
    metrics,
    // Points begin at whole intervals.
    from: intervalInMs >= to - from ? from : Math.floor(from / intervalInMs) * intervalInMs,
    to,
    interval,
    intervalInMs,
    aggregations: readAggregations(query.get('aggregation')),
    ...readFilter(query.get('$filter'), metrics),
  };
}

function readTimespan(given: string | null, now: number): { readonly from: number; readonly to: number } {
  if (given === null || given === '') {
    return { from: now - hourInMs, to: now };
  }
  const minutes = minutesOf(given);
  if (minutes !== undefined) {
    return { from: now - minutes * 60_000, to: now };
  }
  // A plus sign that was not escaped arrives as a space.
  const [from, to] = given.split('/').map((part) => Date.parse(part.trim().replace(' ', '+')));
  if (from === undefined || to === undefined || Number.isNaN(from) || Number.isNaN(to)) {
    throw new MetricQueryError(`Invalid time interval input: ${given}.`);
  }
  if (from >= to) {
    throw new MetricQueryError(
      `Start time and end time cannot have reversed order: start time: ${new Date(from).toISOString()}, end time: ${new Date(to).toISOString()}.`,
    );
  }
  return { from, to };
}

function readInterval(
  given: string | null,
  spanInMs: number,
): { readonly interval: string; readonly intervalInMs: number } {
  if (given !== null && isSame(given, 'FULL')) {
    return { interval: 'FULL', intervalInMs: spanInMs };
  }
  const wanted = given === null || given === '' ? 'PT1M' : given.toUpperCase();
  const interval = grains.find((grain) => grain === wanted || minutesOf(grain) === minutesOf(wanted));
  if (interval === undefined) {
    throw new MetricQueryError(
      `Detected invalid time grain input. Details: ${given}. Valid time grains: ${grains.join(',')}.`,
    );
  }
  return { interval, intervalInMs: (minutesOf(interval) ?? 1) * 60_000 };
}

function readNames(given: string | null, resourceType: string): readonly MetricDefinition[] {
  const all = definitionsOf(resourceType);
  const names = (given ?? '').split(',').filter((name) => name !== '');
  if (names.length === 0) {
    return all.slice(0, 1);
  }
  if (names.length > 20) {
    throw new MetricQueryError('Requested metrics count must not be more than 20.');
  }
  return names.map((name) => {
    // A comma within a name is written as %2 by clients that follow the documentation.
    const found = all.find((one) => isSame(one.name, name.replaceAll('%2', ',')));
    if (found === undefined) {
      const [provider, ...type] = resourceType.split('/');
      throw new MetricQueryError(
        `Failed to find metric configuration for provider: ${provider}, resource Type: ${type.join('/')}, metric: ${name}, Valid metrics: ${all.map((one) => one.name).join(',')}`,
      );
    }
    return found;
  });
}

function readAggregations(given: string | null): readonly Aggregation[] | undefined {
  if (given === null || given === '') {
    return undefined;
  }
  return given.split(',').map((name) => {
    const found = aggregations.find((one) => isSame(one, name.trim()));
    if (found === undefined) {
      throw new MetricQueryError(`Invalid aggregation type: ${name}. Valid types: None,${aggregations.join(',')}.`);
    }
    return found;
  });
}

/** `A eq 'x' or A eq 'y'` and `B eq '*'`, joined by `and`; parentheses are of no account then. */
function readFilter(
  given: string | null,
  metrics: readonly MetricDefinition[],
): Pick<MetricQuery, 'split' | 'isWanted'> {
  if (given === null || given.trim() === '') {
    return { split: [], isWanted: () => true };
  }
  const leaves = [...given.matchAll(/([\w /]+?)\s+(eq|ne|sw)\s+'([^']*)'/gi)].map(
    ([, name = '', operator = '', value = '']) => ({
      name: name.trim().replace(/^(?:and|or)\s+/i, ''),
      operator: operator.toLowerCase(),
      value,
    }),
  );
  const unknown = leaves.find(({ name }) =>
    metrics.some(({ dimensions }) => !dimensions.some((one) => isSame(one, name))),
  );
  if (leaves.length === 0 || unknown !== undefined) {
    throw new MetricQueryError(
      leaves.length === 0
        ? `The filter expression is not valid: ${given}`
        : `Metric: ${metrics[0]?.name} does not support requested dimension combination: ${unknown?.name.toLowerCase()}, supported ones are: ${metrics[0]?.dimensions.join(',').toLowerCase()}.`,
    );
  }
  const split = [...new Set(leaves.map(({ name }) => name))];
  const fits = (own: string, { operator, value }: (typeof leaves)[number]): boolean =>
    value === '*' ||
    (operator === 'ne'
      ? !isSame(own, value)
      : operator === 'sw'
        ? own.toLowerCase().startsWith(value.toLowerCase())
        : isSame(own, value));
  return {
    split,
    isWanted: (dimensions) =>
      split.every((name) => {
        const own = dimensions.find((one) => isSame(one.name, name))?.value ?? '';
        const about = leaves.filter((leaf) => leaf.name === name);
        return about.some((leaf) => leaf.operator === 'ne')
          ? about.every((leaf) => fits(own, leaf))
          : about.some((leaf) => fits(own, leaf));
      }),
  };
}
