// Lifetimes: everything that must be given back is a Disposable, and exactly one DisposableStore owns it.

/** Something to give back once. `dispose` may be called again without effect. Structurally VS Code's Disposable. */
export interface Disposable {
  dispose(): void;
}

/** Makes a Disposable of a function; the function runs at most once. */
export function toDisposable(release: () => void): Disposable {
  let done = false;
  return {
    dispose() {
      if (!done) {
        done = true;
        release();
      }
    },
  };
}

/**
 * Owns disposables and gives them back in reverse order of their arrival.
 * What is added after `dispose` is given back at once, so a late arrival cannot leak.
 */
export class DisposableStore implements Disposable {
  #items: Disposable[] = [];
  #disposed = false;

  /** True once `dispose` was called. */
  get isDisposed(): boolean {
    return this.#disposed;
  }

  /** How many disposables are owned now; for leak tests. */
  get size(): number {
    return this.#items.length;
  }

  /** Takes ownership and hands the same object back, so that creation and registration stand on one line. */
  add<T extends Disposable>(item: T): T {
    if (this.#disposed) {
      item.dispose();
    } else {
      this.#items.push(item);
    }
    return item;
  }

  /** Gives one item back now and forgets it. */
  remove(item: Disposable): void {
    const index = this.#items.indexOf(item);
    if (index >= 0) {
      this.#items.splice(index, 1);
      item.dispose();
    }
  }

  /** Gives everything back; an item that throws does not keep the others, the first error is thrown at the end. */
  dispose(): void {
    this.#disposed = true;
    const errors: unknown[] = [];
    for (const item of this.#items.splice(0).toReversed()) {
      try {
        item.dispose();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) {
      throw errors.length === 1 ? errors[0] : new AggregateError(errors, 'Several disposables failed');
    }
  }
}
