// A tail whose hub is a file: hands its events on once and says that this is all. So a file is shown by the same session as a hub.

import type { Disposable } from '../../base/disposable.ts';
import { toDisposable } from '../../base/disposable.ts';
import { Secret } from '../../base/secret.ts';
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

  constructor(file: TrafficFile) {
    this.#file = file;
  }

  start(source: TailSource, listener: TailListener): Promise<Disposable> {
    const { events, problem } = this.#file;
    listener.onEvents(events);
    listener.onEnd?.();
    if (problem !== undefined) {
      listener.onProblem(trafficFileUnreadable(source.hub, problem), false);
    }
    return Promise.resolve(toDisposable(() => undefined));
  }
}
