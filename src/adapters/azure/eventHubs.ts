// Entry of the chunk with the Event Hubs client: a tail that neither loses nor doubles an event over broken connections.

import { isUserError } from '../../app/error/userError.ts';
import type { CallOptions } from '../../app/azure/ports.ts';
import type { EventHubTail, TailListener, TailSource } from '../../app/traffic/ports.ts';
import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import type { Log } from '../../base/log.ts';
import { toHubError, unreadableConnectionString } from './eventHubErrors.ts';
import { TailRun } from './eventHubRun.ts';

/** Tails through @azure/event-hubs. */
export class AzureEventHubTail implements EventHubTail {
  readonly #clock: Clock;
  readonly #log: Log;

  constructor(clock: Clock, log: Log) {
    this.#clock = clock;
    this.#log = log;
  }

  async start(source: TailSource, listener: TailListener, options: CallOptions = {}): Promise<Disposable> {
    const run = this.#prepare(source, listener);
    const onAbort = (): void => run.dispose();
    options.abortSignal?.addEventListener('abort', onAbort, { once: true });
    try {
      await run.start(options.abortSignal);
      return run;
    } catch (error) {
      run.dispose();
      throw toHubError(error, source);
    } finally {
      options.abortSignal?.removeEventListener('abort', onAbort);
    }
  }

  /** The client reads the connection string when it is made, and refuses it with a TypeError that quotes it. */
  #prepare(source: TailSource, listener: TailListener): TailRun {
    try {
      return new TailRun(source, listener, { clock: this.#clock, log: this.#log });
    } catch (error) {
      throw source.credential.kind === 'connectionString' && error instanceof Error && !isUserError(error)
        ? unreadableConnectionString(source)
        : error;
    }
  }
}
