// A list that comes from Azure for a key, such as the accounts of a region: on its way, there, or failed with the reason.

import { errorText } from '../../src/base/errorText.ts';
/** Keeps the answer to the latest key; earlier answers that come late are dropped. */
export class LoadedList<T> {
  readonly #load: (key: string) => Promise<readonly T[]>;
  readonly #onChange: () => void;
  key: string | undefined;
  items: readonly T[] = [];
  isLoading = false;
  problem: string | undefined;

  constructor(load: (key: string) => Promise<readonly T[]>, onChange: () => void) {
    this.#load = load;
    this.#onChange = onChange;
  }

  /** Loads the list of a key, also again. Never rejects. */
  async load(key: string): Promise<void> {
    if (key !== this.key) {
      this.items = [];
    }
    this.key = key;
    this.isLoading = true;
    this.problem = undefined;
    this.#onChange();
    try {
      const items = await this.#load(key);
      if (this.key === key) {
        this.items = items;
      }
    } catch (error) {
      if (this.key === key) {
        this.problem = errorText(error);
      }
    }
    if (this.key === key) {
      this.isLoading = false;
      this.#onChange();
    }
  }

  /** Changes the items in place of a new answer. */
  change(change: (item: T) => T): void {
    this.items = this.items.map(change);
  }
}
