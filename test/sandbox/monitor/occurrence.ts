// One alert at one moment: what payloads, the list of alerts and the log of deliveries are made of.

import type { Resource } from '../arm/armState.ts';
import type { ActivityEvent } from './activityEvent.ts';
import type { CriterionResult } from './evaluate.ts';
import type { Dimension } from './metricValues.ts';

/** Why an alert came up. Times are milliseconds since 1970. */
export type Signal =
  | {
      readonly kind: 'metric';
      readonly from: number;
      readonly to: number;
      readonly results: readonly CriterionResult[];
      readonly dimensions: readonly Dimension[];
    }
  | { readonly kind: 'activityLog'; readonly event: ActivityEvent }
  | { readonly kind: 'log'; readonly from: number; readonly to: number; readonly value: number };

/** An alert as it is told to receivers. */
export interface Occurrence {
  readonly rule: Resource;
  /** GUID of the alert, the same when it resolves. */
  readonly alertId: string;
  /** What it is about; undefined for events without a resource. */
  readonly target: Resource | { readonly id: string; readonly name: string } | undefined;
  readonly moment: 'Fired' | 'Resolved';
  readonly firedAt: number;
  readonly resolvedAt?: number;
  readonly signal: Signal;
}

/** Severity of a rule, 0 to 4; activity log alerts have none and count as 4. */
export function severityOf(rule: Resource): number {
  const severity = rule.properties['severity'];
  return typeof severity === 'number' ? severity : 4;
}
