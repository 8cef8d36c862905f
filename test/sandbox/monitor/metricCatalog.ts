// Platform metrics of machines and scale sets as Azure defines them: names, units, aggregations and dimensions, the deprecated
// ones with the display names Azure gave them. Source: the supported-metrics pages of Azure Monitor.

/** How values of a metric may be put together. */
export type Aggregation = 'Average' | 'Minimum' | 'Maximum' | 'Total' | 'Count';

/** One metric of a resource type. */
export interface MetricDefinition {
  readonly name: string;
  readonly displayName: string;
  readonly unit: 'Percent' | 'Bytes' | 'BytesPerSecond' | 'Count' | 'CountPerSecond';
  readonly primary: Aggregation;
  readonly description: string;
  readonly dimensions: readonly string[];
}

/** Every aggregation but `None`, which Azure lists too. */
export const aggregations: readonly Aggregation[] = ['Average', 'Minimum', 'Maximum', 'Total', 'Count'];

type Row = readonly [
  name: string,
  unit: MetricDefinition['unit'],
  primary: Aggregation,
  description: string,
  options?: { readonly displayName?: string; readonly dimensions?: readonly string[] },
];

const lun = { dimensions: ['LUN'] };

const rows: readonly Row[] = [
  [
    'Percentage CPU',
    'Percent',
    'Average',
    'The percentage of allocated compute units that are currently in use by the Virtual Machine(s)',
  ],
  [
    'Network In',
    'Bytes',
    'Total',
    'The number of billable bytes received on all network interfaces by the Virtual Machine(s) (Incoming Traffic) (Deprecated)',
    { displayName: 'Network In Billable (Deprecated)' },
  ],
  [
    'Network Out',
    'Bytes',
    'Total',
    'The number of billable bytes out on all network interfaces by the Virtual Machine(s) (Outgoing Traffic) (Deprecated)',
    { displayName: 'Network Out Billable (Deprecated)' },
  ],
  [
    'Network In Total',
    'Bytes',
    'Total',
    'The number of bytes received on all network interfaces by the Virtual Machine(s) (Incoming Traffic)',
  ],
  [
    'Network Out Total',
    'Bytes',
    'Total',
    'The number of bytes out on all network interfaces by the Virtual Machine(s) (Outgoing Traffic)',
  ],
  ['Disk Read Bytes', 'Bytes', 'Total', 'Bytes read from disk during monitoring period'],
  ['Disk Write Bytes', 'Bytes', 'Total', 'Bytes written to disk during monitoring period'],
  ['Disk Read Operations/Sec', 'CountPerSecond', 'Average', 'Disk Read IOPS'],
  ['Disk Write Operations/Sec', 'CountPerSecond', 'Average', 'Disk Write IOPS'],
  [
    'CPU Credits Remaining',
    'Count',
    'Average',
    'Total number of credits available to burst. Only available on B-series burstable VMs',
  ],
  [
    'CPU Credits Consumed',
    'Count',
    'Average',
    'Total number of credits consumed by the Virtual Machine. Only available on B-series burstable VMs',
  ],
  [
    'Data Disk Read Bytes/sec',
    'BytesPerSecond',
    'Average',
    'Bytes/Sec read from a single disk during monitoring period',
    lun,
  ],
  [
    'Data Disk Write Bytes/sec',
    'BytesPerSecond',
    'Average',
    'Bytes/Sec written to a single disk during monitoring period',
    lun,
  ],
  ['Data Disk Queue Depth', 'Count', 'Average', 'Data Disk Queue Depth(or Queue Length)', lun],
  [
    'OS Disk Read Bytes/sec',
    'BytesPerSecond',
    'Average',
    'Bytes/Sec read from a single disk during monitoring period for OS disk',
  ],
  [
    'OS Disk Write Bytes/sec',
    'BytesPerSecond',
    'Average',
    'Bytes/Sec written to a single disk during monitoring period for OS disk',
  ],
  ['OS Disk Queue Depth', 'Count', 'Average', 'OS Disk Queue Depth(or Queue Length)'],
  [
    'Inbound Flows',
    'Count',
    'Average',
    'Inbound Flows are number of current flows in the inbound direction (traffic going into the VM)',
  ],
  [
    'Outbound Flows',
    'Count',
    'Average',
    'Outbound Flows are number of current flows in the outbound direction (traffic going out of the VM)',
  ],
  [
    'Inbound Flows Maximum Creation Rate',
    'CountPerSecond',
    'Average',
    'The maximum creation rate of inbound flows (traffic going into the VM)',
  ],
  [
    'Outbound Flows Maximum Creation Rate',
    'CountPerSecond',
    'Average',
    'The maximum creation rate of outbound flows (traffic going out of the VM)',
  ],
  ['VM Cached IOPS Consumed Percentage', 'Percent', 'Average', 'Percentage of cached disk IOPS consumed by the VM'],
  ['VM Uncached IOPS Consumed Percentage', 'Percent', 'Average', 'Percentage of uncached disk IOPS consumed by the VM'],
  [
    'Available Memory Bytes',
    'Bytes',
    'Average',
    'Amount of physical memory, in bytes, immediately available for allocation to a process or for system use in the Virtual Machine',
    { displayName: 'Available Memory Bytes (Preview)' },
  ],
  [
    'VmAvailabilityMetric',
    'Count',
    'Average',
    'Measure of Availability of Virtual machines over time.',
    { displayName: 'VM Availability Metric (Preview)', dimensions: ['Context'] },
  ],
];

const machineType = 'microsoft.compute/virtualmachines';
const scaleSetType = 'microsoft.compute/virtualmachinescalesets';

/** Metrics of a resource type in any case; empty for a type without. */
export function definitionsOf(resourceType: string): readonly MetricDefinition[] {
  const type = resourceType.toLowerCase();
  if (type !== machineType && type !== scaleSetType) {
    return [];
  }
  const ofAll = type === scaleSetType ? ['VMName'] : [];
  return rows.map(([name, unit, primary, description, options]) => ({
    name,
    displayName: options?.displayName ?? name,
    unit,
    primary,
    description,
    dimensions: [...(options?.dimensions ?? []), ...ofAll],
  }));
}

/** A metric of a resource type by its name in any case. */
export function definitionOf(resourceType: string, name: string): MetricDefinition | undefined {
  return definitionsOf(resourceType).find((one) => one.name.toLowerCase() === name.toLowerCase());
}
