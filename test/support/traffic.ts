// Logged messages and an event hub in memory: a tail that the test lets speak.

import type { Disposable } from '../../src/base/disposable.ts';
import { toDisposable } from '../../src/base/disposable.ts';
import type { CallOptions } from '../../src/app/azure/ports.ts';
import type { EventHubTail, TailListener, TailSource } from '../../src/app/traffic/ports.ts';
import { Secret } from '../../src/base/secret.ts';
import type { HubEvent } from '../../src/domain/traffic/loggedMessage.ts';

const encoder = new TextEncoder();

/** A text as an event of a hub. */
export function makeEvent(text: string | Uint8Array, parts: Partial<HubEvent> = {}): HubEvent {
  return {
    partitionId: '0',
    sequenceNumber: 1,
    enqueuedAt: 1_767_323_045_000,
    body: typeof text === 'string' ? encoder.encode(text) : text,
    ...parts,
  };
}

/** The event of a request as the documented policy writes it. */
export function requestEvent(id: string, parts: Partial<HubEvent> = {}): HubEvent {
  return makeEvent(`request:${id}\nGET /items/${id} HTTP/1.1\r\nHost: api.contoso.com\r\n\r\n`, parts);
}

/** The event of a response. */
export function responseEvent(id: string, parts: Partial<HubEvent> = {}): HubEvent {
  return makeEvent(`response:${id}\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi`, parts);
}

/** Where the fake tail is attached. The key must never be seen anywhere. */
export const tailSource: TailSource = {
  host: 'contoso.servicebus.windows.net',
  hub: 'api-traffic',
  consumerGroup: '$Default',
  start: { kind: 'latest' },
  transport: { kind: 'tcp' },
  credential: {
    kind: 'connectionString',
    text: new Secret(
      'Endpoint=sb://contoso.servicebus.windows.net/;SharedAccessKeyName=listen;SharedAccessKey=TOPSECRET=',
    ),
  },
};

/** One attachment of a fake tail. */
export interface FakeRun {
  readonly listener: TailListener;
  isDisposed: boolean;
}

/** Every start makes a run; the test speaks through its listener. */
export class FakeTail implements EventHubTail {
  readonly runs: FakeRun[] = [];
  /** What each start was asked for. */
  readonly sources: TailSource[] = [];
  /** The hub's partitions. */
  partitionIds: readonly string[] = ['0'];
  /** Where reading of each partition begins, for those that are to tell it. */
  places: Readonly<Record<string, number>> = {};
  /** What a start does before it resolves; throw to let it fail. */
  beforeStart: (options: CallOptions) => Promise<void> | void = () => undefined;

  /** How many runs are not disposed of. */
  get open(): number {
    return this.runs.filter((run) => !run.isDisposed).length;
  }

  /** The latest run's listener. */
  get listener(): TailListener {
    const run = this.runs.at(-1);
    if (run === undefined) {
      throw new Error('The tail was not started');
    }
    return run.listener;
  }

  async start(source: TailSource, listener: TailListener, options: CallOptions = {}): Promise<Disposable> {
    this.sources.push(source);
    for (const id of this.partitionIds) {
      listener.onPartition(id, 'connecting', 0);
    }
    await this.beforeStart(options);
    for (const [id, last] of Object.entries(this.places)) {
      listener.onPlace?.(id, last);
    }
    const run: FakeRun = { listener, isDisposed: false };
    this.runs.push(run);
    for (const id of this.partitionIds) {
      listener.onPartition(id, 'live', 0);
    }
    return toDisposable(() => {
      run.isDisposed = true;
    });
  }
}
