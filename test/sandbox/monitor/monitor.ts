// Puts the sandbox's Azure Monitor together: values, evaluation, alerts, the activity log, deliveries.

import type { Clock } from '../../../src/base/clock.ts';
import type { Disposable } from '../../../src/base/disposable.ts';
import type { ArmState } from '../arm/armState.ts';
import type { EventSink } from '../contract.ts';
import type { Directory } from '../identity/directory.ts';
import type { TokenAuthority } from '../identity/tokens.ts';
import type { Seed } from '../seed.ts';
import type { TrafficMeter } from '../world/trafficMeter.ts';
import { numberOf } from '../world/random.ts';
import { ActivityLog } from './activityLog.ts';
import { AlertBook } from './alertBook.ts';
import { AlertDesk } from './alertDesk.ts';
import { Deliveries } from './deliveries.ts';
import { ManualAlerts } from './manualAlert.ts';
import { MetricEngine } from './metricEngine.ts';
import { MetricValues } from './metricValues.ts';
import { TestNotifications } from './notifications.ts';

/** A namespace and its hubs. */
interface HubPlan {
  readonly namespace: string;
  readonly hubs: readonly { readonly name: string; readonly partitionCount: number }[];
}

/** What Azure Monitor needs from the rest of the sandbox. */
export interface MonitorOptions {
  readonly meter: TrafficMeter;
  /** Takes alerts for event hubs. */
  readonly sink: EventSink;
  /** Where alerts for event hubs may go. */
  readonly hubs: HubPlan;
  /** PEM of the certificate authority that receivers over HTTPS may have a certificate of. */
  readonly ca: string;
  /** Length of a minute of rules, windows, retries and silences. */
  readonly alertMinuteInMs: number;
  /** Evaluates from the start; otherwise from the first write to a rule or an action group. */
  readonly isAwake: boolean;
}

/** The parts that providers and the control endpoint use. */
export class Monitor implements Disposable {
  readonly values: MetricValues;
  readonly book: AlertBook;
  readonly deliveries: Deliveries;
  readonly engine: MetricEngine;
  readonly activityLog: ActivityLog;
  readonly notifications: TestNotifications;
  readonly manual: ManualAlerts;
  readonly #isAwake: boolean;

  constructor(
    options: MonitorOptions & {
      readonly state: ArmState;
      readonly clock: Clock;
      readonly seed: Seed;
      readonly directory: Directory;
      readonly authority: TokenAuthority;
    },
  ) {
    const { state, clock, seed, meter, alertMinuteInMs } = options;
    this.#isAwake = options.isAwake;
    this.values = new MetricValues({ state, meter, seed: seed.value, now: () => clock.now() });
    this.book = new AlertBook(state);
    this.deliveries = new Deliveries({
      clock,
      ca: options.ca,
      alertMinuteInMs,
      tokenFor: (audience) => issueToken(options, audience),
      append: (hub, alertId, body) => append(options, hub, { alertId, body }),
    });
    const desk = new AlertDesk({ state, clock, seed, book: this.book, deliveries: this.deliveries });
    this.engine = new MetricEngine({
      state,
      clock,
      values: this.values,
      desk,
      alertMinuteInMs,
      slotInMs: meter.slotInMs,
    });
    this.activityLog = new ActivityLog({ state, clock, seed, desk });
    this.notifications = new TestNotifications({ clock, seed, deliveries: this.deliveries });
    this.manual = new ManualAlerts({ state, clock, desk, activityLog: this.activityLog, alertMinuteInMs });
    this.reset();
  }

  /** Back to the start; rules and alerts are the state's. */
  reset(): void {
    this.engine.reset();
    this.activityLog.reset();
    this.deliveries.reset();
    this.notifications.reset();
    this.manual.reset();
    if (this.#isAwake) {
      this.engine.start();
    }
  }

  dispose(): void {
    this.engine.dispose();
    this.deliveries.dispose();
  }
}

/** The application that calls secure webhooks has an identity of its own and no role. */
function issueToken(
  { directory, authority, seed }: ConstructorParameters<typeof Monitor>[0],
  audience: string,
): string {
  const [tenant] = directory.tenants;
  if (tenant === undefined) {
    throw new Error('The directory has no tenant.');
  }
  const account = {
    id: 'azns',
    label: 'AzNS AAD Webhook',
    username: `azns@${tenant.domain}`,
    objectId: seed.guid('azns'),
    role: 'none' as const,
  };
  return authority.issue({ account, tenant, audience, lifetimeInSeconds: 3600 });
}

function append(
  { sink, hubs }: MonitorOptions,
  hub: { readonly namespace: string; readonly name: string },
  { alertId, body }: { readonly alertId: string; readonly body: string },
): void {
  const planned = hubs.hubs.find(({ name }) => name === hub.name.toLowerCase());
  if (planned === undefined || hub.namespace.toLowerCase() !== hubs.namespace) {
    throw new RangeError(`There is no event hub ${hub.name} in a namespace ${hub.namespace}.`);
  }
  const partition = String(numberOf(alertId, planned.partitionCount));
  sink.append(planned.name, partition, { body: Buffer.from(body) });
}
