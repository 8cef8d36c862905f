// Owns the running work of ARM (timers, recordings). Unlike a plain store it can be emptied and used again, for a reset.

import type { Disposable } from '../../../src/base/disposable.ts';
import { DisposableStore } from '../../../src/base/disposable.ts';

/** A store of disposables that can be reset. */
export class WorkStore implements Disposable {
  #store = new DisposableStore();

  /** Takes ownership and hands the same object back. */
  add<T extends Disposable>(item: T): T {
    return this.#store.add(item);
  }

  /** Gives one item back now and forgets it. */
  remove(item: Disposable): void {
    this.#store.remove(item);
  }

  /** Gives everything back and starts empty. */
  reset(): void {
    this.#store.dispose();
    this.#store = new DisposableStore();
  }

  /** Gives everything back for good. */
  dispose(): void {
    this.#store.dispose();
  }
}
