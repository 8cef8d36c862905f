// How far this machine's clock is from Azure's, heard from the `Date` of its answers. Small differences are none: an answer takes its
// time, and `Date` has whole seconds; what was heard once stands until it is clearly wrong, so that times shown do not tremble.

import type { PipelinePolicy } from '@azure/core-rest-pipeline';
import type { Clock } from '../../base/clock.ts';

/** A clock that is off by less is taken as right. */
const toleranceInMs = 30_000;

/** A new difference must be this far from the known one to replace it. */
const jitterInMs = 10_000;

/** Listens to answers, and tells times of Azure in times of this machine. */
export class ServiceClock {
  readonly #clock: Clock;
  #aheadInMs: number | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** This machine's time less Azure's; 0 as long as they are close, or nothing was heard. */
  get aheadInMs(): number {
    return this.#aheadInMs === undefined || Math.abs(this.#aheadInMs) <= toleranceInMs ? 0 : this.#aheadInMs;
  }

  /** Takes the `Date` of an answer that came just now; anything that is no date is passed over. */
  hear(date: string | undefined): void {
    const heard = this.#clock.now() - Date.parse(date ?? '');
    if (!Number.isNaN(heard) && Math.abs(heard - (this.#aheadInMs ?? Infinity)) > jitterInMs) {
      this.#aheadInMs = heard;
    }
  }

  /** Hears every answer; to be added next to the network. */
  policy(): PipelinePolicy {
    return {
      name: 'wirewatchServiceClock',
      sendRequest: async (request, next) => {
        const response = await next(request);
        this.hear(response.headers.get('date'));
        return response;
      },
    };
  }
}
