// What alerts need of Azure Monitor, as narrow ports; the adapters implement them, tests use fakes.

import type { ActionGroup, ReceiverResult } from '../../domain/alert/actionGroup.ts';
import type { AlertRule } from '../../domain/alert/alertRule.ts';
import type { AlertChange, FiredAlert, SettableState } from '../../domain/alert/firedAlert.ts';
import type { MetricAggregation, MetricDefinition, MetricSeries } from '../../domain/alert/metric.ts';
import type { CallOptions } from '../azure/ports.ts';

/** How rules are listed. */
export interface ListAlertRulesOptions extends CallOptions {
  /**
   * Rules come from three lists, of which a person may be allowed to read some. With this, a list that fails is told of here, and the
   * rules of the others are given; without it, and where all fail, the listing rejects.
   */
  readonly onFailure?: (error: unknown) => void;
}

/** What there is of alerts in one subscription. */
export interface AlertInventory {
  listAlertRules(options?: ListAlertRulesOptions): Promise<readonly AlertRule[]>;
  listActionGroups(options?: CallOptions): Promise<readonly ActionGroup[]>;
  /** Alerts of the last 30 days, the newest first. */
  listFiredAlerts(options?: CallOptions): Promise<readonly FiredAlert[]>;
}

/** One alert. */
export interface AlertHistory {
  /** The alert as the service gives it, with its context. */
  getFiredAlert(alertId: string, options?: CallOptions): Promise<unknown>;
  /** What happened to it, the newest first. */
  listChanges(alertId: string, options?: CallOptions): Promise<readonly AlertChange[]>;
  setState(alertId: string, state: SettableState, options?: CallOptions): Promise<void>;
}

/** A resource as JSON, with the tag of its version where the service gives one. */
export interface ResourceDocument {
  readonly value: unknown;
  readonly etag?: string;
}

/** Changes rules and action groups. Rejects with what the service says, as UserError. */
export interface AlertRuleWork {
  getDocument(id: string, options?: CallOptions): Promise<ResourceDocument>;
  /** Writes a whole resource. @param etag when given, the service refuses a version that is not this one any more */
  putDocument(
    id: string,
    value: unknown,
    options?: CallOptions & { readonly etag?: string },
  ): Promise<ResourceDocument>;
  setEnabled(id: string, isEnabled: boolean, options?: CallOptions): Promise<void>;
  delete(id: string, options?: CallOptions): Promise<void>;
  /**
   * Lets a group call its receivers with a made-up alert, and waits for how each fared.
   * @param alertType a kind of alert as the service calls it, e.g. `metricstaticthreshold`
   */
  testActionGroup(groupId: string, alertType: string, options?: CallOptions): Promise<readonly ReceiverResult[]>;
}

/** What a metric is read for. */
export interface ReadMetricOptions extends CallOptions {
  readonly metricName: string;
  readonly namespace?: string;
  readonly aggregation: MetricAggregation;
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
  readonly grainInSeconds: number;
  /** Dimensions to tell apart. */
  readonly dimensions?: readonly string[];
}

/** The metrics of resources. */
export interface MetricSource {
  listDefinitions(resourceId: string, options?: CallOptions): Promise<readonly MetricDefinition[]>;
  readMetric(resourceId: string, options: ReadMetricOptions): Promise<readonly MetricSeries[]>;
}
