// Entry of the chunk with the Event Hubs client: a tail that neither loses nor doubles an event over broken connections.
// One subscription a partition with an explicit start, a filter on sequence numbers, and our own re-subscribe: the client's
// defaults re-attach at "latest" and lose what came in between.

import { earliestEventPosition, EventHubConsumerClient, RetryMode } from '@azure/event-hubs';
import type { EventHubConsumerClientOptions, EventPosition, ReceivedEventData, Subscription } from '@azure/event-hubs';
import type { CallOptions } from '../../app/azure/ports.ts';
import type { EventHubTail, TailListener, TailSource } from '../../app/traffic/ports.ts';
import { isCancelled } from '../../base/abort.ts';
import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import type { Log } from '../../base/log.ts';
import type { HubEvent } from '../../domain/traffic/loggedMessage.ts';
import { toCredential } from './armConnection.ts';
import { isFinalHubError, toHubError } from './eventHubErrors.ts';
import { connectionStringInvalid } from '../../app/error/userErrors.ts';

/** Every default of the client is wrong for a live tail; these were measured. */
const clientOptions: EventHubConsumerClientOptions = {
  retryOptions: {
    mode: RetryMode.Exponential,
    retryDelayInMs: 250,
    maxRetryDelayInMs: 2000,
    maxRetries: 4,
    timeoutInMs: 10_000,
  },
  // The client's own restart begins at the first start position again; ours goes on from the last event.
  loadBalancingOptions: { updateIntervalInMs: 2_000_000_000 },
};
const subscribeOptions = { maxBatchSize: 500, maxWaitTimeInSeconds: 1, skipParsingBodyAsJson: true } as const;

const probePeriodInMs = 5000;
const probeTimeoutInMs = 3000;
const firstBackoffInMs = 250;
const maxBackoffInMs = 10_000;

/** Tails through @azure/event-hubs. */
export class AzureEventHubTail implements EventHubTail {
  readonly #clock: Clock;
  readonly #log: Log;

  constructor(clock: Clock, log: Log) {
    this.#clock = clock;
    this.#log = log;
  }

  async start(source: TailSource, listener: TailListener, options: CallOptions = {}): Promise<Disposable> {
    const run = this.#prepare(source, listener);
    const onAbort = (): void => run.dispose();
    options.abortSignal?.addEventListener('abort', onAbort, { once: true });
    try {
      await run.start(options.abortSignal);
      return run;
    } catch (error) {
      run.dispose();
      throw toHubError(error, source);
    } finally {
      options.abortSignal?.removeEventListener('abort', onAbort);
    }
  }

  /** The client reads the connection string when it is made, and refuses it with a TypeError that names what is missing. */
  #prepare(source: TailSource, listener: TailListener): TailRun {
    try {
      return new TailRun(source, listener, this.#clock, this.#log);
    } catch (error) {
      throw source.credential.kind === 'connectionString' && error instanceof Error
        ? connectionStringInvalid(error.message)
        : error;
    }
  }
}

interface PartitionTail {
  readonly id: string;
  /** Last sequence number handed on; undefined on a partition that was empty from the beginning. */
  last: number | undefined;
  subscription: Subscription | undefined;
  timer: Disposable | undefined;
  failures: number;
  isLive: boolean;
}

class TailRun implements Disposable {
  readonly #source: TailSource;
  readonly #listener: TailListener;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #partitions = new Map<string, PartitionTail>();
  #client: EventHubConsumerClient;
  #probe: Disposable | undefined;
  #isProbing = false;
  #isDisposed = false;

  constructor(source: TailSource, listener: TailListener, clock: Clock, log: Log) {
    this.#source = source;
    this.#listener = listener;
    this.#clock = clock;
    this.#log = log;
    this.#client = createClient(source);
  }

  /** Fixes the start of every partition at its present end, then subscribes. */
  async start(abortSignal: AbortSignal | undefined): Promise<void> {
    const call = abortSignal === undefined ? {} : { abortSignal };
    const ids = await this.#client.getPartitionIds(call);
    for (const id of ids) {
      this.#listener.onPartition(id, 'connecting');
    }
    const ends = await Promise.all(ids.map((id) => this.#client.getPartitionProperties(id, call)));
    if (this.#isDisposed) {
      return;
    }
    for (const { partitionId, lastEnqueuedSequenceNumber } of ends) {
      const last = lastEnqueuedSequenceNumber < 0 ? undefined : lastEnqueuedSequenceNumber;
      const partition: PartitionTail = {
        id: partitionId,
        last,
        subscription: undefined,
        timer: undefined,
        failures: 0,
        isLive: false,
      };
      this.#partitions.set(partitionId, partition);
      this.#subscribe(partition);
      this.#setLive(partition, true);
    }
    this.#probe = this.#clock.every(probePeriodInMs, () => void this.#probeAll());
  }

  /** Does not wait: a half-open connection would hold the closing for a minute. */
  dispose(): void {
    if (this.#isDisposed) {
      return;
    }
    this.#isDisposed = true;
    this.#probe?.dispose();
    for (const partition of this.#partitions.values()) {
      partition.timer?.dispose();
    }
    this.#abandon(this.#client);
  }

  #subscribe(partition: PartitionTail): void {
    const startPosition: EventPosition =
      partition.last === undefined ? earliestEventPosition : { sequenceNumber: partition.last, isInclusive: false };
    const client = this.#client;
    partition.subscription = client.subscribe(
      partition.id,
      {
        // Returns at once: a handler that waits lets the client ask for more and more (open SDK defect).
        processEvents: async (events) => {
          if (client === this.#client && !this.#isDisposed) {
            this.#take(partition, events);
          }
        },
        processError: async (error) => {
          if (client === this.#client && !this.#isDisposed) {
            this.#onError(partition, error);
          }
        },
        processClose: async () => {
          if (client === this.#client && !this.#isDisposed) {
            this.#resubscribeLater(partition);
          }
        },
      },
      { ...subscribeOptions, startPosition },
    );
  }

  #take(partition: PartitionTail, events: readonly ReceivedEventData[]): void {
    if (events.length === 0) {
      // An idle tick of the client's, which comes from a dead connection too.
      return;
    }
    partition.failures = 0;
    this.#setLive(partition, true);
    const fresh: HubEvent[] = [];
    for (const event of events) {
      if (partition.last === undefined || event.sequenceNumber > partition.last) {
        partition.last = event.sequenceNumber;
        fresh.push(toHubEvent(partition.id, event));
      }
    }
    if (fresh.length > 0) {
      this.#listener.onEvents(fresh);
    }
  }

  #onError(partition: PartitionTail, error: unknown): void {
    const translated = toHubError(error, this.#source);
    if (isCancelled(translated)) {
      return;
    }
    this.#log.warn(
      `Partition ${partition.id} of ${this.#source.hub}: ${error instanceof Error ? error.message : String(error)}`,
    );
    if (isFinalHubError(translated)) {
      this.#listener.onProblem(translated, true);
      this.dispose();
      return;
    }
    this.#listener.onProblem(translated, false);
    this.#resubscribeLater(partition);
  }

  #resubscribeLater(partition: PartitionTail): void {
    if (partition.timer !== undefined) {
      return;
    }
    this.#setLive(partition, false);
    const wait = Math.min(maxBackoffInMs, firstBackoffInMs * 2 ** partition.failures++);
    const old = partition.subscription;
    partition.timer = this.#clock.after(wait, () => {
      partition.timer = undefined;
      if (!this.#isDisposed) {
        void old?.close().catch((error: unknown) => this.#log.debug(`Closing a broken subscription: ${String(error)}`));
        this.#subscribe(partition);
        void this.#probeAll();
      }
    });
  }

  #setLive(partition: PartitionTail, isLive: boolean): void {
    if (partition.isLive !== isLive) {
      partition.isLive = isLive;
      this.#listener.onPartition(partition.id, isLive ? 'live' : 'reconnecting');
    }
  }

  /** The client does not notice a silent peer for minutes and tells nothing while it retries: so we ask. */
  async #probeAll(): Promise<void> {
    if (this.#isProbing || this.#isDisposed) {
      return;
    }
    this.#isProbing = true;
    const client = this.#client;
    try {
      const abortSignal = AbortSignal.timeout(probeTimeoutInMs);
      const all = [...this.#partitions.values()];
      const properties = await Promise.all(
        all.map((partition) => client.getPartitionProperties(partition.id, { abortSignal })),
      );
      for (const [index, partition] of all.entries()) {
        const { beginningSequenceNumber, lastEnqueuedSequenceNumber } = properties[index] ?? {};
        if (beginningSequenceNumber !== undefined && lastEnqueuedSequenceNumber !== undefined) {
          this.#compare(partition, beginningSequenceNumber, lastEnqueuedSequenceNumber);
        }
        if (partition.timer === undefined) {
          this.#setLive(partition, true);
        }
      }
    } catch (error) {
      if (!this.#isDisposed && client === this.#client) {
        this.#log.warn(
          `No answer from ${this.#source.host}: ${error instanceof Error ? error.message : String(error)}`,
        );
        this.#reconnect();
      }
    } finally {
      this.#isProbing = false;
    }
  }

  /** Finds what retention took away before it was read, and a hub that was made anew under the same name. */
  #compare(partition: PartitionTail, begin: number, end: number): void {
    if (partition.last === undefined) {
      return;
    }
    if (begin > partition.last + 1) {
      this.#listener.onGap(partition.id, begin - partition.last - 1);
      partition.last = begin - 1;
    } else if (end < partition.last) {
      this.#log.warn(`Partition ${partition.id} of ${this.#source.hub} began anew at sequence number ${begin}`);
      partition.last = begin > 0 ? begin - 1 : undefined;
      this.#resubscribeLater(partition);
    }
  }

  /** Leaves the old client to itself and goes on with a new one from the last events. */
  #reconnect(): void {
    const old = this.#client;
    this.#client = createClient(this.#source);
    this.#abandon(old);
    for (const partition of this.#partitions.values()) {
      partition.timer?.dispose();
      partition.timer = undefined;
      this.#setLive(partition, false);
      this.#subscribe(partition);
    }
  }

  #abandon(client: EventHubConsumerClient): void {
    void client.close().catch((error: unknown) => this.#log.debug(`Closing the client: ${String(error)}`));
  }
}

function createClient(source: TailSource): EventHubConsumerClient {
  const { credential, consumerGroup, hub, host } = source;
  return credential.kind === 'connectionString'
    ? new EventHubConsumerClient(consumerGroup, credential.text.reveal(), hub, clientOptions)
    : new EventHubConsumerClient(consumerGroup, host, hub, toCredential(credential.tokens), clientOptions);
}

/** Copies the bytes: the client's are a view into a 64 KB socket chunk that one kept event would hold in memory. */
function toHubEvent(partitionId: string, event: ReceivedEventData): HubEvent {
  return {
    partitionId,
    sequenceNumber: event.sequenceNumber,
    enqueuedAt: event.enqueuedTimeUtc.getTime(),
    body: toBytes(event.body),
  };
}

const encoder = new TextEncoder();

/** A body may be a data section (bytes), several of them, or an AMQP value; all become bytes. */
function toBytes(body: unknown): Uint8Array {
  if (body instanceof Uint8Array) {
    return new Uint8Array(body);
  }
  if (Array.isArray(body) && body.every((part) => part instanceof Uint8Array)) {
    const joined = new Uint8Array(body.reduce((sum, part) => sum + part.length, 0));
    let offset = 0;
    for (const part of body) {
      joined.set(part, offset);
      offset += part.length;
    }
    return joined;
  }
  return encoder.encode(typeof body === 'string' ? body : (JSON.stringify(body) ?? ''));
}
