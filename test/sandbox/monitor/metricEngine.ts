// Evaluates metric alerts as time goes: every rule at its frequency, in minutes that may be shorter than Azure's. Remembers
// what fired, so that an alert fires once and resolves after three healthy evaluations.

import type { Clock } from '../../../src/base/clock.ts';
import type { Disposable } from '../../../src/base/disposable.ts';
import type { ArmState, Resource } from '../arm/armState.ts';
import type { AlertDesk, OpenAlert } from './alertDesk.ts';
import type { TargetResult } from './evaluate.ts';
import { evaluateTarget } from './evaluate.ts';
import { definitionOf } from './metricCatalog.ts';
import type { MetricRule } from './metricRule.ts';
import { readMetricRule } from './metricRule.ts';
import type { Dimension, MetricValues } from './metricValues.ts';
import type { Signal } from './occurrence.ts';
import { isSame, isWithin } from './read.ts';

export const metricAlertType = 'Microsoft.Insights/metricAlerts';

/** A rule's opinion of one line of a target. */
export interface TargetStatus {
  readonly resourceId: string;
  readonly dimensions: readonly Dimension[];
  readonly status: 'Healthy' | 'Unhealthy' | 'Unknown';
  readonly at: number;
}

/** What is remembered of a line of a target. */
interface Line {
  readonly ruleId: string;
  open: OpenAlert | undefined;
  healthyCount: number;
  lastFiredAt: number;
  status: TargetStatus;
}

const healthyToResolve = 3;

/** What it is made of. */
interface Parts {
  readonly state: ArmState;
  readonly clock: Clock;
  readonly values: MetricValues;
  readonly desk: AlertDesk;
  readonly alertMinuteInMs: number;
  /** The finest span that values are measured in. */
  readonly slotInMs: number;
}

/** Evaluates rules by itself once it was started, and on demand. */
export class MetricEngine implements Disposable {
  readonly #options: Parts;
  readonly #lines = new Map<string, Line>();
  #timer: Disposable | undefined;
  #minute = 0;

  constructor(options: Parts) {
    this.#options = options;
  }

  /** Begins to evaluate; does nothing when it has begun. */
  start(): void {
    if (this.#timer === undefined) {
      this.#minute = 0;
      this.#schedule();
    }
  }

  /** Evaluates every rule that is switched on now, whatever its frequency. */
  evaluateAll(): void {
    // What happened just now counts, though its slot is not over.
    this.#evaluate(() => true, this.#slotAt(this.#options.clock.now()) + this.#options.slotInMs);
  }

  /** Status of what a rule watches, as the last evaluation saw it; empty before the first. */
  statusesOf(rule: Resource): readonly TargetStatus[] {
    return [...this.#lines.values()].flatMap((line) => (isSame(line.ruleId, rule.id) ? [line.status] : []));
  }

  /** A rule was written anew or is gone: what was known of it no longer counts. */
  forget(ruleId: string): void {
    for (const [key, line] of this.#lines) {
      if (isSame(line.ruleId, ruleId)) {
        this.#lines.delete(key);
      }
    }
  }

  /** Forgets everything and stops. */
  reset(): void {
    this.dispose();
    this.#lines.clear();
  }

  dispose(): void {
    this.#timer?.dispose();
    this.#timer = undefined;
  }

  #schedule(): void {
    this.#timer = this.#options.clock.after(this.#options.alertMinuteInMs, () => {
      this.#schedule();
      this.#minute += 1;
      const isDue = (rule: MetricRule): boolean => this.#minute % rule.frequencyInMinutes === 0;
      // A slot that is not over belongs to the next window, so that none is missed.
      this.#evaluate(isDue, this.#slotAt(this.#options.clock.now()));
    });
  }

  #slotAt(at: number): number {
    return Math.floor(at / this.#options.slotInMs) * this.#options.slotInMs;
  }

  #evaluate(isDue: (rule: MetricRule) => boolean, end: number): void {
    for (const resource of this.#options.state.list({ type: metricAlertType })) {
      const rule = readMetricRule(resource);
      if (rule.isEnabled && isDue(rule)) {
        this.#targetsOf(rule).forEach((target) => this.#evaluateTarget({ rule, target, end }));
      }
    }
  }

  /** Resources of the scopes themselves, or those of the rule's type and region below them. */
  #targetsOf(rule: MetricRule): readonly Resource[] {
    const { state } = this.#options;
    const region = rule.targetResourceRegion.toLowerCase().replaceAll(' ', '');
    return rule.scopes.flatMap((scope) => {
      const own = state.get(scope);
      return own !== undefined
        ? [own]
        : state
            .list({ type: rule.targetResourceType })
            .filter(({ id, location }) => isWithin(id, scope) && (region === '' || isSame(location ?? '', region)));
    });
  }

  #evaluateTarget(about: { readonly rule: MetricRule; readonly target: Resource; readonly end: number }): void {
    const { rule, target, end: now } = about;
    const { values, alertMinuteInMs } = this.#options;
    const windowInMs = rule.windowInMinutes * alertMinuteInMs;
    const results = evaluateTarget({
      criteria: rule.criteria,
      seriesOf: (criterion) => {
        const definition = definitionOf(target.type, criterion.metricName);
        const split = criterion.dimensions.map(({ name }) => name);
        return definition === undefined
          ? []
          : values.series(target, definition, { split, minuteInMs: alertMinuteInMs });
      },
      now,
      windowInMs,
      windowInMinutes: rule.windowInMinutes,
    });
    for (const result of results) {
      const signal: Signal = {
        kind: 'metric',
        from: now - windowInMs,
        to: now,
        results: result.criteria,
        dimensions: result.dimensions,
      };
      this.#settle({ rule, target, result, signal });
    }
  }

  #settle(about: {
    readonly rule: MetricRule;
    readonly target: Resource;
    readonly result: TargetResult;
    readonly signal: Signal;
  }): void {
    const { rule, target, result, signal } = about;
    const line = this.#lineOf(rule, target, result);
    if (result.state === 'noData') {
      return;
    }
    const { desk, clock, alertMinuteInMs } = this.#options;
    if (result.state === 'notMet') {
      line.healthyCount += 1;
      if (line.open !== undefined && line.healthyCount >= healthyToResolve) {
        desk.resolve(line.open, signal);
        line.open = undefined;
      }
      return;
    }
    line.healthyCount = 0;
    if (rule.autoMitigates) {
      line.open ??= desk.fire(rule.resource, target, signal);
    } else if (clock.now() - line.lastFiredAt >= rule.windowInMinutes * alertMinuteInMs) {
      // Without a state every evaluation may fire, but a window only once.
      line.lastFiredAt = clock.now();
      desk.fire(rule.resource, target, signal);
    }
  }

  #lineOf(rule: MetricRule, target: Resource, { dimensions, state }: TargetResult): Line {
    const key = [rule.resource.id, target.id, ...dimensions.map(({ name, value }) => `${name}=${value}`)]
      .join('|')
      .toLowerCase();
    const status: TargetStatus = {
      resourceId: target.id,
      dimensions,
      status: state === 'met' ? 'Unhealthy' : state === 'notMet' ? 'Healthy' : 'Unknown',
      at: this.#options.clock.now(),
    };
    const line = this.#lines.get(key) ?? {
      ruleId: rule.resource.id,
      open: undefined,
      healthyCount: 0,
      lastFiredAt: -Infinity,
      status,
    };
    line.status = status;
    this.#lines.set(key, line);
    return line;
  }
}
