// A tail whose hub is a file: hands its events on once and says that this is all. So a file is shown by the same session as a hub.

import { delay } from '../../base/clock.ts';
import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import { toDisposable } from '../../base/disposable.ts';
import { Secret } from '../../base/secret.ts';
import type { CallOptions } from '../azure/ports.ts';
import { trafficFileUnreadable } from '../error/userErrors.ts';
import type { ExchangeStoreLimits } from '../../domain/traffic/store/exchangeStore.ts';
import type { EventHubTail, TailListener, TailSource } from './ports.ts';
import type { TrafficFile } from './trafficFile.ts';

/** A file is shown whole; nothing more comes for a request without a response. */
export const fileLimits: Readonly<ExchangeStoreLimits> = {
  maxExchanges: 1_000_000,
  maxBytes: 4 * 1024 * 1024 * 1024,
  responseTimeoutInMs: 0,
};

const eventsInOneGo = 500;

/** Source of a session that reads a file: only the name is shown, and there is no right to hide. */
export function fileSource(name: string): TailSource {
  return {
    host: '',
    hub: name,
    consumerGroup: '',
    start: { kind: 'earliest' },
    transport: { kind: 'tcp' },
    credential: { kind: 'connectionString', text: new Secret('') },
  };
}

/** Hands on the events of one file. */
export class FileTail implements EventHubTail {
  readonly #file: TrafficFile;
  readonly #clock: Clock;

  constructor(file: TrafficFile, clock: Clock) {
    this.#file = file;
    this.#clock = clock;
  }

  async start(source: TailSource, listener: TailListener, options: CallOptions = {}): Promise<Disposable> {
    const { events, problem } = this.#file;
    for (let from = 0; from < events.length; from += eventsInOneGo) {
      if (from > 0) {
        // Others get their turn: a file may hold a hundred thousand events.
        await delay(this.#clock, 0, options.abortSignal);
      }
      listener.onEvents(events.slice(from, from + eventsInOneGo));
    }
    listener.onEnd?.();
    if (problem !== undefined) {
      listener.onProblem(trafficFileUnreadable(source.hub, problem), false);
    }
    return toDisposable(() => undefined);
  }
}
