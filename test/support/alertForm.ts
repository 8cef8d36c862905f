// Stand-ins for what the form of a metric alert works with: a machine with three metrics, an action group, measurements of some hours.

import type { MetricDefinition, MetricPoint } from '../../src/domain/alert/metric.ts';
import type { DimensionChoice, MetricAlertDraft } from '../../src/domain/alert/metricAlertDraft.ts';
import { metricAlertId } from '../../src/domain/alert/metricAlertDraft.ts';
import type { AlertFormPorts } from '../../src/host/alertForm/alertFormPorts.ts';
import type {
  AlertFormGround,
  AlertFormTarget,
  HistoryQuestion,
  MetricHistory,
} from '../../src/protocol/alertFormContract.ts';
import { machineId } from './captures.ts';

/** A good rule: more than 500,000 bytes out in five minutes. */
export function makeAlertDraft(parts: Partial<MetricAlertDraft> = {}): MetricAlertDraft {
  return {
    scopes: [machineId],
    region: 'westeurope',
    resourceGroup: 'rg',
    name: 'Busy',
    description: '',
    severity: 2,
    autoMitigate: true,
    metricName: 'Network Out Total',
    metricNamespace: 'Microsoft.Compute/virtualMachines',
    aggregation: 'Total',
    dimensions: [],
    threshold: { kind: 'static', operator: 'GreaterThan', value: 500_000 },
    frequencyInSeconds: 60,
    windowInSeconds: 300,
    actions: [],
    ...parts,
  };
}

/** The group that can be called. */
export const formGroupId = machineId.replace(
  /\/providers\/.*$/,
  '/providers/Microsoft.Insights/actionGroups/ag-captures',
);

const namespace = 'Microsoft.Compute/virtualMachines';
const end = Date.UTC(2026, 4, 4, 12);
const lengths = { '1h': 60, '6h': 360, '24h': 1440, '7d': 10_080 } as const;

/** A day's wave with a peak of a quarter of an hour, in steps of a grain. */
function wave(from: number, to: number, grainInSeconds: number): readonly MetricPoint[] {
  const grainInMs = grainInSeconds * 1000;
  return Array.from({ length: Math.max(0, Math.round((to - from) / grainInMs)) }, (_, index) => {
    const at = from + index * grainInMs;
    const minute = at / 60_000;
    const isPeak = end - at <= 50 * 60_000 && end - at > 35 * 60_000;
    return {
      at,
      value: Math.round(40_000 + 15_000 * Math.sin(minute / 40) + 4000 * Math.sin(minute) + (isPeak ? 90_000 : 0)),
    };
  });
}

/** The ports. Everything can be replaced by a test. */
export class StandInAlertFormPorts implements AlertFormPorts {
  targets: readonly AlertFormTarget[] = [{ id: machineId, name: 'web-1', region: 'westeurope' }];
  metrics: readonly MetricDefinition[] = [
    {
      name: 'Data Disk Queue Depth',
      displayName: 'Data Disk Queue Depth',
      description: 'Data Disk Queue Depth(or Queue Length)',
      namespace,
      unit: 'Count',
      primaryAggregation: 'Average',
      aggregations: ['Average', 'Maximum'],
      dimensions: ['LUN'],
    },
    {
      name: 'Network Out Total',
      displayName: 'Network Out Total',
      description: 'The number of bytes out on all network interfaces by the Virtual Machine(s) (Outgoing Traffic)',
      namespace,
      unit: 'Bytes',
      primaryAggregation: 'Total',
      aggregations: ['Average', 'Minimum', 'Maximum', 'Total', 'Count'],
      dimensions: [],
    },
    {
      name: 'Percentage CPU',
      displayName: 'Percentage CPU',
      description: 'The percentage of allocated compute units that are currently in use',
      namespace,
      unit: 'Percent',
      primaryAggregation: 'Average',
      aggregations: ['Average'],
      dimensions: [],
    },
  ];
  ground: AlertFormGround = {
    actionGroups: [
      { id: formGroupId, name: 'ag-captures', resourceGroup: 'rg', receivers: ['function', 'vscode'], isEnabled: true },
    ],
    ruleIds: [],
    resourceGroups: ['rg', 'rg-monitor'],
  };
  readonly questions: HistoryQuestion[] = [];
  readonly created: MetricAlertDraft[] = [];
  /** What is done before a call is answered, by its name; a failure is the call's. */
  readonly before = new Map<string, () => Promise<unknown>>();
  /** Points of a series; undefined for a machine that was off. */
  pointsOf: (from: number, to: number, grainInSeconds: number) => readonly MetricPoint[] = wave;

  async listMetrics(): Promise<readonly MetricDefinition[]> {
    await this.before.get('listMetrics')?.();
    return this.metrics;
  }

  async readGround(): Promise<AlertFormGround> {
    await this.before.get('readGround')?.();
    return this.ground;
  }

  async listDimensionValues({
    dimensions,
  }: {
    readonly dimensions: readonly string[];
  }): Promise<readonly DimensionChoice[]> {
    await this.before.get('listDimensionValues')?.();
    return dimensions.map((name) => ({ name, values: ['0', '1'] }));
  }

  async readHistory(question: HistoryQuestion): Promise<MetricHistory> {
    this.questions.push(question);
    await this.before.get('readHistory')?.();
    const grainInSeconds = question.span === '7d' ? 300 : 60;
    const from = end - lengths[question.span] * 60_000;
    const points = this.pointsOf(from - question.leadInSeconds * 1000, end, grainInSeconds);
    const [dimension] = question.dimensions;
    return {
      from,
      to: end,
      grainInSeconds,
      series:
        dimension === undefined
          ? [{ dimensions: {}, points }]
          : ['0', '1'].map((value) => ({ dimensions: { [dimension.toLowerCase()]: value }, points })),
    };
  }

  async create(draft: MetricAlertDraft): Promise<string> {
    await this.before.get('create')?.();
    this.created.push(draft);
    return metricAlertId(draft);
  }
}
