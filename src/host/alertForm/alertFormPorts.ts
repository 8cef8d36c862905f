// What the form of a metric alert works with in a subscription: metrics and their history, what there is of rules and groups, and the
// creation itself.

import type { SubscriptionServices } from '../../app/azure/subscriptionServices.ts';
import { createAlertResource } from '../../app/alert/createAlert.ts';
import type { Clock } from '../../base/clock.ts';
import type { MetricDefinition, MetricSeries } from '../../domain/alert/metric.ts';
import { metricAlertBody, metricAlertId } from '../../domain/alert/metricAlertDraft.ts';
import type { DimensionChoice, MetricAlertDraft } from '../../domain/alert/metricAlertDraft.ts';
import { parseResourceId } from '../../domain/arm/resourceId.ts';
import type {
  AlertFormGround,
  AlertFormTarget,
  DimensionQuestion,
  HistoryQuestion,
  HistorySpan,
  MetricHistory,
} from '../../protocol/alertFormContract.ts';

/** The ports of one form. Each rejects with a UserError, or as cancelled by its signal, which also ends with the form. */
export interface AlertFormPorts {
  readonly targets: readonly AlertFormTarget[];
  readonly listMetrics: (abortSignal: AbortSignal) => Promise<readonly MetricDefinition[]>;
  readonly readGround: (abortSignal: AbortSignal) => Promise<AlertFormGround>;
  readonly listDimensionValues: (
    question: DimensionQuestion,
    abortSignal: AbortSignal,
  ) => Promise<readonly DimensionChoice[]>;
  readonly readHistory: (question: HistoryQuestion, abortSignal: AbortSignal) => Promise<MetricHistory>;
  /** @returns the id of the rule */
  readonly create: (draft: MetricAlertDraft, abortSignal: AbortSignal) => Promise<string>;
}

const spans: Readonly<Record<HistorySpan, { readonly seconds: number; readonly grainInSeconds: number }>> = {
  '1h': { seconds: 3600, grainInSeconds: 60 },
  '6h': { seconds: 6 * 3600, grainInSeconds: 60 },
  '24h': { seconds: 24 * 3600, grainInSeconds: 60 },
  '7d': { seconds: 7 * 24 * 3600, grainInSeconds: 300 },
};

/** Makes the ports. */
export function alertFormPorts(
  { alerts, metrics, inventory }: Pick<SubscriptionServices, 'alerts' | 'metrics' | 'inventory'>,
  clock: Clock,
  targets: readonly AlertFormTarget[],
): AlertFormPorts {
  const [first] = targets;
  const id = first?.id ?? '';
  return {
    targets,
    listMetrics: (abortSignal) => metrics.listDefinitions(id, { abortSignal }),
    readGround: async (abortSignal) => {
      const [rules, groups, machines, scaleSets] = await Promise.all([
        alerts.listAlertRules({ abortSignal }),
        alerts.listActionGroups({ abortSignal }),
        inventory.listVirtualMachines({ abortSignal }),
        inventory.listScaleSets({ abortSignal }),
      ]);
      return {
        ruleIds: rules.filter(({ kind }) => kind === 'metric').map((rule) => rule.id),
        actionGroups: groups.map((group) => ({
          id: group.id,
          name: group.name,
          resourceGroup: groupOf(group.id),
          receivers: group.receivers.map(({ name }) => name),
          isEnabled: group.isEnabled,
        })),
        resourceGroups: resourceGroupsOf([...targets, ...machines, ...scaleSets, ...rules, ...groups]),
      };
    },
    listDimensionValues: async ({ metricName, metricNamespace, aggregation, dimensions }, abortSignal) => {
      const to = clock.now();
      const series = await metrics.readMetric(id, {
        metricName,
        namespace: metricNamespace,
        aggregation,
        from: to - 24 * 3600 * 1000,
        to,
        grainInSeconds: 3600,
        dimensions,
        abortSignal,
      });
      return dimensions.map((name) => ({ name, values: valuesOf(series, name) }));
    },
    readHistory: async (question, abortSignal) => {
      const { seconds, grainInSeconds } = spans[question.span];
      const grainInMs = grainInSeconds * 1000;
      const to = Math.floor(clock.now() / grainInMs) * grainInMs;
      const from = to - seconds * 1000;
      const leadInMs = Math.ceil((question.leadInSeconds * 1000) / grainInMs) * grainInMs;
      const series = await metrics.readMetric(id, {
        metricName: question.metricName,
        namespace: question.metricNamespace,
        aggregation: question.aggregation,
        from: from - leadInMs,
        to,
        grainInSeconds,
        dimensions: question.dimensions,
        abortSignal,
      });
      return { from, to, grainInSeconds, series };
    },
    create: async (draft, abortSignal) => {
      const ruleId = metricAlertId(draft);
      await createAlertResource(alerts, { id: ruleId, value: metricAlertBody(draft) }, { abortSignal });
      return ruleId;
    },
  };
}

/** The values of one dimension, each once. Names come back in lower case. */
function valuesOf(series: readonly MetricSeries[], name: string): readonly string[] {
  const values = series.flatMap(({ dimensions }) =>
    Object.entries(dimensions)
      .filter(([key]) => key.toLowerCase() === name.toLowerCase())
      .map(([, value]) => value),
  );
  return Array.from(new Set(values)).toSorted((a, b) => a.localeCompare(b));
}

/** Resource groups that ids name, each once, in order. */
export function resourceGroupsOf(resources: readonly { readonly id: string }[]): readonly string[] {
  const byKey = new Map<string, string>();
  for (const { id } of resources) {
    const name = groupOf(id);
    if (name !== '' && !byKey.has(name.toLowerCase())) {
      byKey.set(name.toLowerCase(), name);
    }
  }
  return Array.from(byKey.values()).toSorted((a, b) => a.localeCompare(b));
}

function groupOf(id: string): string {
  return parseResourceId(id)?.resourceGroup ?? '';
}
