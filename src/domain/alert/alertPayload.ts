// A payload of Azure Monitor as one value, whatever schema it came in. What a payload does not tell is absent, never made up;
// what it tells in a way that nobody understands is a problem with its place.

/**
 * How a payload was written: the common alert schema; the older schemas of metric, activity log, log (v1) and classic metric alerts;
 * the flat body of Microsoft's first sample of an alert-triggered capture; or none of these.
 */
export type AlertSchema = 'common' | 'metric' | 'activityLog' | 'classicMetric' | 'logV1' | 'flat' | 'unknown';

/** Whether the alert begins or is over; `unknown` when the payload does not say, e.g. of a budget. */
export type AlertMoment = 'fired' | 'resolved' | 'unknown';

/** What kind of signal raised the alert. */
export type AlertSignal = 'metric' | 'log' | 'activityLog' | 'unknown';

/** One criterion that was looked at, in the service's own terms; numbers are texts as they came, so that none loses digits. */
export interface AlertCriterion {
  readonly metricName?: string;
  readonly metricNamespace?: string;
  readonly aggregation?: string;
  readonly operator?: string;
  readonly threshold?: string;
  readonly value?: string;
  readonly dimensions: readonly AlertProperty[];
  /** Anything else that is said of it, e.g. the query of a log alert. */
  readonly details: readonly AlertProperty[];
}

/** A name and its text. */
export interface AlertProperty {
  readonly name: string;
  readonly value: string;
}

/** Something in a payload that was not understood. */
export interface PayloadProblem {
  readonly kind: 'notJson' | 'notAnObject' | 'unknownSchema' | 'missing' | 'wrongType' | 'unreadable';
  /** Where, e.g. `data.essentials.severity`; empty for the whole. */
  readonly path: string;
}

/** A payload as a value. */
export interface AlertPayload {
  readonly schema: AlertSchema;
  readonly moment: AlertMoment;
  readonly signal: AlertSignal;
  /** The id of the alert (Microsoft.AlertsManagement/alerts), as given. */
  readonly alertId?: string;
  readonly ruleName?: string;
  /** Resource id of the rule. */
  readonly ruleId?: string;
  readonly description?: string;
  /** 0 (critical) to 4 (verbose). */
  readonly severity?: number;
  /** E.g. `Platform`, `ServiceHealth`; of activity logs the category is apart. */
  readonly monitoringService?: string;
  /** Of activity log alerts: Administrative, Security, Recommendation, ServiceHealth, ResourceHealth, Policy, Autoscale, … */
  readonly category?: string;
  /** Milliseconds since 1970. */
  readonly firedAt?: number;
  readonly resolvedAt?: number;
  /** The time that was looked at, in milliseconds since 1970. */
  readonly window?: { readonly from: number; readonly to: number };
  /** Resource ids of what the alert is about, as given and in the order of their first mention, without repeats. */
  readonly targets: readonly string[];
  readonly criteria: readonly AlertCriterion[];
  /** What the rule's author added for receivers, e.g. `timeLimitInSeconds`. */
  readonly properties: readonly AlertProperty[];
  /** What else the payload tells about what happened, in its order: of activity logs above all. */
  readonly details: readonly AlertProperty[];
  readonly problems: readonly PayloadProblem[];
}
