// One partition of a tail: its subscription, how far it was read, and its state as people see it. Starts that are explicit, a
// filter on sequence numbers, and our own re-subscribe: the client's defaults re-attach at "latest" and lose what came in between.

import { earliestEventPosition } from '@azure/event-hubs';
import type { EventHubConsumerClient, EventPosition, ReceivedEventData, Subscription } from '@azure/event-hubs';
import type { TailListener } from '../../app/traffic/ports.ts';
import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import type { Log } from '../../base/log.ts';
import type { HubEvent } from '../../domain/traffic/loggedMessage.ts';
import type { PartitionState } from '../../domain/traffic/trafficStatus.ts';
import { toHubEvent } from './eventHubEvent.ts';
import { beforeFirst } from './eventHubStart.ts';
import type { PartitionExtent, PartitionPlace } from './eventHubStart.ts';

const subscribeOptions = { maxBatchSize: 500, maxWaitTimeInSeconds: 1, skipParsingBodyAsJson: true } as const;
const firstBackoffInMs = 250;
const maxBackoffInMs = 10_000;
/** The client calls once a second while all is well; after so long without a call the partition counts as cut off. */
const silenceInMs = 3000;
/** The client may mend a link by itself; after so long it has had its chance. */
const maxSilenceInMs = 12_000;
/** Events behind the end with which a partition counts as lagging. So it does with fewer that are there since the probe before. */
const laggingEvents = 500;

/** What a partition needs of the tail around it. */
export interface PartitionPorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly listener: TailListener;
  /** What went wrong with its subscription; the partition has to be told what becomes of it. */
  readonly onError: (partition: PartitionTail, error: unknown) => void;
}

/** Follows one partition. */
export class PartitionTail implements Disposable {
  readonly id: string;
  /** Resolves when the partition is attached or being retried for the first time. */
  readonly settled: Promise<void>;
  readonly #ports: PartitionPorts;
  #settle: (error?: unknown) => void = () => undefined;
  /** Last sequence number handed on, -1 before the first of all; undefined while the start is a moment and nothing came yet. */
  #last: number | undefined;
  #since = 0;
  #state: PartitionState = 'connecting';
  #lag = 0;
  #subscription: Subscription | undefined;
  /** Calls of older subscriptions are those of the past. */
  #generation = 0;
  #timer: Disposable | undefined;
  #failures = 0;
  #heardAt = 0;
  /** The end as of the latest probe, and whether nothing was read between a gap's two probes. */
  #knownEnd: number | undefined;
  #stalledAt: number | undefined;

  constructor(id: string, ports: PartitionPorts) {
    this.id = id;
    this.#ports = ports;
    this.settled = new Promise((resolve, reject) => {
      this.#settle = (error) => (error === undefined ? resolve() : reject(error));
    });
    // Who starts the tail waits for it; a tail that ends before must not become an unhandled rejection.
    this.settled.catch((error: unknown) => ports.log.debug(`Partition ${id}: ${String(error)}`));
    ports.listener.onPartition(id, 'connecting', 0);
  }

  get state(): PartitionState {
    return this.#state;
  }

  /** Last sequence number handed on. */
  get last(): number | undefined {
    return this.#last;
  }

  get isSubscribed(): boolean {
    return this.#subscription !== undefined;
  }

  /** Says where to begin. */
  place(place: PartitionPlace): void {
    if (place.kind === 'since') {
      this.#since = place.enqueuedAt;
      return;
    }
    this.#moveTo(place.last);
    if (place.missing > 0) {
      this.#ports.listener.onGap(this.id, place.missing);
    }
  }

  /** Reads on from the last event, through a client that may be a new one. */
  subscribe(client: EventHubConsumerClient): void {
    this.#timer?.dispose();
    this.#timer = undefined;
    const generation = ++this.#generation;
    const ifCurrent = (action: () => void): Promise<void> => {
      if (generation === this.#generation) {
        action();
      }
      return Promise.resolve();
    };
    this.#heardAt = this.#ports.clock.now();
    this.#subscription = client.subscribe(
      this.id,
      {
        // Returns at once: a handler that waits lets the client ask for more and more (open SDK defect).
        processEvents: (events) => ifCurrent(() => this.#take(events)),
        processError: (error) => ifCurrent(() => this.#ports.onError(this, error)),
        processClose: () => ifCurrent(() => this.retry('reconnecting', client)),
      },
      { ...subscribeOptions, startPosition: this.#position() },
    );
  }

  /** Waits a little, longer each time, and subscribes again. */
  retry(state: PartitionState, client: EventHubConsumerClient): void {
    if (this.#timer !== undefined) {
      return;
    }
    this.tell(state);
    this.#settle();
    const wait = Math.min(maxBackoffInMs, firstBackoffInMs * 2 ** this.#failures++);
    this.#timer = this.#ports.clock.after(wait, () => {
      this.#closeSubscription();
      this.subscribe(client);
    });
  }

  /** Forgets the subscription together with its client, which is left to itself. */
  disconnect(): void {
    this.#timer?.dispose();
    this.#timer = undefined;
    this.#generation++;
    this.#subscription = undefined;
    this.tell('reconnecting');
  }

  /** Shows a state, when it is another one. */
  tell(state: PartitionState, lag = this.#lag): void {
    if (this.#state !== state || this.#lag !== lag) {
      this.#state = state;
      this.#lag = lag;
      this.#ports.listener.onPartition(this.id, state, lag);
    }
  }

  /** A refusal while the tail starts. */
  refuse(error: unknown): void {
    this.#settle(error);
  }

  /** Whether the client has been silent for so long that something must be wrong. */
  isSilent(now: number, client: EventHubConsumerClient): boolean {
    if (this.#timer !== undefined || this.#subscription === undefined || now - this.#heardAt < silenceInMs) {
      return false;
    }
    if (this.#state === 'live' || this.#state === 'lagging') {
      this.tell('reconnecting');
    }
    if (now - this.#heardAt > maxSilenceInMs) {
      this.retry('reconnecting', client);
    }
    return true;
  }

  /** Time in which nobody could listen does not count as silence. */
  excuse(milliseconds: number): void {
    this.#heardAt += milliseconds;
  }

  /**
   * Compares with what the partition holds: how far it is behind, whether retention was faster, whether the hub was made anew.
   * @param before the last number when the question was sent: what arrived meanwhile must not look like a hub that began anew
   * @returns true when the subscription is of no use any more
   */
  compare(extent: PartitionExtent, before: number | undefined): boolean {
    if (this.#last === undefined && (extent.end < 0 || extent.endEnqueuedAt < this.#since)) {
      this.#moveTo(extent.end);
    }
    if (before !== undefined && extent.end < before) {
      this.#ports.log.warn(`Partition ${this.id} began anew at sequence number ${extent.begin}`);
      const first = beforeFirst(extent);
      this.#moveTo(first);
      this.#ports.listener.onGap(this.id, first + 1);
      this.#knownEnd = undefined;
      return true;
    }
    this.#skipRemoved(extent);
    this.#measureLag(extent.end);
    return false;
  }

  dispose(): void {
    this.#generation++;
    this.#timer?.dispose();
    this.#settle();
  }

  #position(): EventPosition {
    if (this.#last === undefined) {
      // The service takes what is later than the moment.
      return { enqueuedOn: this.#since - 1 };
    }
    return this.#last < 0 ? earliestEventPosition : { sequenceNumber: this.#last, isInclusive: false };
  }

  /** The client calls with no events once a second; the first call of a subscription says that its link is attached. */
  #take(events: readonly ReceivedEventData[]): void {
    this.#heardAt = this.#ports.clock.now();
    const fresh: HubEvent[] = [];
    for (const event of events) {
      const { sequenceNumber } = event;
      if (this.#last !== undefined && sequenceNumber <= this.#last) {
        continue;
      }
      // Sequence numbers of a partition have no holes: one means that retention was faster than we were.
      if (this.#last !== undefined && sequenceNumber > this.#last + 1) {
        this.#ports.listener.onGap(this.id, sequenceNumber - this.#last - 1);
      }
      this.#last = sequenceNumber;
      fresh.push(toHubEvent(this.id, event));
    }
    if (this.#timer === undefined) {
      this.#attached();
    }
    if (fresh.length > 0) {
      this.#ports.listener.onEvents(fresh);
    }
  }

  #attached(): void {
    this.#failures = 0;
    this.#settle();
    const behind = this.#behind();
    if (behind === 0) {
      // What the latest probe has seen is read: nothing is known of a lag any more.
      this.tell('live', 0);
    } else if (this.#state !== 'lagging') {
      this.tell(behind > laggingEvents ? 'lagging' : 'live', behind);
    }
  }

  /** Events between the last one read and the end that the latest probe saw. */
  #behind(): number {
    return this.#knownEnd === undefined ? 0 : Math.max(0, this.#knownEnd - (this.#last ?? this.#knownEnd - 1));
  }

  /** Lagging: far behind, or still behind what was the end at the probe before. */
  #measureLag(end: number): void {
    const isSlow = this.#behind() > 0;
    this.#knownEnd = end;
    const lag = this.#behind();
    const isAttached = this.#state === 'live' || this.#state === 'lagging';
    this.tell(isAttached ? (lag > laggingEvents || (isSlow && lag > 0) ? 'lagging' : 'live') : this.#state, lag);
  }

  /** Events that are gone before they were read are told even when none follows; twice seen, since some may be on their way. */
  #skipRemoved(extent: PartitionExtent): void {
    const first = beforeFirst(extent);
    if (this.#last === undefined || first <= this.#last) {
      this.#stalledAt = undefined;
    } else if (this.#stalledAt !== this.#last) {
      this.#stalledAt = this.#last;
    } else {
      this.#ports.listener.onGap(this.id, first - this.#last);
      this.#moveTo(first);
    }
  }

  /** A place that no event tells: who goes on later begins there. */
  #moveTo(last: number): void {
    this.#last = last;
    this.#ports.listener.onPlace?.(this.id, last);
  }

  #closeSubscription(): void {
    void this.#subscription
      ?.close()
      .catch((error: unknown) => this.#ports.log.debug(`Closing a broken subscription: ${String(error)}`));
  }
}
