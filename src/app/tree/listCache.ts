// What the tree has listed, so that another page, order or filter asks Azure nothing.

/** Lists by the id of the node that shows them; ids in any letter case. */
export class ListCache {
  readonly #lists = new Map<string, Promise<unknown>>();

  /** The list of a node, asked for once; one that failed is asked for again the next time. */
  get<T>(id: string, list: () => Promise<T>): Promise<T> {
    const key = id.toLowerCase();
    const known = this.#lists.get(key);
    if (known !== undefined) {
      return known as Promise<T>;
    }
    const asked = list();
    this.#lists.set(key, asked);
    asked.catch(() => {
      if (this.#lists.get(key) === asked) {
        this.#lists.delete(key);
      }
    });
    return asked;
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
