// Entry of the chunk with the Event Hubs client: a tail that neither loses nor doubles an event over broken connections.
// One subscription a partition with an explicit start, a filter on sequence numbers, and our own re-subscribe: the client's
// defaults re-attach at "latest" and lose what came in between.

import { earliestEventPosition, EventHubConsumerClient, RetryMode } from '@azure/event-hubs';
import type { EventHubConsumerClientOptions, EventPosition, ReceivedEventData, Subscription } from '@azure/event-hubs';
import type { CallOptions } from '../../app/azure/ports.ts';
import type { EventHubTail, TailListener, TailSource } from '../../app/traffic/ports.ts';
import { isCancelled } from '../../base/abort.ts';
import { timeoutSignal } from '../../base/clock.ts';
import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import type { Log } from '../../base/log.ts';
import type { HubEvent } from '../../domain/traffic/loggedMessage.ts';
import { toCredential } from './armConnection.ts';
import { isFinalHubError, toHubError } from './eventHubErrors.ts';
import { connectionStringInvalid, hubUnreachable } from '../../app/error/userErrors.ts';

/** Every default of the client is wrong for a live tail; these were measured. */
const clientOptions: Readonly<EventHubConsumerClientOptions> = {
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
/** A new client has to connect, get a token and open a link before it can answer. */
const firstProbeTimeoutInMs = 15_000;
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
  /** Called when the first attach has succeeded or failed. */
  settle: (error?: unknown) => void;
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
  /** False until the present client has answered once: the first answer needs a connection, a token and a link. */
  #hasAnswered = false;
  #isDisposed = false;

  constructor(source: TailSource, listener: TailListener, clock: Clock, log: Log) {
    this.#source = source;
    this.#listener = listener;
    this.#clock = clock;
    this.#log = log;
    this.#client = createClient(source);
  }

  /** Fixes the start of every partition at its present end, then subscribes; resolves when each is attached or being retried. */
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
    this.#hasAnswered = true;
    const attached = ends.map(({ partitionId, lastEnqueuedSequenceNumber: end }) =>
      this.#add(partitionId, end < 0 ? undefined : end),
    );
    await Promise.all(attached);
    if (!this.#isDisposed) {
      this.#probe = this.#clock.every(probePeriodInMs, () => this.#askAll());
    }
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
      partition.settle();
    }
    this.#abandon(this.#client);
  }

  #add(id: string, last: number | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const partition: PartitionTail = {
        id,
        last,
        subscription: undefined,
        timer: undefined,
        failures: 0,
        isLive: false,
        settle: (error) => {
          if (error === undefined) {
            resolve();
          } else {
            reject(error);
          }
        },
      };
      this.#partitions.set(id, partition);
      this.#subscribe(partition);
    });
  }

  #subscribe(partition: PartitionTail): void {
    const startPosition: EventPosition =
      partition.last === undefined ? earliestEventPosition : { sequenceNumber: partition.last, isInclusive: false };
    const client = this.#client;
    const isCurrent = (): boolean => client === this.#client && !this.#isDisposed;
    partition.subscription = client.subscribe(
      partition.id,
      {
        // Returns at once: a handler that waits lets the client ask for more and more (open SDK defect).
        processEvents: async (events) => {
          if (isCurrent()) {
            this.#take(partition, events);
          }
        },
        processError: async (error) => {
          if (isCurrent()) {
            this.#onError(partition, error);
          }
        },
        processClose: async () => {
          if (isCurrent()) {
            this.#resubscribeLater(partition);
          }
        },
      },
      { ...subscribeOptions, startPosition },
    );
  }

  /** The client calls with no events once a second; the first call of a subscription says that its link is attached. */
  #take(partition: PartitionTail, events: readonly ReceivedEventData[]): void {
    if (partition.timer === undefined) {
      this.#setLive(partition, true);
    }
    const fresh: HubEvent[] = [];
    for (const event of events) {
      const { sequenceNumber } = event;
      if (partition.last !== undefined && sequenceNumber <= partition.last) {
        continue;
      }
      // Sequence numbers of a partition have no holes: one means that retention was faster than we were.
      if (partition.last !== undefined && sequenceNumber > partition.last + 1) {
        this.#listener.onGap(partition.id, sequenceNumber - partition.last - 1);
      }
      partition.last = sequenceNumber;
      fresh.push(toHubEvent(partition.id, event));
    }
    if (fresh.length > 0) {
      partition.failures = 0;
      this.#listener.onEvents(fresh);
    }
  }

  #onError(partition: PartitionTail, error: unknown): void {
    const translated = toHubError(error, this.#source);
    if (isCancelled(translated)) {
      return;
    }
    this.#log.warn(`Partition ${partition.id} of ${this.#source.hub}: ${messageOf(error)}`);
    if (this.#tell(translated)) {
      this.#resubscribeLater(partition);
      partition.settle();
    }
  }

  /** Passes a problem on. @returns false when it is one that ended the tail */
  #tell(problem: unknown): boolean {
    if (!isFinalHubError(problem)) {
      this.#listener.onProblem(problem, false);
      return true;
    }
    if (this.#probe === undefined) {
      // Still starting: who started it is told by the rejection.
      for (const partition of this.#partitions.values()) {
        partition.settle(problem);
      }
    } else {
      this.#listener.onProblem(problem, true);
    }
    this.dispose();
    return false;
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
      }
    });
  }

  #setLive(partition: PartitionTail, isLive: boolean): void {
    if (isLive) {
      partition.settle();
    }
    if (partition.isLive !== isLive) {
      partition.isLive = isLive;
      this.#listener.onPartition(partition.id, isLive ? 'live' : 'reconnecting');
    }
  }

  #askAll(): void {
    if (!this.#isProbing && !this.#isDisposed) {
      this.#isProbing = true;
      void this.#probeAll().finally(() => {
        this.#isProbing = false;
      });
    }
  }

  /** The client does not notice a silent peer for minutes and tells nothing while it retries: so we ask. Never rejects. */
  async #probeAll(): Promise<void> {
    const client = this.#client;
    const timeout = timeoutSignal(this.#clock, this.#hasAnswered ? probeTimeoutInMs : firstProbeTimeoutInMs);
    try {
      await Promise.all(
        Array.from(this.#partitions.values(), async (partition) => {
          // Taken before the question: what arrives while the answer is on its way must not look like a hub that began anew.
          const before = partition.last;
          const { abortSignal } = timeout;
          const answer = await client.getPartitionProperties(partition.id, { abortSignal });
          if (client === this.#client && !this.#isDisposed) {
            this.#hasAnswered = true;
            this.#compare(partition, before, answer.beginningSequenceNumber, answer.lastEnqueuedSequenceNumber);
          }
        }),
      );
    } catch (error) {
      if (!this.#isDisposed && client === this.#client) {
        this.#log.warn(`No answer from ${this.#source.host}: ${messageOf(error)}`);
        const problem = isCancelled(error) ? hubUnreachable(this.#source.host, error) : toHubError(error, this.#source);
        if (this.#tell(problem)) {
          this.#reconnect();
        }
      }
    } finally {
      timeout.dispose();
    }
  }

  /** A hub that was made anew under the same name ends before what was read already; then it is followed from its beginning. */
  #compare(partition: PartitionTail, before: number | undefined, begin: number, end: number): void {
    if (before === undefined || end >= before) {
      return;
    }
    this.#log.warn(`Partition ${partition.id} of ${this.#source.hub} began anew at sequence number ${begin}`);
    partition.last = begin > 0 ? begin - 1 : undefined;
    this.#resubscribeLater(partition);
  }

  /** Leaves the old client to itself and goes on with a new one from the last events. */
  #reconnect(): void {
    const old = this.#client;
    this.#client = createClient(this.#source);
    this.#hasAnswered = false;
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

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
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
