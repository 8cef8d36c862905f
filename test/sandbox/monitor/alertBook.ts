// Alerts that fired, as Microsoft.AlertsManagement keeps them: resources below their target, with a history of their changes.
// Resource Graph reads the same resources.

import type { ArmState, Resource } from '../arm/armState.ts';
import { parseResourceId } from '../arm/resourceId.ts';
import type { Occurrence } from './occurrence.ts';
import { severityOf } from './occurrence.ts';
import { asRecord, asText } from './read.ts';

export const alertType = 'Microsoft.AlertsManagement/alerts';

/** What a user may say of an alert. */
export const alertStates = ['New', 'Acknowledged', 'Closed'] as const;
export type AlertState = (typeof alertStates)[number];

/** One line of an alert's history. */
export interface AlertChange {
  readonly modificationEvent: 'AlertCreated' | 'MonitorConditionChange' | 'StateChange';
  readonly oldValue: string;
  readonly newValue: string;
  readonly modifiedAt: string;
  readonly modifiedBy: string;
  readonly comments: string;
}

/** Writes alerts into the state. */
export class AlertBook {
  readonly #state: ArmState;

  constructor(state: ArmState) {
    this.#state = state;
  }

  /** Adds a new alert. */
  add(occurrence: Occurrence): Resource {
    const { rule, target, alertId, signal } = occurrence;
    const parsed = parseResourceId(target?.id ?? '');
    // What is about no resource of a group lives below its rule.
    const owner = parsed === undefined ? rule.id : (target?.id ?? rule.id);
    const at = new Date(occurrence.firedAt).toISOString();
    return this.#state.put({
      id: `${owner}/providers/${alertType}/${alertId}`,
      properties: {
        essentials: {
          severity: `Sev${severityOf(rule)}`,
          signalType: { metric: 'Metric', activityLog: 'Log', log: 'Log' }[signal.kind],
          alertState: 'New',
          monitorCondition: 'Fired',
          monitorService: monitorServiceOf(occurrence),
          targetResource: (target?.id ?? '').toLowerCase(),
          targetResourceName: target?.name.toLowerCase() ?? '',
          targetResourceGroup: parsed?.resourceGroup.toLowerCase() ?? '',
          targetResourceType: parsed?.type.split('/').slice(1).join('/').toLowerCase() ?? '',
          sourceCreatedId: alertId,
          alertRule: rule.id,
          startDateTime: at,
          lastModifiedDateTime: at,
          lastModifiedUserName: 'System',
          actionStatus: { isSuppressed: false },
          description: asText(rule.properties['description']),
        },
        context: {},
        egressConfig: {},
      },
      hidden: { history: [toChange('AlertCreated', ['', 'Fired'], { at, by: 'System' })] },
    });
  }

  /** Says that the condition is over. */
  resolve(alert: Resource, resolvedAt: number, context: unknown): void {
    const at = new Date(resolvedAt).toISOString();
    this.#change(alert, toChange('MonitorConditionChange', ['Fired', 'Resolved'], { at, by: 'System' }), {
      monitorCondition: 'Resolved',
      monitorConditionResolvedDateTime: at,
    });
    this.setContext(alert, context);
  }

  /** What the last payload told; shown on demand. */
  setContext(alert: Resource, context: unknown): void {
    alert.properties = { ...alert.properties, context };
  }

  /** What a user thinks of it. */
  setState(
    alert: Resource,
    state: AlertState,
    who: { readonly at: number; readonly by: string; readonly comments?: string },
  ): void {
    const before = asText(asRecord(alert.properties['essentials'])['alertState']);
    const at = new Date(who.at).toISOString();
    this.#change(
      alert,
      { ...toChange('StateChange', [before, state], { at, by: who.by }), comments: who.comments ?? '' },
      {
        alertState: state,
      },
    );
  }

  /** An alert by its GUID or its whole id. */
  find(idOrGuid: string): Resource | undefined {
    const guid = idOrGuid.split('/').at(-1)?.toLowerCase() ?? '';
    return this.#state.list({ type: alertType }).find(({ name }) => name.toLowerCase() === guid);
  }

  /** Changes of an alert, oldest first; of one that was there at the start, what its times tell. */
  historyOf(alert: Resource): readonly AlertChange[] {
    const kept = alert.hidden['history'] as readonly AlertChange[] | undefined;
    if (kept !== undefined) {
      return kept;
    }
    const essentials = asRecord(alert.properties['essentials']);
    const at = asText(essentials['startDateTime']);
    const ended = asText(essentials['monitorConditionResolvedDateTime']);
    return [
      toChange('AlertCreated', ['', 'Fired'], { at, by: 'System' }),
      ...(ended === '' ? [] : [toChange('MonitorConditionChange', ['Fired', 'Resolved'], { at: ended, by: 'System' })]),
    ];
  }

  #change(alert: Resource, change: AlertChange, essentials: Readonly<Record<string, unknown>>): void {
    alert.hidden['history'] = [...this.historyOf(alert), change];
    alert.properties = {
      ...alert.properties,
      essentials: {
        ...asRecord(alert.properties['essentials']),
        ...essentials,
        lastModifiedDateTime: change.modifiedAt,
        lastModifiedUserName: change.modifiedBy,
      },
    };
  }
}

function toChange(
  modificationEvent: AlertChange['modificationEvent'],
  [oldValue, newValue]: readonly [string, string],
  { at, by }: { readonly at: string; readonly by: string },
): AlertChange {
  return { modificationEvent, oldValue, newValue, modifiedAt: at, modifiedBy: by, comments: '' };
}

function monitorServiceOf({ signal }: Occurrence): string {
  if (signal.kind !== 'activityLog') {
    return signal.kind === 'metric' ? 'Platform' : 'Log Analytics';
  }
  const { category } = signal.event;
  return category.endsWith('Health') ? category : `ActivityLog ${category}`;
}
