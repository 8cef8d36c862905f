// What the tree has listed, so that another page, order or filter asks Azure nothing.

/** Lists by the id of the node that shows them; ids in any letter case. */
export class ListCache {
  readonly #lists = new Map<string, Promise<unknown>>();
  readonly #pending = new Set<Promise<unknown>>();

  /** The list of a node, asked for once; one that failed is asked for again the next time. */
  get<T>(id: string, list: () => Promise<T>): Promise<T> {
    const key = id.toLowerCase();
    const known = this.#lists.get(key);
    if (known !== undefined) {
      return known as Promise<T>;
    }
    const asked = list();
    this.#lists.set(key, asked);
    this.#pending.add(asked);
    asked.then(
      () => this.#pending.delete(asked),
      () => {
        this.#pending.delete(asked);
        if (this.#lists.get(key) === asked) {
          this.#lists.delete(key);
        }
      },
    );
    return asked;
  }

  /** True while the list of a node is on its way. */
  isPending(id: string): boolean {
    const known = this.#lists.get(id.toLowerCase());
    return known !== undefined && this.#pending.has(known);
  }

  /** Forgets the captures of all watchers of a subscription. */
  forgetWatchers(subscriptionId: string): void {
    const start = `/subscriptions/${subscriptionId.toLowerCase()}/`;
    for (const each of Array.from(this.#lists.keys())) {
      if (each.startsWith(start) && each.includes('/networkwatchers/')) {
        this.#lists.delete(each);
      }
    }
  }

  /** Forgets the lists of a node and of everything below it. */
  forget(id: string): void {
    const key = id.toLowerCase();
    for (const each of Array.from(this.#lists.keys())) {
      if (each === key || each.startsWith(`${key}/`) || each.startsWith(`${key}#`)) {
        this.#lists.delete(each);
      }
    }
  }

  /** Forgets all lists. */
  clear(): void {
    this.#lists.clear();
  }
}
