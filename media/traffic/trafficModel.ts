// What the panel shows, without any DOM: rows in order of arrival, the selection, and the pause. The truth stays in the host.

import type { TrafficRow } from '../../src/domain/traffic/trafficRow.ts';
import type { TrafficSnapshot, TrafficUpdate } from '../../src/protocol/trafficContract.ts';
import type { TrafficStatus } from '../../src/domain/traffic/trafficStatus.ts';

/** The view's own state. Rows come and go by snapshot and update only. */
export class TrafficModel {
  readonly #rows = new Map<number, TrafficRow>();
  #order: number[] = [];
  #status: TrafficStatus | undefined;
  #selected: number | undefined;
  #isPaused = false;
  readonly #newWhilePaused = new Set<number>();

  get status(): TrafficStatus | undefined {
    return this.#status;
  }

  get rowCount(): number {
    return this.#order.length;
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** Rows that came while the view is frozen; they are not lost, the host has them. */
  get newWhilePaused(): number {
    return this.#newWhilePaused.size;
  }

  /** Number of the selected exchange. */
  get selected(): number | undefined {
    return this.#selected;
  }

  /** The row at a place from the top, oldest first. */
  rowAt(index: number): TrafficRow | undefined {
    const number = this.#order[index];
    return number === undefined ? undefined : this.#rows.get(number);
  }

  /** Place of a row from the top, or -1. Numbers only grow, so the order is sorted by them. */
  indexOf(number: number): number {
    let low = 0;
    let high = this.#order.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const value = this.#order[middle] as number;
      if (value === number) {
        return middle;
      }
      if (value < number) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1;
  }

  /** Takes everything anew. The selection stays if its row does. */
  reset(snapshot: TrafficSnapshot): void {
    this.#status = snapshot.status;
    this.#rows.clear();
    for (const row of snapshot.rows) {
      this.#rows.set(row.number, row);
    }
    this.#order = [...this.#rows.keys()].toSorted((a, b) => a - b);
    this.#newWhilePaused.clear();
    if (this.#selected !== undefined && !this.#rows.has(this.#selected)) {
      this.#selected = undefined;
    }
  }

  /**
   * Takes a step. While paused only the status moves, and what is new is counted.
   * @returns how many rows went from the top of the list
   */
  apply(update: TrafficUpdate): number {
    this.#status = update.status;
    if (this.#isPaused) {
      this.#countWhilePaused(update);
      return 0;
    }
    if (update.cleared) {
      this.#rows.clear();
      this.#order = [];
      this.#selected = undefined;
    }
    const before = this.#order.length;
    this.#remove(update.removed);
    const removed = before - this.#order.length;
    for (const row of update.upserts) {
      this.#put(row);
    }
    return removed;
  }

  select(number: number | undefined): void {
    this.#selected = number;
  }

  /** Freezes the view; the session goes on. */
  pause(): void {
    this.#isPaused = true;
  }

  /** Ends the pause; the caller asks the host for a snapshot, for the steps in between were not kept. */
  resume(): void {
    this.#isPaused = false;
    this.#newWhilePaused.clear();
  }

  /** A new row counts once, however often it changes, and no longer when the host has dropped it again. */
  #countWhilePaused(update: TrafficUpdate): void {
    if (update.cleared) {
      this.#newWhilePaused.clear();
    }
    for (const number of update.removed) {
      this.#newWhilePaused.delete(number);
    }
    for (const { number } of update.upserts) {
      if (!this.#rows.has(number)) {
        this.#newWhilePaused.add(number);
      }
    }
  }

  #put(row: TrafficRow): void {
    if (!this.#rows.has(row.number)) {
      const last = this.#order.at(-1);
      if (last === undefined || last < row.number) {
        this.#order.push(row.number);
      } else {
        this.#order.push(row.number);
        this.#order.sort((a, b) => a - b);
      }
    }
    this.#rows.set(row.number, row);
  }

  #remove(numbers: readonly number[]): void {
    if (numbers.length === 0) {
      return;
    }
    for (const number of numbers) {
      this.#rows.delete(number);
    }
    this.#order = this.#order.filter((number) => this.#rows.has(number));
    if (this.#selected !== undefined && !this.#rows.has(this.#selected)) {
      this.#selected = undefined;
    }
  }
}
