// Time as a thing that is passed in, so that pure code never reads a clock and tests never sleep.

import type { Disposable } from './disposable.ts';
import { toDisposable } from './disposable.ts';

/** The current time and timers. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number;
  /** Runs `action` once after `delayInMs` unless disposed of before. */
  after(delayInMs: number, action: () => void): Disposable;
  /** Runs `action` every `periodInMs` until disposed of. */
  every(periodInMs: number, action: () => void): Disposable;
}

/** The machine's own clock. */
export const systemClock: Readonly<Clock> = {
  now: () => Date.now(),
  after(delayInMs, action) {
    const timer = setTimeout(action, delayInMs);
    return toDisposable(() => clearTimeout(timer));
  },
  every(periodInMs, action) {
    const timer = setInterval(action, periodInMs);
    return toDisposable(() => clearInterval(timer));
  },
};

/** Resolves after `delayInMs`, or rejects with the signal's reason as soon as it is aborted. */
export function delay(clock: Clock, delayInMs: number, abortSignal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (abortSignal?.aborted) {
      reject(abortSignal.reason as Error);
      return;
    }
    const onAbort = (): void => {
      timer.dispose();
      reject(abortSignal?.reason as Error);
    };
    const timer = clock.after(delayInMs, () => {
      abortSignal?.removeEventListener('abort', onAbort);
      resolve();
    });
    abortSignal?.addEventListener('abort', onAbort, { once: true });
  });
}

/** A signal that aborts after `delayInMs`; dispose of it when the operation is over. */
export function timeoutSignal(clock: Clock, delayInMs: number): { readonly abortSignal: AbortSignal } & Disposable {
  const controller = new AbortController();
  const timer = clock.after(delayInMs, () => controller.abort());
  return { abortSignal: controller.signal, dispose: () => timer.dispose() };
}
