// What happens once a rule's condition is met or is over, whoever found that out: an alert in the book, and a call to every
// receiver of the rule's action groups.

import type { Clock } from '../../../src/base/clock.ts';
import type { ArmState, Resource } from '../arm/armState.ts';
import type { Seed } from '../seed.ts';
import type { AlertBook } from './alertBook.ts';
import type { Deliveries } from './deliveries.ts';
import { actionsOf } from './metricRule.ts';
import type { Occurrence, Signal } from './occurrence.ts';
import { toPayload } from './payload.ts';
import { asRecord } from './read.ts';
import { receiversOf } from './receivers.ts';

/** An alert that fired and may resolve. */
export interface OpenAlert {
  readonly occurrence: Occurrence;
  readonly entry: Resource;
}

/** What it is made of. */
interface Parts {
  readonly state: ArmState;
  readonly clock: Clock;
  readonly seed: Seed;
  readonly book: AlertBook;
  readonly deliveries: Deliveries;
}

/** Fires and resolves alerts. */
export class AlertDesk {
  readonly #options: Parts;
  #count = 0;

  constructor(options: Parts) {
    this.#options = options;
  }

  /** A new alert. @param times how often each receiver is told of it, as a cloud that repeats itself */
  fire(rule: Resource, target: Occurrence['target'], signal: Signal, times = 1): OpenAlert {
    const { clock, seed, book } = this.#options;
    this.#count += 1;
    const occurrence: Occurrence = {
      rule,
      alertId: seed.guid(`alert ${this.#count}`),
      target,
      moment: 'Fired',
      firedAt: clock.now(),
      signal,
    };
    const entry = book.add(occurrence);
    book.setContext(entry, contextOf(occurrence));
    this.#notify(occurrence, times);
    return { occurrence, entry };
  }

  /** The end of an alert. */
  resolve(open: OpenAlert, signal: Signal = open.occurrence.signal, times = 1): void {
    const resolvedAt = this.#options.clock.now();
    const occurrence: Occurrence = { ...open.occurrence, signal, moment: 'Resolved', resolvedAt };
    this.#options.book.resolve(open.entry, resolvedAt, contextOf(occurrence));
    this.#notify(occurrence, times);
  }

  #notify(occurrence: Occurrence, times: number): void {
    const { state, deliveries } = this.#options;
    for (const { groupId, properties } of actionsOf(occurrence.rule)) {
      const group = state.get(groupId);
      if (group === undefined || group.properties['enabled'] === false) {
        continue;
      }
      for (const receiver of receiversOf(group.properties)) {
        const parcel = {
          rule: occurrence.rule.id,
          group: group.id,
          alertId: occurrence.alertId,
          condition: occurrence.moment,
          body: toPayload(occurrence, receiver.usesCommonSchema, properties),
        };
        for (let count = 0; count < times; count += 1) {
          void deliveries.deliver(parcel, receiver);
        }
      }
    }
  }
}

/** What the common schema says of it is what the list of alerts shows on demand. */
function contextOf(occurrence: Occurrence): unknown {
  const data = asRecord(toPayload(occurrence, true, undefined)['data']);
  return { context: data['alertContext'] };
}
