// Azure Monitor through ARM: alert rules, action groups, fired alerts and metrics. Lists are the providers' own, for Resource Graph
// shows a written rule only after a while.

import type { AlertHistory, AlertInventory, AlertRuleWork, MetricSource } from '../../app/alert/ports.ts';
import type { ListAlertRulesOptions, ReadMetricOptions, ResourceDocument } from '../../app/alert/ports.ts';
import type { CallOptions } from '../../app/azure/ports.ts';
import { testNotFinished } from '../../app/error/userErrors.ts';
import { isCancelled } from '../../base/abort.ts';
import { delay } from '../../base/clock.ts';
import type { Clock } from '../../base/clock.ts';
import { asRecord } from '../../base/json.ts';
import type { ActionGroup, ReceiverResult } from '../../domain/alert/actionGroup.ts';
import { receiverKinds } from '../../domain/alert/actionGroup.ts';
import type { AlertRule } from '../../domain/alert/alertRule.ts';
import type { AlertChange, FiredAlert, SettableState } from '../../domain/alert/firedAlert.ts';
import { formatIsoDuration } from '../../domain/alert/isoDuration.ts';
import type { MetricDefinition, MetricSeries } from '../../domain/alert/metric.ts';
import {
  toActionGroup,
  toAlertChanges,
  toAlertRule,
  toFiredAlert,
  toMetricDefinition,
  toMetricSeries,
  toReceiverResults,
} from './alertWire.ts';
import { apiVersionFor, apiVersions } from './apiVersions.ts';
import type { ArmAnswer, ArmRest } from './armRest.ts';

/** Alerts management has one version for alerts, history and states (REST reference, Alerts). */
const alertsVersion = '2019-03-01';
/** Metric definitions and metrics (REST reference, 2024-02-01). */
const metricsVersion = '2024-02-01';

const ruleTypes = [
  'microsoft.insights/metricalerts',
  'microsoft.insights/activitylogalerts',
  'microsoft.insights/scheduledqueryrules',
] as const;

/** Combinations of dimensions that are read; the service gives ten when it is not told. */
const maxSeries = 200;

/** How long a test of an action group is waited for; the service tells of most receivers within a minute. */
const testPatienceInMs = 180_000;
const testPauseInMs = 2000;

/** The alerts of one subscription. */
export class ArmAlerts implements AlertInventory, AlertHistory, AlertRuleWork, MetricSource {
  readonly #rest: ArmRest;
  readonly #subscriptionId: string;
  readonly #clock: Clock;

  constructor(rest: ArmRest, subscriptionId: string, clock: Clock) {
    this.#rest = rest;
    this.#subscriptionId = subscriptionId;
    this.#clock = clock;
  }

  async listAlertRules({ onFailure, ...options }: ListAlertRulesOptions = {}): Promise<readonly AlertRule[]> {
    const lists = await Promise.allSettled(
      ruleTypes.map(async (type) =>
        (await this.#rest.list(this.#path(type), apiVersions[type], options)).flatMap(
          // A list does not name the type on every item.
          (value) => toAlertRule(value, type) ?? [],
        ),
      ),
    );
    const failures = lists.flatMap((list) => (list.status === 'rejected' ? [list.reason as unknown] : []));
    const isEnough = onFailure !== undefined && failures.length < lists.length && !failures.some(isCancelled);
    if (failures.length > 0 && !isEnough) {
      throw failures.find(isCancelled) ?? failures[0];
    }
    for (const failure of failures) {
      onFailure?.(failure);
    }
    return unique(lists.flatMap((list) => (list.status === 'fulfilled' ? list.value : []))).toSorted(byName);
  }

  async listActionGroups(options: CallOptions = {}): Promise<readonly ActionGroup[]> {
    const type = 'microsoft.insights/actiongroups';
    const values = await this.#rest.list(this.#path(type), apiVersions[type], options);
    return unique(values.map(toActionGroup)).toSorted(byName);
  }

  async listFiredAlerts(options: CallOptions = {}): Promise<readonly FiredAlert[]> {
    const path = `${this.#path('Microsoft.AlertsManagement/alerts')}?timeRange=30d&sortBy=startDateTime&sortOrder=desc`;
    const values = await this.#rest.list(path, alertsVersion, options);
    return unique(values.map(toFiredAlert)).toSorted((a, b) => (b.firedAt ?? 0) - (a.firedAt ?? 0));
  }

  async getFiredAlert(alertId: string, options: CallOptions = {}): Promise<unknown> {
    return await this.#rest.get(this.#alertPath(alertId), alertsVersion, options);
  }

  async listChanges(alertId: string, options: CallOptions = {}): Promise<readonly AlertChange[]> {
    return toAlertChanges(await this.#rest.get(`${this.#alertPath(alertId)}/history`, alertsVersion, options));
  }

  async setState(alertId: string, state: SettableState, options: CallOptions = {}): Promise<void> {
    const path = `${this.#alertPath(alertId)}/changestate?newState=${state}`;
    await this.#rest.post(path, alertsVersion, undefined, options);
  }

  async getDocument(id: string, options: CallOptions = {}): Promise<ResourceDocument> {
    const { body, etag } = await this.#rest.exchange('GET', id, apiVersionFor(id), options);
    return documentOf(body, etag);
  }

  async putDocument(
    id: string,
    value: unknown,
    { etag, ...options }: CallOptions & { readonly etag?: string } = {},
  ): Promise<ResourceDocument> {
    const answer = await this.#rest.exchange('PUT', id, apiVersionFor(id), {
      ...options,
      body: value,
      ...(etag === undefined ? {} : { ifMatch: etag }),
    });
    return documentOf(answer.body, answer.etag);
  }

  async setEnabled(id: string, isEnabled: boolean, options: CallOptions = {}): Promise<void> {
    await this.#rest.patch(id, apiVersionFor(id), { properties: { enabled: isEnabled } }, options);
  }

  async delete(id: string, options: CallOptions = {}): Promise<void> {
    await this.#rest.delete(id, apiVersionFor(id), options);
  }

  async testActionGroup(
    groupId: string,
    alertType: string,
    options: CallOptions = {},
  ): Promise<readonly ReceiverResult[]> {
    const version = apiVersions['microsoft.insights/actiongroups'];
    const properties = asRecord(asRecord((await this.getDocument(groupId, options)).value)['properties']);
    const receivers = receiverKinds.map((kind) => `${kind}Receivers`).filter((name) => properties[name] !== undefined);
    const started = await this.#rest.exchange('POST', `${groupId}/createNotifications`, version, {
      ...options,
      body: { alertType, ...Object.fromEntries(receivers.map((name) => [name, properties[name]])) },
    });
    const known = toReceiverResults(started.body);
    return known ?? (await this.#awaitResults(started, options));
  }

  /** The service answers at once where to ask for how each receiver fared. */
  async #awaitResults(started: ArmAnswer, options: CallOptions): Promise<readonly ReceiverResult[]> {
    const end = this.#clock.now() + testPatienceInMs;
    let pauseInMs = started.retryAfterInSeconds * 1000 || testPauseInMs;
    while (started.location !== undefined && this.#clock.now() < end) {
      await delay(this.#clock, pauseInMs, options.abortSignal);
      const version = apiVersions['microsoft.insights/actiongroups'];
      const answer = await this.#rest.exchange('GET', started.location, version, options);
      const known = toReceiverResults(answer.body);
      if (known !== undefined) {
        return known;
      }
      pauseInMs = answer.retryAfterInSeconds * 1000 || testPauseInMs;
    }
    throw testNotFinished();
  }

  async listDefinitions(resourceId: string, options: CallOptions = {}): Promise<readonly MetricDefinition[]> {
    const path = `${resourceId}/providers/Microsoft.Insights/metricDefinitions`;
    const values = await this.#rest.list(path, metricsVersion, options);
    return values
      .flatMap((value) => toMetricDefinition(value) ?? [])
      .toSorted((a, b) => a.displayName.localeCompare(b.displayName));
  }

  async readMetric(resourceId: string, options: ReadMetricOptions): Promise<readonly MetricSeries[]> {
    const { metricName, namespace, aggregation, from, to, grainInSeconds, dimensions = [], abortSignal } = options;
    const query = new URLSearchParams({
      metricnames: metricName,
      timespan: `${new Date(from).toISOString()}/${new Date(to).toISOString()}`,
      interval: formatIsoDuration(grainInSeconds),
      aggregation,
      ...(namespace === undefined || namespace === '' ? {} : { metricnamespace: namespace }),
      ...(dimensions.length === 0
        ? {}
        : { $filter: dimensions.map((name) => `${name} eq '*'`).join(' and '), top: String(maxSeries) }),
    });
    const path = `${resourceId}/providers/Microsoft.Insights/metrics?${query.toString()}`;
    return toMetricSeries(await this.#rest.get(path, metricsVersion, { abortSignal }), aggregation);
  }

  #path(type: string): string {
    return `/subscriptions/${this.#subscriptionId}/providers/${type}`;
  }

  /** Lists give ids below the resource an alert is about; the short one below the subscription is the same. */
  #alertPath(alertId: string): string {
    return `${this.#path('Microsoft.AlertsManagement/alerts')}/${encodeURIComponent(alertId.split('/').at(-1) ?? '')}`;
  }
}

/** A tag stands in the header, or as a member that ARM has for some types. */
function documentOf(value: unknown, etag: string | undefined): ResourceDocument {
  const inside = asRecord(value)['etag'];
  const tag = etag ?? (typeof inside === 'string' && inside !== '' ? inside : undefined);
  return { value, ...(tag === undefined ? {} : { etag: tag }) };
}

/** A list that grows while its pages are read gives an item twice; one without an id can be neither shown nor asked for. */
function unique<T extends { readonly id: string }>(items: readonly T[]): T[] {
  const first = new Map(items.toReversed().map((item) => [item.id.toLowerCase(), item]));
  return items.filter((item) => item.id !== '' && first.get(item.id.toLowerCase()) === item);
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name.localeCompare(b.name);
}
