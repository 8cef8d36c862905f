// A running tail: its client, its partitions, and the questions by which it learns what the client does not tell. A client that
// does not answer is left to itself and a new one goes on from the last events.

import type { EventHubConsumerClient } from '@azure/event-hubs';
import { isUserError } from '../../app/error/userError.ts';
import { hubNotFound, hubUnreachable } from '../../app/error/userErrors.ts';
import type { TailListener, TailSource } from '../../app/traffic/ports.ts';
import { isCancelled } from '../../base/abort.ts';
import { timeoutSignal } from '../../base/clock.ts';
import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import { DisposableStore } from '../../base/disposable.ts';
import type { Log } from '../../base/log.ts';
import { createHubClient } from './eventHubClient.ts';
import {
  hubErrorText,
  isBusyHubError,
  isFinalHubError,
  isRefusal,
  partitionStateOf,
  toHubError,
} from './eventHubErrors.ts';
import { PartitionTail } from './eventHubPartition.ts';
import { placeFor } from './eventHubStart.ts';
import type { PartitionExtent } from './eventHubStart.ts';

const probePeriodInMs = 5000;
const probeTimeoutInMs = 3000;
/** A new client has to connect, get a token and open a link before it can answer. */
const firstProbeTimeoutInMs = 15_000;
const watchPeriodInMs = 1000;
const firstBackoffInMs = 250;
const maxBackoffInMs = 5000;

/** What a tail runs with. */
export interface TailRunPorts {
  readonly clock: Clock;
  readonly log: Log;
}

/** One attachment to a hub. */
export class TailRun implements Disposable {
  readonly #source: TailSource;
  readonly #listener: TailListener;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #partitions: PartitionTail[] = [];
  readonly #timers = new DisposableStore();
  #client: EventHubConsumerClient;
  #isStarted = false;
  #isProbing = false;
  /** False until the present client has answered once: the first answer needs a connection, a token and a link. */
  #hasAnswered = false;
  #reconnection: Disposable | undefined;
  #failures = 0;
  #watchedAt = 0;
  #isDisposed = false;
  /** Codes of problems that were told and still last, by partition; the empty name is the whole. */
  readonly #told = new Map<string, string>();

  constructor(source: TailSource, listener: TailListener, { clock, log }: TailRunPorts) {
    this.#source = source;
    this.#listener = listener;
    this.#clock = clock;
    this.#log = log;
    this.#client = createHubClient(source);
  }

  /** Fixes the start of every partition, then subscribes; resolves when each is attached or being retried. */
  async start(abortSignal: AbortSignal | undefined): Promise<void> {
    const call = abortSignal === undefined ? {} : { abortSignal };
    const ids = this.#chosen(await this.#client.getPartitionIds(call));
    const ports = {
      clock: this.#clock,
      log: this.#log,
      listener: this.#listener,
      onError: (partition: PartitionTail, error: unknown) => this.#onError(partition, error),
    };
    this.#partitions.push(...ids.map((id) => new PartitionTail(id, ports)));
    const extents = await Promise.all(this.#partitions.map(({ id }) => this.#extentOf(this.#client, id, abortSignal)));
    if (this.#isDisposed) {
      return;
    }
    this.#hasAnswered = true;
    for (const [index, partition] of this.#partitions.entries()) {
      const extent = extents[index];
      if (extent !== undefined) {
        partition.place(placeFor(this.#source.start, partition.id, extent, this.#clock.now()));
        partition.subscribe(this.#client);
      }
    }
    await Promise.all(this.#partitions.map((partition) => partition.settled));
    if (!this.#isDisposed) {
      this.#isStarted = true;
      this.#watchedAt = this.#clock.now();
      this.#timers.add(this.#clock.every(probePeriodInMs, () => this.#askAll()));
      this.#timers.add(this.#clock.every(watchPeriodInMs, () => this.#watch()));
      this.#askAll();
    }
  }

  /** Does not wait: a half-open connection would hold the closing for a minute. */
  dispose(): void {
    if (this.#isDisposed) {
      return;
    }
    this.#isDisposed = true;
    this.#timers.dispose();
    this.#reconnection?.dispose();
    for (const partition of this.#partitions) {
      partition.dispose();
    }
    this.#abandon(this.#client);
  }

  #chosen(all: readonly string[]): readonly string[] {
    const { partitionIds, hub } = this.#source;
    const chosen = partitionIds === undefined ? all : all.filter((id) => partitionIds.includes(id));
    if (chosen.length === 0) {
      throw hubNotFound(`${hub}/${partitionIds?.join() ?? ''}`);
    }
    return chosen;
  }

  async #extentOf(
    client: EventHubConsumerClient,
    id: string,
    abortSignal: AbortSignal | undefined,
  ): Promise<PartitionExtent> {
    const answer = await client.getPartitionProperties(id, abortSignal === undefined ? {} : { abortSignal });
    return {
      begin: answer.beginningSequenceNumber,
      end: answer.lastEnqueuedSequenceNumber,
      endEnqueuedAt: answer.lastEnqueuedOnUtc.getTime(),
    };
  }

  #onError(partition: PartitionTail, error: unknown): void {
    const translated = toHubError(error, this.#source);
    // Retries that ran out without saying why: whatever it was, it is tried again.
    const problem = translated instanceof AggregateError ? hubUnreachable(this.#source.host, error) : translated;
    if (isCancelled(problem) || this.#isDisposed) {
      return;
    }
    this.#log.warn(`Partition ${partition.id} of ${this.#source.hub}: ${hubErrorText(error)}`);
    if (isRefusal(problem)) {
      // One partition may be refused for a while as a token is renewed; all of them are refused for good.
      partition.tell('unauthorized');
      if (this.#partitions.every(({ state }) => state === 'unauthorized')) {
        this.#end(problem);
        return;
      }
    } else if (isFinalHubError(problem)) {
      this.#end(problem);
      return;
    }
    partition.retry(partitionStateOf(error, problem), this.#client);
    this.#tellOnce(partition.id, problem);
  }

  #end(problem: unknown): void {
    if (this.#isStarted) {
      this.#listener.onProblem(problem, true);
    }
    // Still starting: who started it is told by the rejection.
    for (const partition of this.#partitions) {
      partition.refuse(problem);
    }
    this.dispose();
  }

  /** What lasts is told once, not once a try and not once a partition. */
  #tellOnce(place: string, problem: unknown): void {
    const code = isUserError(problem) ? problem.code : String(problem);
    const isKnown = [...this.#told.values()].includes(code);
    this.#told.set(place, code);
    if (!isKnown) {
      this.#listener.onProblem(problem, false);
    }
  }

  /** A second of silence is the client's rhythm; more of it is looked into at once. */
  #watch(): void {
    const now = this.#clock.now();
    // Time that the whole process has lost (a sleeping machine, a debugger) says nothing about the connection.
    const lost = now - this.#watchedAt - watchPeriodInMs;
    this.#watchedAt = now;
    let isSilent = false;
    for (const partition of this.#partitions) {
      if (lost > watchPeriodInMs) {
        partition.excuse(lost);
      }
      isSilent = partition.isSilent(now, this.#client) || isSilent;
      if (partition.state === 'live' || partition.state === 'lagging') {
        this.#told.delete(partition.id);
      }
    }
    if (isSilent) {
      this.#askAll();
    }
  }

  #askAll(): void {
    if (!this.#isProbing && !this.#isDisposed && this.#reconnection === undefined) {
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
    const { abortSignal } = timeout;
    try {
      await Promise.all(
        this.#partitions.map(async (partition) => {
          const before = partition.last;
          const extent = await this.#extentOf(client, partition.id, abortSignal);
          if (client === this.#client && !this.#isDisposed) {
            this.#answered();
            this.#goOn(partition, partition.compare(extent, before));
          }
        }),
      );
    } catch (error) {
      if (!this.#isDisposed && client === this.#client) {
        this.#onSilence(error);
      }
    } finally {
      timeout.dispose();
    }
  }

  #answered(): void {
    this.#hasAnswered = true;
    this.#failures = 0;
    this.#told.delete('');
  }

  #goOn(partition: PartitionTail, isAnew: boolean): void {
    if (!partition.isSubscribed) {
      // A new client: what the partition holds is known now, and the place to go on from is valid.
      partition.subscribe(this.#client);
    } else if (isAnew) {
      partition.retry('reconnecting', this.#client);
    }
  }

  #onSilence(error: unknown): void {
    this.#log.warn(`No answer from ${this.#source.host}: ${hubErrorText(error)}`);
    if (isBusyHubError(error)) {
      return;
    }
    const problem = isCancelled(error) ? hubUnreachable(this.#source.host, error) : toHubError(error, this.#source);
    if (isFinalHubError(problem)) {
      this.#end(problem);
      return;
    }
    this.#tellOnce('', problem);
    this.#reconnect();
  }

  /** Leaves the old client to itself; the new one is asked before partitions are attached again. */
  #reconnect(): void {
    const old = this.#client;
    this.#client = createHubClient(this.#source);
    this.#hasAnswered = false;
    this.#abandon(old);
    for (const partition of this.#partitions) {
      partition.disconnect();
    }
    const wait = Math.min(maxBackoffInMs, firstBackoffInMs * 2 ** this.#failures++);
    this.#reconnection = this.#clock.after(wait, () => {
      this.#reconnection = undefined;
      this.#askAll();
    });
  }

  #abandon(client: EventHubConsumerClient): void {
    void client.close().catch((error: unknown) => this.#log.debug(`Closing the client: ${String(error)}`));
  }
}
