// One run of a tail and its exchanges: a bounded store that tells of its changes in batches. Views hold no truth, this does.

import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import { DisposableStore, toDisposable } from '../../base/disposable.ts';
import type { Event } from '../../base/event.ts';
import { Emitter } from '../../base/event.ts';
import { exchangeBytes } from '../../domain/traffic/exchange.ts';
import type { Exchange } from '../../domain/traffic/exchange.ts';
import type { HubEvent } from '../../domain/traffic/loggedMessage.ts';
import { parseLoggedMessage } from '../../domain/traffic/loggedMessage.ts';
import {
  createPairingState,
  expireUnanswered,
  forgetExchange,
  pairMessage,
} from '../../domain/traffic/pairMessages.ts';
import type { PairingState } from '../../domain/traffic/pairMessages.ts';
import type { TrafficState, TrafficStatus } from '../../domain/traffic/trafficStatus.ts';
import { cancelledError, isCancelled } from '../../base/abort.ts';
import type { EventHubTail, PartitionState, TailListener, TailSource } from './ports.ts';

/** Changes since the last batch. A cleared session sends `cleared` and then what came after. */
export interface TrafficChanges {
  readonly cleared: boolean;
  readonly upserts: readonly Exchange[];
  readonly removed: readonly number[];
  readonly status: TrafficStatus;
}

/** Limits of a session. */
export interface TrafficSessionOptions {
  /** Exchanges kept; the oldest go first. */
  readonly maxExchanges: number;
  /** Bytes that the kept exchanges may take; the oldest go first, and the latest stays however large it is. */
  readonly maxBytes: number;
  /** A request without a response for longer is shown as unanswered. */
  readonly responseTimeoutInMs: number;
}

/** Pause between two batches of changes; short enough to feel immediate, long enough to keep a panel calm at 1,000 events/s. */
const batchPeriodInMs = 100;

/** Owns the tail and the exchanges. Starts with `start`, ends with `dispose`. */
export class TrafficSession implements Disposable {
  #source: TailSource;
  readonly #tail: EventHubTail;
  readonly #clock: Clock;
  readonly #options: TrafficSessionOptions;
  readonly #store = new DisposableStore();
  readonly #changes = this.#store.add(new Emitter<TrafficChanges>());
  readonly #exchanges = new Map<number, Exchange>();
  readonly #partitions = new Map<string, PartitionState>();
  readonly #dirty = new Set<number>();
  readonly #removed = new Set<number>();
  #pairing: PairingState = createPairingState();
  #state: TrafficState = 'stopped';
  #problem: string | undefined;
  #receivedEvents = 0;
  #unreadableEvents = 0;
  #missingEvents = 0;
  #totalExchanges = 0;
  #keptBytes = 0;
  #cleared = false;
  #statusChanged = false;
  /** The present attachment: what an older one still tells is not heard. */
  #run: DisposableStore | undefined;
  #starting: Promise<void> | undefined;
  #isTicking = false;

  constructor(ports: { tail: EventHubTail; clock: Clock }, source: TailSource, options: TrafficSessionOptions) {
    this.#tail = ports.tail;
    this.#clock = ports.clock;
    this.#source = source;
    this.#options = options;
  }

  /** Fires at most every 100 ms, only when something changed. */
  readonly onDidChange: Event<TrafficChanges> = (listener) => this.#changes.event(listener);

  /** True from a start until a failure or the end. */
  get isRunning(): boolean {
    return this.#run !== undefined && !this.#store.isDisposed;
  }

  /** Where the session reads, and with what right. */
  get source(): TailSource {
    return this.#source;
  }

  /** The present status. */
  get status(): TrafficStatus {
    return {
      state: this.#state,
      host: this.#source.host,
      hub: this.#source.hub,
      consumerGroup: this.#source.consumerGroup,
      partitionCount: this.#partitions.size,
      receivedEvents: this.#receivedEvents,
      keptExchanges: this.#exchanges.size,
      totalExchanges: this.#totalExchanges,
      keptBytes: this.#keptBytes,
      unreadableEvents: this.#unreadableEvents,
      missingEvents: this.#missingEvents,
      ...(this.#problem === undefined ? {} : { problem: this.#problem }),
    };
  }

  /** All kept exchanges, oldest first. */
  get exchanges(): Iterable<Exchange> {
    return this.#exchanges.values();
  }

  /** One exchange; undefined when it was evicted or never was. */
  find(number: number): Exchange | undefined {
    return this.#exchanges.get(number);
  }

  /**
   * Attaches to the hub. Rejects with a UserError, and the session is `failed` then; may be called again.
   * While it attaches or is attached, a further call changes nothing: two tails would show each event twice.
   */
  start(): Promise<void> {
    if (this.#starting === undefined && this.#run === undefined && !this.#store.isDisposed) {
      const starting = this.#attach().finally(() => {
        if (this.#starting === starting) {
          this.#starting = undefined;
        }
      });
      this.#starting = starting;
    }
    return this.#starting ?? Promise.resolve();
  }

  /**
   * Starts with a source for the same hub and consumer group, as `start` does. A session that runs with the same right goes on;
   * with another right it attaches anew, for an untested right is no better for an old one that works. The rows stay.
   */
  startWith(source: TailSource): Promise<void> {
    if (!isSameRight(this.#source, source)) {
      this.#source = source;
      this.#endRun();
      this.#starting = undefined;
    }
    return this.start();
  }

  async #attach(): Promise<void> {
    const run = this.#store.add(new DisposableStore());
    const abort = new AbortController();
    run.add(toDisposable(() => abort.abort()));
    this.#run = run;
    const source = this.#source;
    this.#partitions.clear();
    this.#setState('connecting');
    this.#problem = undefined;
    if (!this.#isTicking) {
      this.#isTicking = true;
      this.#store.add(this.#clock.every(batchPeriodInMs, () => this.#tick()));
    }
    try {
      run.add(await this.#tail.start(source, this.#listener(run), { abortSignal: abort.signal }));
    } catch (error) {
      throwIfReplaced(source, this.#source);
      if (!isCancelled(error)) {
        this.#fail(error);
      }
      throw error;
    }
    throwIfReplaced(source, this.#source);
  }

  /** Forgets all exchanges; what comes afterwards for a forgotten request is an orphan, honestly. */
  clear(): void {
    this.#exchanges.clear();
    this.#totalExchanges = 0;
    this.#keptBytes = 0;
    this.#dirty.clear();
    this.#removed.clear();
    this.#pairing = { ...createPairingState(), nextNumber: this.#pairing.nextNumber };
    this.#cleared = true;
  }

  dispose(): void {
    this.#state = 'stopped';
    this.#store.dispose();
  }

  #listener(run: DisposableStore): TailListener {
    const whileRunning =
      <A extends readonly unknown[]>(handler: (...values: A) => void) =>
      (...values: A): void => {
        if (this.#run === run && !run.isDisposed) {
          handler(...values);
        }
      };
    return {
      onEvents: whileRunning((events) => this.#take(events)),
      onPartition: whileRunning((partitionId, state) => {
        this.#partitions.set(partitionId, state);
        this.#setState(stateOf([...this.#partitions.values()]));
      }),
      onProblem: whileRunning((error, isFinal) => {
        if (isFinal) {
          this.#fail(error);
        } else {
          this.#note(error);
        }
      }),
      onGap: whileRunning((_partitionId, missing) => {
        this.#missingEvents += missing;
        this.#statusChanged = true;
      }),
    };
  }

  #take(events: readonly HubEvent[]): void {
    const now = this.#clock.now();
    for (const event of events) {
      const message = parseLoggedMessage(event);
      const { exchange, isNew } = pairMessage(this.#pairing, message, now);
      if (message.kind === 'unreadable') {
        this.#unreadableEvents++;
      }
      if (isNew) {
        this.#totalExchanges++;
      }
      this.#put(exchange);
    }
    this.#receivedEvents += events.length;
    this.#statusChanged ||= events.length > 0;
  }

  #put(exchange: Exchange): void {
    const replaced = this.#exchanges.get(exchange.number);
    this.#keptBytes += exchangeBytes(exchange) - (replaced === undefined ? 0 : exchangeBytes(replaced));
    this.#exchanges.set(exchange.number, exchange);
    this.#dirty.add(exchange.number);
    while (this.#isOverLimit()) {
      const [number, oldest] = this.#exchanges.entries().next().value as [number, Exchange];
      this.#exchanges.delete(number);
      this.#keptBytes -= exchangeBytes(oldest);
      this.#dirty.delete(number);
      this.#removed.add(number);
      forgetExchange(this.#pairing, oldest);
    }
  }

  #isOverLimit(): boolean {
    const { maxExchanges, maxBytes } = this.#options;
    return this.#exchanges.size > maxExchanges || (this.#keptBytes > maxBytes && this.#exchanges.size > 1);
  }

  #tick(): void {
    for (const exchange of expireUnanswered(this.#pairing, this.#clock.now(), this.#options.responseTimeoutInMs)) {
      this.#put(exchange);
    }
    if (this.#dirty.size === 0 && this.#removed.size === 0 && !this.#cleared && !this.#statusChanged) {
      return;
    }
    const changes: TrafficChanges = {
      cleared: this.#cleared,
      upserts: [...this.#dirty].flatMap((number) => this.#exchanges.get(number) ?? []),
      removed: [...this.#removed],
      status: this.status,
    };
    this.#dirty.clear();
    this.#removed.clear();
    this.#cleared = false;
    this.#statusChanged = false;
    this.#changes.fire(changes);
  }

  #setState(state: TrafficState): void {
    if (this.#state !== state) {
      this.#state = state;
      this.#statusChanged = true;
      if (state === 'live') {
        this.#problem = undefined;
      }
    }
  }

  #fail(error: unknown): void {
    this.#note(error);
    this.#setState('failed');
    this.#endRun();
  }

  #endRun(): void {
    if (this.#run !== undefined) {
      this.#store.remove(this.#run);
      this.#run = undefined;
    }
  }

  #note(error: unknown): void {
    this.#problem = error instanceof Error ? error.message : String(error);
    this.#statusChanged = true;
  }
}

/** A start whose right another one has replaced ended as cancelled, however its attaching went. */
function throwIfReplaced(started: TailSource, present: TailSource): void {
  if (started !== present) {
    throw cancelledError();
  }
}

function isSameRight({ credential: a }: TailSource, { credential: b }: TailSource): boolean {
  return a.kind === 'token'
    ? b.kind === 'token' && a.tokens === b.tokens
    : b.kind === 'connectionString' && a.text.reveal() === b.text.reveal();
}

function stateOf(partitions: readonly PartitionState[]): TrafficState {
  if (partitions.every((each) => each === 'live')) {
    return 'live';
  }
  return partitions.includes('reconnecting') ? 'reconnecting' : 'connecting';
}
