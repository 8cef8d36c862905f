// What the broker's tests share: a broker with two hubs, real clients with fast retries, and waiting for events.

import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type {
  EventHubConsumerClientOptions,
  EventPosition,
  ReceivedEventData,
  SubscribeOptions,
} from '@azure/event-hubs';
import { EventHubConsumerClient, EventHubProducerClient, RetryMode } from '@azure/event-hubs';
import type { Broker } from './broker.ts';
import { startBroker } from './broker.ts';
import type { BrokerOptions } from './options.ts';

export const keyName = 'RootManageSharedAccessKey';
export const key = 'test-key-of-the-namespace';
export const hub = 'apim';

/** Short, so that a failing test fails soon. */
export const retryOptions = {
  mode: RetryMode.Fixed,
  retryDelayInMs: 100,
  maxRetryDelayInMs: 300,
  maxRetries: 2,
  timeoutInMs: 3000,
};

const earliest: EventPosition = { offset: '-1' };

/** A broker and what must be closed before it: a client whose broker is gone takes a minute to close. */
export type TestBroker = Broker & { readonly closers: (() => Promise<unknown>)[] };

/** Starts a broker that stops at the end of the test, after its clients. */
export async function brokerFor(context: TestContext, options: Partial<BrokerOptions> = {}): Promise<TestBroker> {
  const broker = await startBroker({
    hubs: [{ name: hub, partitionCount: 2, consumerGroups: ['wirewatch'] }],
    keys: [{ name: keyName, key }],
    ...options,
  });
  const closers: (() => Promise<unknown>)[] = [];
  context.after(async () => {
    await Promise.allSettled(closers.map((close) => close()));
    await broker.stop();
  });
  return Object.assign(broker, { closers });
}

function connectionString(broker: Broker, sharedKey = key, name = keyName): string {
  return `Endpoint=sb://127.0.0.1:${broker.plainPort};SharedAccessKeyName=${name};SharedAccessKey=${sharedKey};UseDevelopmentEmulator=true`;
}

export function consumerFor(
  broker: TestBroker,
  options: { readonly group?: string; readonly hub?: string; readonly sharedKey?: string } = {},
): EventHubConsumerClient {
  const client = new EventHubConsumerClient(
    options.group ?? '$Default',
    connectionString(broker, options.sharedKey),
    options.hub ?? hub,
    { retryOptions } satisfies EventHubConsumerClientOptions,
  );
  broker.closers.push(() => client.close());
  return client;
}

export function producerFor(broker: TestBroker, hubName = hub): EventHubProducerClient {
  const client = new EventHubProducerClient(connectionString(broker), hubName, { retryOptions });
  broker.closers.push(() => client.close());
  return client;
}

/** Appends texts from inside. */
export function fill(broker: Broker, partitionId: string, texts: readonly string[], hubName = hub): void {
  for (const text of texts) {
    broker.append(hubName, partitionId, { body: Buffer.from(text) });
  }
}

/** What a promise rejects with; of several errors the last, as the client nests the errors of its retries. */
export async function refusal(promise: Promise<unknown>): Promise<{ code: string | undefined; message: string }> {
  let error = await promise.then(
    () => assert.fail('It was let in'),
    (reason: unknown) => reason,
  );
  while (error instanceof AggregateError) {
    error = error.errors.at(-1);
  }
  const last = error as { code?: string; message: string };
  return { code: last.code, message: last.message };
}

/** What a subscription hears. */
export interface Reading {
  readonly events: ReceivedEventData[];
  readonly errors: (Error & { code?: string })[];
  /** Reasons for which the partition was closed. */
  readonly closings: string[];
  /** The bodies so far, as text. */
  readonly texts: string[];
  until(condition: () => boolean, what: string): Promise<void>;
  close(): Promise<void>;
}

/** Subscribes to one partition. The subscription is closed by `close` or with its client. */
export function read(
  client: EventHubConsumerClient,
  options: { readonly partitionId?: string; readonly from?: EventPosition } & Partial<SubscribeOptions> = {},
): Reading {
  const { partitionId = '0', from = earliest, ...rest } = options;
  const events: ReceivedEventData[] = [];
  const errors: (Error & { code?: string })[] = [];
  const closings: string[] = [];
  const waiting = new Set<() => void>();
  const changed = (): Promise<void> => {
    for (const look of waiting) {
      look();
    }
    return Promise.resolve();
  };
  const subscription = client.subscribe(
    partitionId,
    {
      processEvents(batch) {
        events.push(...batch);
        return changed();
      },
      processError(error) {
        errors.push(error);
        return changed();
      },
      processClose(reason) {
        closings.push(reason);
        return changed();
      },
    },
    { startPosition: from, maxBatchSize: 500, maxWaitTimeInSeconds: 1, skipParsingBodyAsJson: true, ...rest },
  );
  return {
    events,
    errors,
    closings,
    get texts() {
      return events.map((event) => String(event.body));
    },
    until(condition, what) {
      return new Promise((resolve, reject) => {
        const look = (): void => {
          if (condition()) {
            clearTimeout(deadline);
            waiting.delete(look);
            resolve();
          }
        };
        const deadline = setTimeout(() => {
          waiting.delete(look);
          const heard = JSON.stringify({ events: events.length, errors: errors.map(String), closings });
          reject(new Error(`Waited in vain for ${what}: ${heard}`));
        }, 8000);
        waiting.add(look);
        look();
      });
    },
    close: () => subscription.close(),
  };
}

/**
 * Lets the process end although 6.0.4 forgets the 45-minute token timer of a receiver whose link was detached by
 * the service and attached again.
 */
export function unrefTokenTimers(context: TestContext): void {
  const { setTimeout } = globalThis;
  const minuteInMs = 60_000;
  context.mock.method(globalThis, 'setTimeout', (action: () => void, delayInMs?: number) => {
    const timer = setTimeout(action, delayInMs);
    return delayInMs !== undefined && delayInMs > minuteInMs ? timer.unref() : timer;
  });
}

/** Waits until the hub has so many receivers; looks again every few milliseconds. */
export async function receivers(broker: Broker, count: number): Promise<void> {
  const deadline = Date.now() + 5000;
  while (broker.hubs.reduce((sum, { receiverCount }) => sum + receiverCount, 0) !== count) {
    if (Date.now() > deadline) {
      throw new Error(`There are not ${count} receivers: ${JSON.stringify(broker.hubs)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
