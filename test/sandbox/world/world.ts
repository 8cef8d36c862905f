// The small world: clients, a gateway and backend machines that make honest HTTP traffic, logged to an event hub.

import { Agent } from 'node:http';
import type { Clock } from '../../../src/base/clock.ts';
import { systemClock } from '../../../src/base/clock.ts';
import type { Disposable } from '../../../src/base/disposable.ts';
import type { EventSink, Running } from '../contract.ts';
import type { Backend } from './backend.ts';
import { startBackend } from './backend.ts';
import type { PlannedCall } from './clients.ts';
import { clientCount, makeCall, planCalls, toRetry } from './clients.ts';
import type { Gateway } from './gateway.ts';
import { startGateway } from './gateway.ts';
import { guidOf, Random } from './random.ts';
import { WireTap } from './wireTap.ts';

export interface WorldOptions {
  readonly sink: EventSink;
  readonly hub: string;
  readonly seed: number;
  /** Calls per second on average; default 5, and 0 makes no traffic until `setRate` or `burst`. */
  readonly ratePerSecond?: number;
  /** Default 0: any free port. */
  readonly gatewayPort?: number;
  /** Backend machines; default 2. */
  readonly vmCount?: number;
  /** How long the gateway waits for a backend; default 3000. */
  readonly forwardTimeoutInMs?: number;
  readonly clock?: Clock;
}

export interface World extends Running {
  readonly gatewayUrl: string;
  /** Requests that reached the gateway, from anyone. */
  readonly requestCount: number;
  readonly tap: WireTap;
  /** Calls per second from now on; 0 pauses. */
  setRate(ratePerSecond: number): void;
  /** Makes so many calls at once, at most 32 at a time; resolves when all are answered. */
  burst(count: number): Promise<void>;
}

/** Calls open at one time; a stalled gateway must not pile up more. */
const maxOpenCalls = 64;
const burstWidth = 32;
const retryDelayInMs = 100;

export async function startWorld(options: WorldOptions): Promise<World> {
  const clock = options.clock ?? systemClock;
  const tap = new WireTap();
  const backend = await startBackend({ clock });
  try {
    const gateway = await startGateway({
      sink: options.sink,
      hub: options.hub,
      port: options.gatewayPort ?? 0,
      backendPort: backend.port,
      vmCount: options.vmCount ?? 2,
      forwardTimeoutInMs: options.forwardTimeoutInMs ?? 3000,
      clock,
      tap,
    });
    return new RunningWorld({ clock, tap, backend, gateway, seed: options.seed, rate: options.ratePerSecond ?? 5 });
  } catch (error) {
    await backend.stop();
    throw error;
  }
}

class RunningWorld implements World {
  readonly tap: WireTap;
  readonly #clock: Clock;
  readonly #backend: Backend;
  readonly #gateway: Gateway;
  readonly #calls: Generator<PlannedCall, never>;
  /** Pauses have a series of their own, so that the rate does not change what is called. */
  readonly #pauses: Random;
  readonly #agents = Array.from({ length: clientCount }, () => new Agent({ keepAlive: true, maxSockets: 16 }));
  readonly #timers = new Set<Disposable>();
  #next: Disposable | undefined;
  #rate = 0;
  #openCalls = 0;
  #isStopped = false;

  constructor(parts: {
    readonly clock: Clock;
    readonly tap: WireTap;
    readonly backend: Backend;
    readonly gateway: Gateway;
    readonly seed: number;
    readonly rate: number;
  }) {
    this.tap = parts.tap;
    this.#clock = parts.clock;
    this.#backend = parts.backend;
    this.#gateway = parts.gateway;
    this.#calls = planCalls(new Random(parts.seed));
    this.#pauses = new Random(parts.seed ^ 0x5bd1e995);
    this.setRate(parts.rate);
  }

  get gatewayUrl(): string {
    return this.#gateway.url;
  }

  get requestCount(): number {
    return this.#gateway.requestCount;
  }

  setRate(ratePerSecond: number): void {
    this.#rate = ratePerSecond;
    this.#next?.dispose();
    this.#next = undefined;
    if (ratePerSecond > 0 && !this.#isStopped) {
      this.#schedule(this.#clock.now() + this.#pause());
    }
  }

  async burst(count: number): Promise<void> {
    let left = count;
    const work = async (): Promise<void> => {
      while (left > 0 && !this.#isStopped) {
        left -= 1;
        await this.#make(this.#calls.next().value);
      }
    };
    await Promise.all(Array.from({ length: Math.min(burstWidth, count) }, work));
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.setRate(0);
    for (const timer of this.#timers) {
      timer.dispose();
    }
    for (const agent of this.#agents) {
      agent.destroy();
    }
    await Promise.all([this.#gateway.stop(), this.#backend.stop()]);
    this.tap.dispose();
  }

  /** Waits until a call is due and makes all that are due by then, so that high rates need no timer per call. */
  #schedule(due: number): void {
    this.#next = this.#clock.after(Math.max(0, due - this.#clock.now()), () => {
      const now = this.#clock.now();
      // After a stall, at most a second of calls is made up for.
      let next = Math.max(due, now - 1000);
      while (next <= now) {
        if (this.#openCalls < maxOpenCalls) {
          void this.#make(this.#calls.next().value);
        }
        next += this.#pause();
      }
      this.#schedule(next);
    });
  }

  /** Milliseconds to the next call, exponentially distributed as arrivals of many people are. */
  #pause(): number {
    return (-Math.log(1 - this.#pauses.next()) * 1000) / this.#rate;
  }

  async #make(call: PlannedCall): Promise<void> {
    this.#openCalls += 1;
    const agent = this.#agents[call.client]!;
    const status = await makeCall(new URL(this.gatewayUrl), agent, call);
    this.#openCalls -= 1;
    if (call.triesAgain && (status === 0 || status >= 500) && !this.#isStopped) {
      const id = String(call.headers['X-Request-Id'] ?? call.headers['x-request-id']);
      const retry = toRetry(call, new Random(Number.parseInt(guidOf(id).slice(0, 8), 16)));
      const timer = this.#clock.after(retryDelayInMs, () => {
        this.#timers.delete(timer);
        void this.#make(retry);
      });
      this.#timers.add(timer);
    }
  }
}
