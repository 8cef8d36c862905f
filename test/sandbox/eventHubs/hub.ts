// One event hub: its partitions, consumer groups and attached receivers, and where an event without a partition goes.

import type { HubInfo, HubOptions, SharedKey } from './options.ts';
import { PartitionLog } from './partitionLog.ts';
import type { BareMessage } from './wire.ts';
import { encodeEvent } from './wire.ts';

/** Receivers a partition takes per consumer group when none of them has an epoch. */
const maxReceivers = 5;

/** An error as AMQP links carry it. */
export interface LinkProblem {
  readonly condition: string;
  readonly description: string;
}

/** A receiver as the hub sees it. */
export interface HubReceiver {
  readonly name: string;
  readonly consumerGroup: string;
  readonly partitionId: string;
  readonly epoch: number | undefined;
  /** New events may be there. */
  wake(): void;
  detach(problem: LinkProblem): void;
}

export class Hub {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly keys: readonly SharedKey[];
  readonly createdAt: number;
  readonly partitions: readonly PartitionLog[];
  readonly #groups = new Map<string, string>();
  readonly #receivers = new Map<string, Set<HubReceiver>>();
  #roundRobin = 0;

  constructor(options: HubOptions, now: () => number) {
    this.name = options.name;
    this.namespace = options.namespace;
    this.keys = options.keys ?? [];
    this.createdAt = options.createdAt ?? now();
    const retention = options.retention ?? {};
    this.partitions = Array.from(
      { length: options.partitionCount ?? 2 },
      (_, index) => new PartitionLog(String(index), retention, now),
    );
    for (const group of ['$Default', ...(options.consumerGroups ?? [])]) {
      this.addGroup(group);
    }
  }

  get info(): HubInfo {
    return {
      name: this.name,
      namespace: this.namespace,
      createdAt: this.createdAt,
      consumerGroups: [...this.#groups.values()],
      partitions: this.partitions.map((partition) => partition.info),
      receiverCount: [...this.receivers()].length,
    };
  }

  addGroup(name: string): void {
    const key = name.toLowerCase();
    this.#groups.set(key, this.#groups.get(key) ?? name);
  }

  /** Names of groups are compared without case, as the service does. */
  hasGroup(name: string): boolean {
    return this.#groups.has(name.toLowerCase());
  }

  partition(id: string): PartitionLog | undefined {
    return this.partitions.find((partition) => partition.id === id);
  }

  /** The partition of an event that names none: by its key, always the same one, else in turn. */
  choosePartition(partitionKey: string | undefined): PartitionLog {
    const place = partitionKey === undefined ? this.#roundRobin++ : hashOf(partitionKey);
    return this.partitions[place % this.partitions.length]!;
  }

  append(partition: PartitionLog, message: BareMessage): void {
    partition.append((place) => encodeEvent(place, message));
    for (const [key, receivers] of this.#receivers) {
      if (key.endsWith(`/${partition.id}`)) {
        for (const receiver of receivers) {
          receiver.wake();
        }
      }
    }
  }

  /**
   * Takes a receiver in, or tells why not. A receiver with an epoch throws out the plain ones and those of an epoch
   * that is not higher; while it is there, plain receivers and lower epochs are refused.
   */
  attach(receiver: HubReceiver): LinkProblem | undefined {
    const key = receiverKey(receiver);
    const others = this.#receivers.get(key) ?? new Set<HubReceiver>();
    const owner = [...others].find((other) => other.epoch !== undefined);
    if (owner?.epoch !== undefined && (receiver.epoch === undefined || receiver.epoch < owner.epoch)) {
      return stolen(
        receiver.epoch === undefined
          ? `At least one receiver for the endpoint is created with epoch of '${owner.epoch}', and so non-epoch receiver is not allowed. Either reconnect with a higher epoch, or make sure all receivers are closed.`
          : `Receiver '${receiver.name}' with epoch '${receiver.epoch}' cannot be created: a receiver with a higher epoch '${owner.epoch}' already exists.`,
      );
    }
    if (receiver.epoch === undefined && others.size >= maxReceivers) {
      return {
        condition: 'amqp:resource-limit-exceeded',
        description: `Exceeded the maximum number of allowed receivers per partition in a consumer group which is ${maxReceivers}. List of connected receivers - ${[...others].map((other) => other.name).join(', ')}.`,
      };
    }
    if (receiver.epoch !== undefined) {
      for (const other of others) {
        other.detach(
          stolen(
            `New receiver '${receiver.name}' with higher epoch of '${receiver.epoch}' is created hence current receiver '${other.name}' with epoch '${other.epoch ?? 0}' is getting disconnected. If you are recreating the receiver, make sure a higher epoch is used.`,
          ),
        );
        others.delete(other);
      }
    }
    others.add(receiver);
    this.#receivers.set(key, others);
    return undefined;
  }

  /** Forgets a receiver; doing it twice changes nothing. */
  release(receiver: HubReceiver): void {
    const key = receiverKey(receiver);
    const others = this.#receivers.get(key);
    others?.delete(receiver);
    if (others?.size === 0) {
      this.#receivers.delete(key);
    }
  }

  *receivers(): Generator<HubReceiver> {
    for (const receivers of this.#receivers.values()) {
      yield* receivers;
    }
  }
}

function receiverKey(receiver: HubReceiver): string {
  return `${receiver.consumerGroup.toLowerCase()}/${receiver.partitionId}`;
}

function stolen(description: string): LinkProblem {
  return { condition: 'amqp:link:stolen', description };
}

/** FNV-1a over UTF-8: stable between runs, which is all a partition key promises. */
function hashOf(value: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(value, 'utf8')) {
    hash = Math.imul(hash ^ byte, 0x01000193);
  }
  return hash >>> 0;
}
