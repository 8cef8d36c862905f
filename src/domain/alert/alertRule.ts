// Alert rules of Azure Monitor as plain values for the tree.

import { parseResourceId } from '../arm/resourceId.ts';

/** Kinds of rules that are listed. */
export type AlertRuleKind = 'metric' | 'activityLog' | 'logSearch';

/** An alert rule (Microsoft.Insights/metricAlerts, activityLogAlerts, scheduledQueryRules). */
export interface AlertRule {
  readonly id: string;
  readonly name: string;
  readonly kind: AlertRuleKind;
  readonly isEnabled: boolean;
  /** 0 (critical) to 4 (verbose); activity log alerts have none. */
  readonly severity?: number;
  readonly description?: string;
  /** How often the rule is evaluated, and over how long a time. */
  readonly frequencyInSeconds?: number;
  readonly windowInSeconds?: number;
  /** Ids of what the rule watches. */
  readonly scopes: readonly string[];
  /** Ids of the action groups it calls. */
  readonly actionGroupIds: readonly string[];
  /** The condition in a few words, in the service's own terms. */
  readonly condition: string;
}

/** Resource types and the kind of rule each holds, in lower case. */
export function alertRuleKindOf(resourceType: string): AlertRuleKind | undefined {
  switch (resourceType.toLowerCase()) {
    case 'microsoft.insights/metricalerts':
      return 'metric';
    case 'microsoft.insights/activitylogalerts':
      return 'activityLog';
    case 'microsoft.insights/scheduledqueryrules':
      return 'logSearch';
    default:
      return undefined;
  }
}

const editableTypes: ReadonlySet<string> = new Set([
  'microsoft.insights/metricalerts',
  'microsoft.insights/activitylogalerts',
  'microsoft.insights/actiongroups',
]);

/**
 * True for the id of a rule or action group that is changed from here. Log alerts are not: they are written in many versions, and a
 * save by one would lose what the others have.
 */
export function isEditableRule(id: string): boolean {
  return editableTypes.has(parseResourceId(id)?.type.toLowerCase() ?? '');
}
