// Calls receivers by the rules of action groups: six attempts at most, only after faults that may pass, then a quarter of an
// hour of silence for that address. Every attempt is kept in a log.

import type { Clock } from '../../../src/base/clock.ts';
import { delay } from '../../../src/base/clock.ts';
import type { Disposable } from '../../../src/base/disposable.ts';
import type { Event } from '../../../src/base/event.ts';
import { Emitter } from '../../../src/base/event.ts';
import type { Payload } from './payload.ts';
import type { PostResult } from './post.ts';
import { post } from './post.ts';
import type { Receiver } from './receivers.ts';

/** What is delivered. Ids of rule and group are empty in a test notification. */
export interface Parcel {
  readonly rule: string;
  readonly group: string;
  readonly alertId: string;
  readonly condition: string;
  readonly body: Payload;
}

/** One attempt, as the control endpoint shows it. */
export interface Delivery extends Omit<Parcel, 'body'> {
  readonly at: string;
  readonly receiver: string;
  readonly mechanism: string;
  /** Without its query, which holds keys; the name of the hub for one. */
  readonly address: string;
  /** From 1. */
  readonly attempt: number;
  /** HTTP status; null when there was no answer. */
  readonly status: number | null;
  readonly outcome: 'delivered' | 'willRetry' | 'failed' | 'notCalled';
  readonly reason?: string;
  readonly body: Payload;
}

/** Seconds between attempts. Source: the action groups page of Azure Monitor. */
const retriesInSeconds = [5, 20, 5, 40, 5] as const;
const passing: ReadonlySet<number> = new Set([408, 429, 503, 504]);
const silenceInMs = 15 * 60_000;
const timeoutInMs = 10_000;
const leastTimeoutInMs = 1000;
const logLimit = 5000;

/** What it is made of. */
interface Parts {
  readonly clock: Clock;
  readonly ca: string;
  readonly alertMinuteInMs: number;
  /** A token for the audience of a secure webhook. */
  readonly tokenFor: (audience: string) => string;
  /** Appends to a hub. @throws when there is none of that name */
  readonly append: (hub: NonNullable<Receiver['hub']>, alertId: string, body: string) => void;
}

/** Sends parcels and remembers how it went. */
export class Deliveries implements Disposable {
  readonly #options: Parts;
  readonly #emitter = new Emitter<Delivery>();
  readonly #silentUntil = new Map<string, number>();
  readonly #idle: (() => void)[] = [];
  #entries: Delivery[] = [];
  #stopped = new AbortController();
  #callCount = 0;

  /** Tells of every attempt when it is over. */
  readonly onDidDeliver: Event<Delivery> = this.#emitter.event;

  constructor(options: Parts) {
    this.#options = options;
  }

  /** Attempts, oldest first. */
  get entries(): readonly Delivery[] {
    return this.#entries;
  }

  /** Resolves when nobody is being called; calls that wait for their next attempt do not count. */
  idle(): Promise<void> {
    return this.#callCount === 0 ? Promise.resolve() : new Promise((resolve) => this.#idle.push(resolve));
  }

  /** Delivers to one receiver; resolves with the last attempt. `isOnce` leaves out retries and silence. Never rejects. */
  async deliver(parcel: Parcel, receiver: Receiver, isOnce = false): Promise<Delivery> {
    const stopped = this.#stopped.signal;
    const address = addressOf(receiver);
    const until = this.#silentUntil.get(address) ?? 0;
    if (!isOnce && until > this.#options.clock.now()) {
      const reason = 'The address failed before and is not called for 15 minutes.';
      return this.#record(parcel, receiver, { attempt: 1, outcome: 'notCalled', status: null, reason });
    }
    for (let attempt = 1; ; attempt += 1) {
      const result = await this.#call(parcel, receiver, stopped);
      const pause = isOnce || !mayPass(result) ? undefined : retriesInSeconds[attempt - 1];
      const isLast = pause === undefined;
      const delivery = this.#record(parcel, receiver, { attempt, ...toOutcome(result, isLast) });
      if (isLast) {
        if (!isOnce && mayPass(result)) {
          this.#silentUntil.set(address, this.#options.clock.now() + this.#scale(silenceInMs));
        }
        return delivery;
      }
      try {
        await delay(this.#options.clock, this.#scale(pause * 1000), stopped);
      } catch {
        // The sandbox stops, or begins anew.
        return delivery;
      }
    }
  }

  /** Forgets the log, the silences and everything that still waits. */
  reset(): void {
    this.#stopped.abort();
    this.#stopped = new AbortController();
    this.#entries = [];
    this.#silentUntil.clear();
  }

  dispose(): void {
    this.#stopped.abort();
    this.#emitter.dispose();
  }

  #scale(durationInMs: number): number {
    return (durationInMs * this.#options.alertMinuteInMs) / 60_000;
  }

  async #call(parcel: Parcel, receiver: Receiver, stopped: AbortSignal): Promise<PostResult> {
    const body = JSON.stringify(parcel.body);
    if (receiver.hub !== undefined) {
      return this.#append(receiver.hub, parcel.alertId, body);
    }
    if (receiver.url === undefined) {
      return { kind: 'refused', reason: `The sandbox has no ${receiver.mechanism}.` };
    }
    this.#callCount += 1;
    try {
      return await post(receiver.url, {
        body,
        headers:
          receiver.audience === undefined
            ? {}
            : { authorization: `Bearer ${this.#options.tokenFor(receiver.audience)}` },
        ca: this.#options.ca,
        clock: this.#options.clock,
        timeoutInMs: Math.max(leastTimeoutInMs, this.#scale(timeoutInMs)),
        stopped,
      });
    } finally {
      this.#callCount -= 1;
      // After whoever waits for the result has recorded it.
      setImmediate(() => this.#tellIdle());
    }
  }

  #append(hub: NonNullable<Receiver['hub']>, alertId: string, body: string): PostResult {
    try {
      this.#options.append(hub, alertId, body);
      return { kind: 'answered', status: 201 };
    } catch (error) {
      return { kind: 'refused', reason: error instanceof Error ? error.message : String(error) };
    }
  }

  #tellIdle(): void {
    if (this.#callCount === 0) {
      this.#idle.splice(0).forEach((tell) => tell());
    }
  }

  #record(
    { body, ...about }: Parcel,
    receiver: Receiver,
    result: Pick<Delivery, 'attempt' | 'status' | 'outcome' | 'reason'>,
  ): Delivery {
    const delivery: Delivery = {
      at: new Date(this.#options.clock.now()).toISOString(),
      ...about,
      receiver: receiver.name,
      mechanism: receiver.mechanism,
      address: addressOf(receiver),
      ...result,
      body,
    };
    this.#entries.push(delivery);
    if (this.#entries.length > logLimit) {
      this.#entries.shift();
    }
    this.#emitter.fire(delivery);
    return delivery;
  }
}

function mayPass(result: PostResult): boolean {
  return result.kind === 'answered' ? passing.has(result.status) : result.kind !== 'refused';
}

function toOutcome(result: PostResult, isLast: boolean): Pick<Delivery, 'status' | 'outcome' | 'reason'> {
  if (result.kind === 'answered') {
    const isGood = result.status >= 200 && result.status < 300;
    return { status: result.status, outcome: isGood ? 'delivered' : isLast ? 'failed' : 'willRetry' };
  }
  const outcome = result.kind === 'refused' ? 'notCalled' : isLast ? 'failed' : 'willRetry';
  return { status: null, outcome, reason: result.reason };
}

function addressOf({ url, hub }: Receiver): string {
  return hub === undefined ? (url ?? '').replace(/[?#].*$/s, '') : `${hub.namespace}/${hub.name}`;
}
