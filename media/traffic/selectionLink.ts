// Tells the host which rows are selected, for its commands work on them: soon after the last change, at once when it asks.

import type { ViewChannel } from '../../src/protocol/channel.ts';
import type { TrafficContract } from '../../src/protocol/trafficContract.ts';
import type { RowSelection } from './model/rowSelection.ts';

/** A few rows are told at once, so that a key pressed right after finds them; many are told when the selecting rests. */
const fewRows = 100;
const delayInMs = 40;
/** As many as the host takes. */
export const maxSelected = 200_000;

/** Sends the selection. */
export class SelectionLink {
  readonly #channel: ViewChannel<TrafficContract>;
  readonly #selection: RowSelection;
  readonly #attempt: (work: Promise<unknown>) => void;
  #timer: number | undefined;

  /** @param attempt sees to it that a failure is told */
  constructor(
    channel: ViewChannel<TrafficContract>,
    selection: RowSelection,
    attempt: (work: Promise<unknown>) => void,
  ) {
    this.#channel = channel;
    this.#selection = selection;
    this.#attempt = attempt;
  }

  /** The selection is another one. */
  changed(): void {
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.flush(), delayInMs);
    if (this.#selection.count <= fewRows) {
      this.flush();
    }
  }

  /** Sends what has not been sent. */
  flush(): void {
    if (this.#timer !== undefined) {
      window.clearTimeout(this.#timer);
      this.#timer = undefined;
      this.#attempt(this.#channel.request('select', this.#selection.numbers(maxSelected)));
    }
  }
}
