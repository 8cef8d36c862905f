// What all connections of a broker share: the hubs, the clock, the rules, and the faults in force.

import type { Clock } from '../../../src/base/clock.ts';
import type { Log } from '../../../src/base/log.ts';
import type { ClientConnection } from './clientConnection.ts';
import { Hub } from './hub.ts';
import type { HubOptions, SharedKey, VerifyToken } from './options.ts';
import type { PartitionLog } from './partitionLog.ts';
import type { BareMessage } from './wire.ts';

/** Faults that last or count down; the rest happen once and are gone. */
export interface FaultState {
  isPaused: boolean;
  /** New links and tokens are refused. */
  isUnauthorized: boolean;
  /** Partitions whose new receivers are refused. */
  readonly unauthorizedPartitions: Set<string>;
  refusals: { left: number; condition: string };
  /** Events still to be written twice, and events still to be delivered twice. */
  duplicates: { appends: number; deliveries: number };
  /** Events held back until `size` are there; then they are written in reverse. */
  reorder: { size: number; held: { hub: Hub; partition: PartitionLog; message: BareMessage }[] } | undefined;
}

function noFaults(): FaultState {
  return {
    isPaused: false,
    isUnauthorized: false,
    unauthorizedPartitions: new Set(),
    refusals: { left: 0, condition: '' },
    duplicates: { appends: 0, deliveries: 0 },
    reorder: undefined,
  };
}

export class BrokerState {
  readonly clock: Clock;
  readonly log: Log | undefined;
  readonly keys: readonly SharedKey[];
  readonly verifyToken: VerifyToken | undefined;
  readonly maxMessageSize: number;
  readonly sendsSettled: boolean;
  readonly peers = new Set<ClientConnection>();
  readonly faults = noFaults();
  readonly #hubs = new Map<string, Hub>();

  constructor(options: {
    readonly clock: Clock;
    readonly log: Log | undefined;
    readonly keys: readonly SharedKey[];
    readonly verifyToken: VerifyToken | undefined;
    readonly maxMessageSize: number;
    readonly sendsSettled: boolean;
  }) {
    this.clock = options.clock;
    this.log = options.log;
    this.keys = options.keys;
    this.verifyToken = options.verifyToken;
    this.maxMessageSize = options.maxMessageSize;
    this.sendsSettled = options.sendsSettled;
  }

  get hubs(): IterableIterator<Hub> {
    return this.#hubs.values();
  }

  /** Names of hubs are compared without case. */
  hub(name: string): Hub | undefined {
    return this.#hubs.get(name.toLowerCase());
  }

  addHub(options: HubOptions): void {
    if (this.hub(options.name) !== undefined) {
      throw new RangeError(`There is already an event hub ${options.name}`);
    }
    this.#hubs.set(options.name.toLowerCase(), new Hub(options, () => this.clock.now()));
  }

  removeHub(name: string): Hub | undefined {
    const hub = this.hub(name);
    this.#hubs.delete(name.toLowerCase());
    return hub;
  }

  /** Appends one event, through the faults that change what is written. */
  append(hub: Hub, partition: PartitionLog, message: BareMessage): void {
    const { reorder } = this.faults;
    if (reorder !== undefined) {
      reorder.held.push({ hub, partition, message });
      if (reorder.held.length >= reorder.size) {
        this.releaseHeld();
      }
      return;
    }
    this.#write(hub, partition, message);
  }

  /** Writes the events held back, last first, and ends the reordering. */
  releaseHeld(): void {
    const held = this.faults.reorder?.held ?? [];
    this.faults.reorder = undefined;
    for (const { hub, partition, message } of held.toReversed()) {
      this.#write(hub, partition, message);
    }
  }

  #write(hub: Hub, partition: PartitionLog, message: BareMessage): void {
    hub.append(partition, message);
    if (this.faults.duplicates.appends > 0) {
      this.faults.duplicates.appends -= 1;
      hub.append(partition, message);
    }
  }
}
