// Alerts that rules have raised (Microsoft.AlertsManagement/alerts) as plain values, with what happened to them since.

/** Whether what raised the alert still holds. */
export type FiredAlertMoment = 'fired' | 'resolved' | 'unknown';

/** What people have said of it: the service's New, Acknowledged and Closed. */
export type FiredAlertState = 'new' | 'acknowledged' | 'closed' | 'unknown';

/** An alert. */
export interface FiredAlert {
  /** Its resource id, below the subscription or the resource it is about, as given. */
  readonly id: string;
  readonly name: string;
  /** Resource id of the rule; absent where the service gives a name alone. */
  readonly ruleId?: string;
  readonly ruleName: string;
  readonly moment: FiredAlertMoment;
  readonly state: FiredAlertState;
  /** 0 (critical) to 4 (verbose). */
  readonly severity?: number;
  /** Resource id of what it is about. */
  readonly targetId?: string;
  /** Milliseconds since 1970. */
  readonly firedAt?: number;
  readonly resolvedAt?: number;
}

/** One change of an alert, as its history tells it. */
export interface AlertChange {
  /** E.g. AlertCreated, StateChange, MonitorConditionChange, SeverityChange, ActionsTriggered: the service's own word. */
  readonly event: string;
  readonly from?: string;
  readonly to?: string;
  /** Who, where it was a person. */
  readonly by?: string;
  readonly comment?: string;
  /** Milliseconds since 1970. */
  readonly at?: number;
}

/** The state that a person can give an alert, in the service's words. */
export const settableStates = ['New', 'Acknowledged', 'Closed'] as const;

/** One of them. */
export type SettableState = (typeof settableStates)[number];

/** Ids, in lower case, of the rules of which an alert holds now that nobody has closed. */
export function firingRuleIds(alerts: readonly FiredAlert[]): ReadonlySet<string> {
  return new Set(
    alerts.flatMap(({ moment, state, ruleId }) =>
      moment === 'fired' && state !== 'closed' && ruleId !== undefined ? [ruleId.toLowerCase()] : [],
    ),
  );
}

/** True for an alert of the rule; ids come in any letter case. */
export function isOfRule({ ruleId }: FiredAlert, rule: string): boolean {
  return ruleId?.toLowerCase() === rule.toLowerCase();
}
