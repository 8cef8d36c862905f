// Events inside the product: a typed list of listeners, free of any host.

import type { Disposable } from './disposable.ts';
import { toDisposable } from './disposable.ts';

/** Subscribes a listener; dispose of the result to unsubscribe. Structurally VS Code's Event. */
export type Event<T> = (listener: (value: T) => unknown) => Disposable;

/** Source of an Event. A listener that throws is reported to `onError` and does not keep the others from hearing. */
export class Emitter<T> implements Disposable {
  readonly #listeners = new Set<(value: T) => unknown>();
  readonly #onError: (error: unknown) => void;

  /** @param onError hears what a listener throws; by default it is thrown again on a microtask, so it is never lost */
  constructor(onError: (error: unknown) => void = rethrowLater) {
    this.#onError = onError;
  }

  /** How many listeners there are now; for leak tests. */
  get size(): number {
    return this.#listeners.size;
  }

  /** Adds a listener; the same function added twice hears twice. */
  readonly event: Event<T> = (listener) => {
    const own = (value: T): unknown => listener(value);
    this.#listeners.add(own);
    return toDisposable(() => this.#listeners.delete(own));
  };

  /** Tells every listener, in the order of their arrival. */
  fire(value: T): void {
    for (const listener of Array.from(this.#listeners)) {
      try {
        listener(value);
      } catch (error) {
        this.#onError(error);
      }
    }
  }

  /** Forgets all listeners. */
  dispose(): void {
    this.#listeners.clear();
  }
}

function rethrowLater(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
