// Values with consecutive numbers: added at the end, dropped at the beginning, found by number in constant time.

/** A queue whose values keep their numbers. Dropping costs nothing per value that stays. */
export class NumberedQueue<T> {
  #values: (T | undefined)[] = [];
  /** Values at the front of the array that were dropped and not yet cut off. */
  #dropped = 0;
  #first: number;

  /** @param first number of the first value */
  constructor(first: number) {
    this.#first = first;
  }

  /** Number of the oldest value; of the next one when there is none. */
  get first(): number {
    return this.#first;
  }

  /** Number that the next value gets. */
  get next(): number {
    return this.#first + this.size;
  }

  get size(): number {
    return this.#values.length - this.#dropped;
  }

  push(value: T): void {
    this.#values.push(value);
  }

  get(number: number): T | undefined {
    return number < this.#first ? undefined : this.#values[number - this.#first + this.#dropped];
  }

  /** Takes the oldest value out. */
  shift(): T | undefined {
    if (this.size === 0) {
      return undefined;
    }
    const value = this.#values[this.#dropped];
    this.#values[this.#dropped++] = undefined;
    this.#first++;
    // Cut when half of the array is empty: each value is moved once at most.
    if (this.#dropped > 1024 && this.#dropped * 2 > this.#values.length) {
      this.#values = this.#values.slice(this.#dropped);
      this.#dropped = 0;
    }
    return value;
  }

  /** Drops all values; the numbers go on. */
  clear(): void {
    this.#first = this.next;
    this.#values = [];
    this.#dropped = 0;
  }

  /** Oldest first. */
  *[Symbol.iterator](): Iterator<T> {
    for (let number = this.#first; number < this.next; number++) {
      yield this.get(number) as T;
    }
  }
}
