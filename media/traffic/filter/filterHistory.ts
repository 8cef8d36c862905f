// The latest filters, for Up and Down in the line; the newest last, none twice in a row.

const maxEntries = 30;

/** A list that is walked from its end; what was typed before stands behind the newest entry. */
export class FilterHistory {
  readonly #entries: string[];
  #at: number;
  #draft = '';

  constructor(entries: readonly string[] = []) {
    this.#entries = entries.slice(-maxEntries);
    this.#at = this.#entries.length;
  }

  get entries(): readonly string[] {
    return this.#entries;
  }

  /** Remembers a filter that was used. */
  add(text: string): void {
    if (text.trim() !== '') {
      const before = this.#entries.indexOf(text);
      if (before >= 0) {
        this.#entries.splice(before, 1);
      }
      this.#entries.push(text);
      this.#entries.splice(0, this.#entries.length - maxEntries);
    }
    this.#at = this.#entries.length;
  }

  /** The entry before or after; undefined at the ends. @param current what stands in the line */
  step(direction: -1 | 1, current: string): string | undefined {
    if (this.#at === this.#entries.length) {
      this.#draft = current;
    }
    const next = this.#at + direction;
    if (next < 0 || next > this.#entries.length) {
      return undefined;
    }
    this.#at = next;
    return next === this.#entries.length ? this.#draft : this.#entries[next];
  }
}
