// A clock that moves only when a test moves it: no test sleeps, and what is still scheduled can be counted.

import type { Clock } from '../../src/base/clock.ts';
import type { Disposable } from '../../src/base/disposable.ts';
import { toDisposable } from '../../src/base/disposable.ts';

interface Timer {
  due: number;
  readonly periodInMs: number | undefined;
  readonly action: () => void;
}

/** Time by hand. */
export class ManualClock implements Clock {
  readonly #timers = new Set<Timer>();
  #now: number;

  constructor(now = Date.UTC(2026, 0, 2, 3, 4, 5)) {
    this.#now = now;
  }

  /** Timers that were not disposed of and, unless periodic, have not run. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Milliseconds until the next timer; undefined when there is none. */
  get nextInMs(): number | undefined {
    const next = this.#next();
    return next === undefined ? undefined : next.due - this.#now;
  }

  now(): number {
    return this.#now;
  }

  after(delayInMs: number, action: () => void): Disposable {
    return this.#add({ due: this.#now + delayInMs, periodInMs: undefined, action });
  }

  every(periodInMs: number, action: () => void): Disposable {
    return this.#add({ due: this.#now + periodInMs, periodInMs, action });
  }

  /** Moves the time and runs what falls due, in order; promises get to run after each timer. */
  async advance(byInMs: number): Promise<void> {
    const end = this.#now + byInMs;
    for (let next = this.#next(); next !== undefined && next.due <= end; next = this.#next()) {
      this.#now = next.due;
      if (next.periodInMs === undefined) {
        this.#timers.delete(next);
      } else {
        next.due += next.periodInMs;
      }
      next.action();
      await settled();
    }
    this.#now = end;
    await settled();
  }

  #add(timer: Timer): Disposable {
    this.#timers.add(timer);
    return toDisposable(() => this.#timers.delete(timer));
  }

  #next(): Timer | undefined {
    return [...this.#timers].reduce<Timer | undefined>(
      (first, timer) => (first === undefined || timer.due < first.due ? timer : first),
      undefined,
    );
  }
}

/** Resolves when all promises that can go on without time or network have done so. */
export function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
