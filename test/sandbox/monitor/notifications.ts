// Test notifications of action groups: a made-up alert of the kind asked for is really delivered, once, and the result is
// kept to be polled.

import type { Clock } from '../../../src/base/clock.ts';
import type { Resource } from '../arm/armState.ts';
import type { Seed } from '../seed.ts';
import type { Deliveries, Delivery } from './deliveries.ts';
import type { Occurrence } from './occurrence.ts';
import { toPayload } from './payload.ts';
import type { Receiver } from './receivers.ts';
import { toTicksTime } from './payloadParts.ts';
import { sampleOf } from './sampleAlert.ts';

/** What came of it, as Azure shows it. */
export interface NotificationStatus {
  readonly context: { readonly notificationSource: string; readonly contextType: string };
  state: 'InProgress' | 'Complete';
  readonly createdTime: string;
  completedTime?: string;
  readonly actionDetails: Record<string, unknown>[];
}

/** What it is made of. */
interface Parts {
  readonly clock: Clock;
  readonly seed: Seed;
  readonly deliveries: Deliveries;
}

/** Starts test notifications and remembers them. */
export class TestNotifications {
  readonly #options: Parts;
  readonly #all = new Map<string, NotificationStatus>();

  constructor(options: Parts) {
    this.#options = options;
  }

  /** Begins one; gives the id to ask for. */
  start(group: Resource, alertType: string, receivers: readonly Receiver[]): string {
    const { clock, seed } = this.#options;
    const sample = sampleOf(alertType, group, { seed, now: clock.now() });
    // Azure's ids are numbers.
    const id = String(11_000_000_000_000 + this.#all.size + 1);
    const status: NotificationStatus = {
      context: { notificationSource: 'Microsoft.Insights/TestNotification', contextType: sample.contextType },
      state: 'InProgress',
      createdTime: toTicksTime(clock.now()).replace('Z', '+00:00'),
      actionDetails: [],
    };
    this.#all.set(id, status);
    void this.#run(status, { group, occurrence: sample.occurrence, receivers });
    return id;
  }

  /** One by its id. */
  get(id: string): NotificationStatus | undefined {
    return this.#all.get(id);
  }

  /** Forgets all. */
  reset(): void {
    this.#all.clear();
  }

  async #run(
    status: NotificationStatus,
    about: { readonly group: Resource; readonly occurrence: Occurrence; readonly receivers: readonly Receiver[] },
  ): Promise<void> {
    const { deliveries, clock } = this.#options;
    await Promise.all(
      about.receivers.map(async (receiver) => {
        const delivery = await deliveries.deliver(
          {
            rule: '',
            group: about.group.id,
            alertId: about.occurrence.alertId,
            condition: about.occurrence.moment,
            body: toPayload(about.occurrence, receiver.usesCommonSchema, undefined),
          },
          receiver,
          true,
        );
        status.actionDetails.push(toDetail(delivery));
      }),
    );
    status.state = 'Complete';
    status.completedTime = toTicksTime(clock.now()).replace('Z', '+00:00');
  }
}

function toDetail({ mechanism, receiver, outcome, at, status, reason }: Delivery): Record<string, unknown> {
  const isGood = outcome === 'delivered';
  return {
    MechanismType: mechanism,
    Name: receiver,
    Status: isGood ? 'Succeeded' : 'Failed',
    SubState: 'Default',
    SendTime: at.replace('Z', '0000+00:00'),
    ...(isGood ? {} : { Detail: reason ?? `The endpoint answered with HTTP status code ${status}.` }),
  };
}
