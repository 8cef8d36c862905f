// One run of a tail and its exchanges: a bounded store that tells of its changes in batches. Views hold no truth, this does.

import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import { DisposableStore, toDisposable } from '../../base/disposable.ts';
import { errorText } from '../../base/errorText.ts';
import type { Event } from '../../base/event.ts';
import { Emitter } from '../../base/event.ts';
import type { Annotation, Exchange } from '../../domain/traffic/exchange.ts';
import { clockSkewInMs } from '../../domain/traffic/exchangeDetails.ts';
import type { HubEvent } from '../../domain/traffic/loggedMessage.ts';
import { ExchangeStore } from '../../domain/traffic/store/exchangeStore.ts';
import type { ExchangeStoreLimits } from '../../domain/traffic/store/exchangeStore.ts';
import type { ExchangeEntry, MessagePlace } from '../../domain/traffic/store/exchangeEntry.ts';
import type { MessageSlab } from '../../domain/traffic/store/messageSlab.ts';
import type { PartitionState, TrafficState, TrafficStatus } from '../../domain/traffic/trafficStatus.ts';
import { cancelledError, isCancelled } from '../../base/abort.ts';
import type { EventHubTail, TailListener, TailSource } from './ports.ts';
import { PartitionBoard } from './partitionBoard.ts';

/** Changes since the last batch. Exchanges before `firstNumber` that are not pinned are gone. */
export interface TrafficChanges {
  /** Numbers of new and changed exchanges; some may be gone again. */
  readonly changed: ReadonlySet<number>;
  readonly firstNumber: number;
  readonly status: TrafficStatus;
}

/** An annotation with the key by which its exchange is found again. */
export interface KeyedAnnotation {
  readonly key: string;
  readonly annotation: Annotation;
}

/** Pause between two batches of changes; short enough to feel immediate, long enough to keep a panel calm at 1,000 events/s. */
const batchPeriodInMs = 100;

/** Owns the tail and the exchanges. Starts with `start`, ends with `dispose`. */
export class TrafficSession implements Disposable {
  #source: TailSource;
  readonly #tail: EventHubTail;
  readonly #clock: Clock;
  readonly #limits: ExchangeStoreLimits;
  readonly #store = new DisposableStore();
  readonly #changes = this.#store.add(new Emitter<TrafficChanges>());
  readonly #exchanges: ExchangeStore;
  readonly #partitions = new PartitionBoard();
  #dirty = new Set<number>();
  #state: TrafficState = 'stopped';
  #problem: string | undefined;
  #receivedEvents = 0;
  #missingEvents = 0;
  /** Samples of how far the gateway's clock is from the hub's, the latest ones. */
  #skews: readonly number[] = [];
  #latestNumber = 0;
  /** Numbers of exchanges that a person has touched; some may be gone. */
  readonly #annotated = new Set<number>();
  /** Annotations of exchanges that were not seen yet, by their keys. */
  #awaited = new Map<string, Annotation>();
  #annotationRevision = 0;
  #statusChanged = false;
  /** The present attachment: what an older one still tells is not heard. */
  #run: DisposableStore | undefined;
  #starting: Promise<void> | undefined;
  #isTicking = false;

  constructor(ports: { tail: EventHubTail; clock: Clock }, source: TailSource, limits: ExchangeStoreLimits) {
    this.#tail = ports.tail;
    this.#clock = ports.clock;
    this.#source = source;
    this.#limits = limits;
    this.#exchanges = new ExchangeStore(limits);
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
    const counts = this.#exchanges.counts;
    const skew = medianOf(this.#skews);
    return {
      state: this.#state,
      host: this.#source.host,
      hub: this.#source.hub,
      consumerGroup: this.#source.consumerGroup,
      partitions: this.#partitions.all,
      receivedEvents: this.#receivedEvents,
      unreadableEvents: counts.unreadable,
      repeatedEvents: counts.repeated,
      outOfOrderEvents: counts.outOfOrder,
      missingEvents: this.#missingEvents,
      evictedExchanges: counts.evicted,
      keptExchanges: counts.kept,
      totalExchanges: counts.total,
      maxExchanges: this.#limits.maxExchanges,
      keptBytes: counts.keptBytes,
      maxBytes: this.#limits.maxBytes,
      pinnedExchanges: counts.pinned,
      pendingExchanges: counts.pending,
      unansweredExchanges: counts.unanswered,
      ...(skew === undefined || skew === 0 ? {} : { clockSkewInMs: skew }),
      ...(this.#problem === undefined ? {} : { problem: this.#problem }),
    };
  }

  /** The exchanges; to be read only. */
  get exchanges(): ExchangeStore {
    return this.#exchanges;
  }

  /** One exchange; undefined when it was evicted or never was. */
  find(number: number): Exchange | undefined {
    return this.#exchanges.find(number);
  }

  /** Last sequence number that was read on each partition, or where its reading began: where a later session goes on. */
  get positions(): Readonly<Record<string, number>> {
    return this.#partitions.positions;
  }

  /** Sets what a person added to an exchange. @returns the new value, or undefined when the exchange is gone */
  annotate(number: number, change: (annotation: Annotation) => Annotation): Annotation | undefined {
    const known = this.#exchanges.entry(number)?.annotation;
    const annotation = known === undefined ? undefined : this.#exchanges.annotate(number, change(known));
    if (annotation !== undefined) {
      // Added anew, for the latest are the last.
      this.#annotated.delete(number);
      this.#annotated.add(number);
      this.#annotationRevision++;
    }
    this.#dirty.add(number);
    return annotation;
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
   * with another right it attaches anew, for an untested right is no better for an old one that works. The rows stay, and what
   * was read, by this session or the one that it restores, is not read anew: the source's start counts only before that.
   */
  startWith(source: TailSource): Promise<void> {
    if (this.#run === undefined || !isSameRight(this.#source, source)) {
      const { start } = this.#source;
      this.#source = start.kind === 'after' ? { ...source, start } : source;
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
    const positions = this.#knownPlaces;
    this.#partitions.reset();
    this.#setState('connecting');
    this.#problem = undefined;
    if (!this.#isTicking) {
      this.#isTicking = true;
      this.#store.add(this.#clock.every(batchPeriodInMs, () => this.#tick()));
    }
    try {
      // A session that has read already goes on where it was: what was stored meanwhile is not lost, and nothing comes twice.
      const start = Object.keys(positions).length === 0 ? source.start : ({ kind: 'after', positions } as const);
      run.add(await this.#tail.start({ ...source, start }, this.#listener(run), { abortSignal: abort.signal }));
    } catch (error) {
      throwIfReplaced(source, this.#source);
      if (!isCancelled(error)) {
        this.#fail(error);
      } else if (this.#run === run) {
        // A person dismissed the sign-in: nothing went wrong, and the next try must find the way free.
        this.#setState('stopped');
        this.#endRun();
      }
      throw error;
    }
    throwIfReplaced(source, this.#source);
  }

  /** Where each partition is to be read on: as far as it was read here, or else where the source has it. */
  get #knownPlaces(): Readonly<Record<string, number>> {
    const { start } = this.#source;
    return { ...(start.kind === 'after' ? start.positions : {}), ...this.#partitions.positions };
  }

  /**
   * Sequence number before the oldest kept event of each partition: from behind it all kept exchanges but the pinned ones of long
   * ago could be read again. What is known of a partition only from the source counts until it has news.
   */
  get keptPositions(): Readonly<Record<string, number>> {
    const positions = new Map<string, number>(Object.entries(this.#knownPlaces));
    const { reader, firstNumber, nextNumber } = this.#exchanges;
    const note = (slab: MessageSlab, at: number): void => {
      const id = reader.partitionId(slab, at);
      const before = slab.sequenceNumber(at) - 1;
      if (before < (positions.get(id) ?? -Infinity)) {
        positions.set(id, before);
      }
    };
    // Halves may lie in any order, but those of a partition's first events are among the oldest rows.
    const end = Math.min(nextNumber, firstNumber + maxLookedAt);
    for (let number = firstNumber; number < end; number++) {
      const entry = this.#exchanges.entry(number);
      for (const { slab, at } of entry === undefined ? [] : placesOf(entry)) {
        note(slab, at);
      }
    }
    return Object.fromEntries(positions);
  }

  /** What a person added, each with the key of its exchange (see annotationKey), that of exchanges not seen yet too; latest last. */
  get annotations(): readonly KeyedAnnotation[] {
    const annotations = Array.from(this.#awaited, ([key, annotation]) => ({ key, annotation }));
    for (const number of this.#annotated) {
      const entry = this.#exchanges.entry(number);
      if (entry === undefined || isUntouched(entry.annotation)) {
        this.#annotated.delete(number);
      } else {
        annotations.push({ key: this.#keyOf(entry), annotation: entry.annotation });
      }
    }
    return annotations;
  }

  /** Grows whenever a person has changed an annotation: who keeps them need not look before. */
  get annotationRevision(): number {
    return this.#annotationRevision;
  }

  /** Sets what a person added to exchanges of an earlier session as soon as they are seen again. */
  annotateWhenSeen(annotations: Iterable<KeyedAnnotation>): void {
    this.#awaited = new Map(Array.from(annotations, ({ key, annotation }) => [key, annotation]));
  }

  /** Forgets all exchanges but the pinned ones; what comes afterwards for a forgotten request is an orphan, honestly. */
  clear(): void {
    this.#exchanges.clear();
    this.#statusChanged = true;
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
      onPartition: whileRunning((partitionId, state, lag) => {
        this.#partitions.set(partitionId, state, lag);
        this.#setState(stateOf(this.#partitions.all.map((each) => each.state)));
        this.#statusChanged = true;
      }),
      onPlace: whileRunning((partitionId, lastSequenceNumber) => {
        this.#partitions.place(partitionId, lastSequenceNumber);
        this.#statusChanged = true;
      }),
      onProblem: whileRunning((error, isFinal) => {
        if (isFinal) {
          this.#fail(error);
        } else {
          this.#note(error);
        }
      }),
      onEnd: whileRunning(() => {
        // What is read through has no partitions that could be behind.
        this.#partitions.clear();
        this.#setState('stopped');
      }),
      onGap: whileRunning((partitionId, missing) => {
        this.#missingEvents += missing;
        this.#partitions.addMissing(partitionId, missing);
        this.#exchanges.noteGap(this.#clock.now());
        this.#statusChanged = true;
      }),
    };
  }

  #take(events: readonly HubEvent[]): void {
    const now = this.#clock.now();
    for (const event of events) {
      this.#latestNumber = this.#exchanges.take(event, now);
      this.#dirty.add(this.#latestNumber);
      this.#partitions.noteEvent(event);
    }
    this.#receivedEvents += events.length;
    this.#statusChanged ||= events.length > 0;
  }

  #tick(): void {
    for (const number of this.#exchanges.expire(this.#clock.now())) {
      this.#dirty.add(number);
    }
    if (this.#dirty.size === 0 && !this.#statusChanged) {
      return;
    }
    this.#sampleSkew();
    this.#annotateAwaited();
    const changed = this.#dirty;
    this.#dirty = new Set();
    this.#statusChanged = false;
    this.#changes.fire({ changed, firstNumber: this.#exchanges.firstNumber, status: this.status });
  }

  #annotateAwaited(): void {
    if (this.#awaited.size === 0) {
      return;
    }
    for (const number of this.#dirty) {
      const entry = this.#exchanges.entry(number);
      const key = entry === undefined ? '' : this.#keyOf(entry);
      const annotation = this.#awaited.get(key);
      if (annotation !== undefined) {
        this.#awaited.delete(key);
        this.#exchanges.annotate(number, annotation);
        this.#annotated.add(number);
      }
    }
  }

  /** The exchange's annotationKey, without parsing it. */
  #keyOf({ messageId, state, requestSlab, requestAt }: ExchangeEntry): string {
    return state === 'unreadable' && requestSlab !== undefined
      ? `event ${this.#exchanges.reader.partitionId(requestSlab, requestAt)} ${requestSlab.sequenceNumber(requestAt)}`
      : `id ${messageId}`;
  }

  /** One response a batch is enough to know the clocks. */
  #sampleSkew(): void {
    const response = this.find(this.#latestNumber)?.response;
    const skew = response === undefined ? undefined : clockSkewInMs(response);
    if (skew !== undefined) {
      this.#skews = [...this.#skews, skew].slice(-maxSkews);
    }
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
    this.#problem = errorText(error);
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

/** Live when every partition is attached, however far behind; the panel shows each by itself. */
function stateOf(partitions: readonly PartitionState[]): TrafficState {
  if (partitions.every((each) => each === 'live' || each === 'lagging')) {
    return 'live';
  }
  return partitions.every(isWellOrComing) ? 'connecting' : 'reconnecting';
}

function isWellOrComing(state: PartitionState): boolean {
  return state === 'connecting' || state === 'live' || state === 'lagging';
}

/** Where the events of an entry lie. */
function* placesOf({
  requestSlab,
  requestAt,
  responseSlab,
  responseAt,
  repeats,
}: ExchangeEntry): Iterable<MessagePlace> {
  if (requestSlab !== undefined) {
    yield { slab: requestSlab, at: requestAt };
  }
  if (responseSlab !== undefined) {
    yield { slab: responseSlab, at: responseAt };
  }
  yield* repeats;
}

function isUntouched({ isPinned, mark, note }: Annotation): boolean {
  return !isPinned && mark === undefined && note === '';
}

/** Rows from the oldest that are asked where each partition begins. */
const maxLookedAt = 20_000;
/** Samples of the clocks' difference that are kept. */
const maxSkews = 51;

function medianOf(values: readonly number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}
