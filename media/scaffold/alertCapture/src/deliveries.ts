// An action group delivers an alert again when an answer is lost or late, and several groups may deliver the same one at once. What
// is on its way is shared, and what was started is remembered for a quarter of an hour, as long as deliveries are repeated.

import type { Outcome } from './outcome.ts';

const keptForInMs = 900_000;
const mostKept = 2000;

/** Outcomes by alert and target, in this process. Other processes meet at the capture's name. */
export class Deliveries {
  readonly #kept = new Map<string, { readonly outcome: Promise<Outcome>; readonly at: number }>();

  /** The outcome of the same delivery before, or of `start`. */
  async once(key: string, start: () => Promise<Outcome>): Promise<Outcome> {
    const known = this.#kept.get(key);
    if (known !== undefined && known.at + keptForInMs > Date.now()) {
      return asEarlier(await known.outcome);
    }
    const entry = { outcome: start(), at: Date.now() };
    this.#kept.set(key, entry);
    this.#trim();
    let isStarted = false;
    try {
      const outcome = await entry.outcome;
      isStarted = outcome.kind === 'started';
      return outcome;
    } finally {
      // Only a capture that runs is worth remembering: whatever failed is tried anew.
      if (!isStarted && this.#kept.get(key) === entry) {
        this.#kept.delete(key);
      }
    }
  }

  /** Deliveries come in the order of their keys' first sight, so the first is the oldest. */
  #trim(): void {
    for (const key of this.#kept.keys()) {
      if (this.#kept.size <= mostKept) {
        return;
      }
      this.#kept.delete(key);
    }
  }
}

function asEarlier(outcome: Outcome): Outcome {
  return outcome.kind === 'started'
    ? { kind: 'started', entry: { ...outcome.entry, state: 'alreadyStarted' } }
    : outcome;
}
