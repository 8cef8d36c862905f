// Alerts raised by hand through the control endpoint: no metric is looked at, everything after is the real way.

import type { Clock } from '../../../src/base/clock.ts';
import type { ArmState, Resource } from '../arm/armState.ts';
import type { ActivityLog } from './activityLog.ts';
import { activityAlertType } from './activityLog.ts';
import type { AlertDesk, OpenAlert } from './alertDesk.ts';
import { metricAlertType } from './metricEngine.ts';
import { readMetricRule } from './metricRule.ts';
import type { Signal } from './occurrence.ts';
import { samplePropertiesOf } from './sampleAlert.ts';
import { asList, asRecord, asText, isSame, member } from './read.ts';

export const logAlertType = 'Microsoft.Insights/scheduledQueryRules';

/** What to raise. */
export interface ManualAlert {
  /** Name or id of a rule of any kind. */
  readonly rule: string;
  /** Id of the target; what the rule's first scope says by default. */
  readonly resourceId?: string | undefined;
  readonly condition?: 'Fired' | 'Resolved' | undefined;
  /** How often each receiver is told. */
  readonly times?: number | undefined;
}

/** What it is made of. */
interface Parts {
  readonly state: ArmState;
  readonly clock: Clock;
  readonly desk: AlertDesk;
  readonly activityLog: ActivityLog;
  readonly alertMinuteInMs: number;
}

/** What happens in a category when the rule does not say. */
const operations: Readonly<Record<string, string>> = {
  ServiceHealth: 'Microsoft.ServiceHealth/incident/action',
  ResourceHealth: 'Microsoft.Resourcehealth/healthevent/Activated/action',
  Recommendation: 'Microsoft.Advisor/recommendations/available/action',
  Security: 'Microsoft.Security/locations/alerts/activate/action',
  Policy: 'Microsoft.Authorization/policies/audit/action',
  Autoscale: 'Microsoft.Insights/AutoscaleSettings/Scaleup/Action',
};

/** Raises and resolves alerts of any rule. */
export class ManualAlerts {
  readonly #options: Parts;
  readonly #open = new Map<string, OpenAlert>();

  constructor(options: Parts) {
    this.#options = options;
  }

  /**
   * Fires an alert, or resolves the one fired before (one that never fired appears as resolved at once).
   * @returns the alert's GUID @throws TypeError when there is no such rule
   */
  raise({ rule: wanted, resourceId, condition = 'Fired', times = 1 }: ManualAlert): string {
    const { state, desk } = this.#options;
    const rule = [metricAlertType, activityAlertType, logAlertType]
      .flatMap((type) => state.list({ type }))
      .find(({ id, name }) => isSame(id, wanted) || isSame(name, wanted));
    if (rule === undefined) {
      throw new TypeError(`There is no alert rule '${wanted}'.`);
    }
    const id = resourceId ?? asText(asList(rule.properties['scopes'])[0]);
    const known = state.get(id);
    const target = known ?? (/\/providers\//i.test(id) ? { id, name: id.split('/').at(-1) ?? '' } : undefined);
    const key = `${rule.id} ${id}`.toLowerCase();
    const signal = this.#signalOf(rule, id, condition);
    const isFiring = condition === 'Fired';
    const open = isFiring ? undefined : this.#open.get(key);
    const alert = open ?? desk.fire(rule, target, signal, isFiring ? times : 0);
    if (isFiring) {
      this.#open.set(key, alert);
    } else {
      this.#open.delete(key);
      desk.resolve(alert, signal, times);
    }
    return alert.occurrence.alertId;
  }

  /** Forgets what was raised. */
  reset(): void {
    this.#open.clear();
  }

  #signalOf(rule: Resource, resourceId: string, condition: string): Signal {
    const now = this.#options.clock.now();
    const { windowInMinutes, criteria } = readMetricRule(rule);
    const span = { from: now - windowInMinutes * this.#options.alertMinuteInMs, to: now };
    if (isSame(rule.type, metricAlertType)) {
      const results = criteria.map((criterion) => {
        const threshold = typeof criterion.threshold === 'number' ? criterion.threshold : 100;
        const isLow = /^less/i.test(criterion.operator) === (condition === 'Fired');
        const value = isLow ? threshold / 2 : threshold * 2 + 1;
        return { criterion, dimensions: [], value, threshold, isMet: condition === 'Fired' };
      });
      return { kind: 'metric', ...span, results, dimensions: [] };
    }
    if (isSame(rule.type, logAlertType)) {
      const [first] = asList(asRecord(rule.properties['criteria'])['allOf']);
      return {
        kind: 'log',
        ...span,
        value: Number(asRecord(first)['threshold'] ?? 0) + (condition === 'Fired' ? 1 : 0),
      };
    }
    const wanted = (field: string): string | undefined => equalsOf(rule.properties['condition'], field);
    const category = wanted('category') ?? 'Administrative';
    return {
      kind: 'activityLog',
      event: this.#options.activityLog.toEvent({
        category,
        operationName:
          wanted('operationName') ?? operations[category] ?? 'Microsoft.Compute/virtualMachines/restart/action',
        status: wanted('status') ?? (category === 'Administrative' ? 'Succeeded' : 'Active'),
        caller: wanted('caller') ?? 'ada@fabrikam.example',
        resourceId,
        properties: samplePropertiesOf(category),
      }),
    };
  }
}

/** What the first leaf about a field asks for. */
function equalsOf(condition: unknown, field: string): string | undefined {
  const leaves = asList(member(asRecord(condition), 'allOf')).flatMap((part) => [
    part,
    ...asList(member(asRecord(part), 'anyOf')),
  ]);
  const leaf = leaves.find((one) => isSame(asText(member(asRecord(one), 'field')), field));
  const value = leaf === undefined ? '' : asText(member(asRecord(leaf), 'equals'));
  return value === '' ? undefined : value;
}
