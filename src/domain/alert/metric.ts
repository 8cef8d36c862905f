// Metrics of a resource: what can be measured, and the values of some time, for choosing a threshold against what really happens.

/** How the values of a grain become one. */
export type MetricAggregation = 'Average' | 'Minimum' | 'Maximum' | 'Total' | 'Count';

/** The aggregations, in the order in which they are offered. */
export const metricAggregations: readonly MetricAggregation[] = ['Average', 'Minimum', 'Maximum', 'Total', 'Count'];

/** What can be measured (Microsoft.Insights/metricDefinitions). */
export interface MetricDefinition {
  /** The name that rules use. */
  readonly name: string;
  readonly displayName: string;
  readonly description: string;
  readonly namespace: string;
  /** E.g. Bytes, Percent, Count, CountPerSecond: the service's own word. */
  readonly unit: string;
  readonly primaryAggregation: MetricAggregation;
  readonly aggregations: readonly MetricAggregation[];
  readonly dimensions: readonly string[];
}

/** A value of one grain; absent where nothing was measured. */
export interface MetricPoint {
  /** Milliseconds since 1970: the beginning of the grain. */
  readonly at: number;
  readonly value?: number;
}

/** The values of a metric, of one combination of dimensions. */
export interface MetricSeries {
  /** Values of the dimensions that were asked for, by name. */
  readonly dimensions: Readonly<Record<string, string>>;
  readonly points: readonly MetricPoint[];
}
