// Metrics of virtual machines that a person watches to catch traffic, each with an aggregation and a threshold to begin with. Any
// other metric can be put into the parameters of the project.

/** A metric of Microsoft.Compute/virtualMachines with a grain of one minute (azure-monitor-docs, supported metrics). */
export interface AlertMetric {
  readonly name: string;
  readonly timeAggregation: 'Average' | 'Maximum' | 'Total';
  readonly unit: 'bytes' | 'count' | 'countPerSecond' | 'percent';
  /** Proposed threshold, over five minutes. */
  readonly threshold: number;
}

/** Those that are offered, the usual one first. */
export const alertMetrics: readonly AlertMetric[] = [
  { name: 'Network Out Total', timeAggregation: 'Total', unit: 'bytes', threshold: 1_000_000_000 },
  { name: 'Network In Total', timeAggregation: 'Total', unit: 'bytes', threshold: 1_000_000_000 },
  { name: 'Outbound Flows', timeAggregation: 'Average', unit: 'count', threshold: 10_000 },
  { name: 'Inbound Flows', timeAggregation: 'Average', unit: 'count', threshold: 10_000 },
  {
    name: 'Outbound Flows Maximum Creation Rate',
    timeAggregation: 'Maximum',
    unit: 'countPerSecond',
    threshold: 500,
  },
  { name: 'Percentage CPU', timeAggregation: 'Average', unit: 'percent', threshold: 90 },
];

/** A threshold as typed; undefined for what is no whole number of at most 15 digits, which is what the template takes. */
export function readThreshold(text: string): number | undefined {
  const digits = text.trim().replaceAll(/[_\s]/g, '');
  return /^\d{1,15}$/.test(digits) ? Number(digits) : undefined;
}
