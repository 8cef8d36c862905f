// How many events a second the broker gives to the real client, and what each costs on both sides. The broker runs as
// a process of its own; the peer is a bare rhea receiver, below which no client built on rhea can go.
// Run: node test/bench/eventHubsBroker.bench.ts [events per round] [rounds]

import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { EventHubConsumerClient, RetryMode } from '@azure/event-hubs';
import rhea from 'rhea';
import type { CliAnswer, CliCommand, CliConfig, CliReady } from '../sandbox/eventHubs/cli.ts';

const eventCount = Number(process.argv[2] ?? 60_000);
const roundCount = Number(process.argv[3] ?? 3);
const bodySize = 1500;
const keyName = 'bench';
const key = 'bench-key';

interface Measure {
  readonly client: string;
  readonly partitions: number;
  readonly eventsPerSecond: number;
  /** Microseconds of processor time per event. */
  readonly clientCpu: number;
  readonly brokerCpu: number;
}

class BrokerProcess {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  constructor(config: CliConfig) {
    const cli = fileURLToPath(new URL('../sandbox/eventHubs/cli.ts', import.meta.url));
    this.#child = spawn(process.execPath, [cli, JSON.stringify(config)], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#lines = createInterface({ input: this.#child.stdout! })[Symbol.asyncIterator]();
  }

  async ready(): Promise<CliReady> {
    return JSON.parse((await this.#lines.next()).value as string) as CliReady;
  }

  async cpu(): Promise<number> {
    this.#child.stdin!.write(`${JSON.stringify({ command: 'usage' } satisfies CliCommand)}\n`);
    const { usage } = JSON.parse((await this.#lines.next()).value as string) as CliAnswer;
    return (usage?.user ?? 0) + (usage?.system ?? 0);
  }

  async stop(): Promise<void> {
    this.#child.stdin!.end();
    await once(this.#child, 'exit');
  }
}

function ownCpu(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** The real client with the options a live tail uses. */
async function receiveWithSdk(port: number, hub: string, partitions: number): Promise<{ startedAt: number }> {
  const connection = `Endpoint=sb://127.0.0.1:${port};SharedAccessKeyName=${keyName};SharedAccessKey=${key};UseDevelopmentEmulator=true`;
  const client = new EventHubConsumerClient('$Default', connection, hub, {
    retryOptions: {
      mode: RetryMode.Exponential,
      retryDelayInMs: 250,
      maxRetryDelayInMs: 2000,
      maxRetries: 4,
      timeoutInMs: 10_000,
    },
  });
  const expected = eventCount * partitions;
  let received = 0;
  let startedAt = 0;
  const all = Promise.withResolvers<void>();
  const subscriptions = Array.from({ length: partitions }, (_, partition) =>
    client.subscribe(
      String(partition),
      {
        processEvents: (events) => {
          startedAt ||= performance.now();
          received += events.length;
          if (received >= expected) {
            all.resolve();
          }
          return Promise.resolve();
        },
        processError: (error) => {
          all.reject(error);
          return Promise.resolve();
        },
      },
      { startPosition: { offset: '-1' }, maxBatchSize: 500, maxWaitTimeInSeconds: 1, skipParsingBodyAsJson: true },
    ),
  );
  await all.promise;
  const took = { startedAt };
  // Closing is not measured, so it happens after the caller has read its clocks.
  queueMicrotask(
    () => void Promise.all(subscriptions.map((subscription) => subscription.close())).then(() => client.close()),
  );
  return took;
}

/** A receiver of rhea alone, with the same credit. */
function receiveWithRhea(port: number, hub: string, partitions: number): Promise<{ startedAt: number }> {
  const expected = eventCount * partitions;
  let received = 0;
  let startedAt = 0;
  const resource = `sb://127.0.0.1:${port}/${hub}`;
  const expiry = String(Math.ceil(Date.now() / 1000) + 3600);
  const encoded = encodeURIComponent(resource);
  const signature = createHmac('sha256', key).update(`${encoded}\n${expiry}`).digest('base64');
  const token = `SharedAccessSignature sr=${encoded}&sig=${encodeURIComponent(signature)}&se=${expiry}&skn=${keyName}`;
  return new Promise((resolve, reject) => {
    const connection = rhea
      .create_container()
      .connect({ host: '127.0.0.1', port, username: 'bench', reconnect: false });
    connection.on('disconnected', (context) => reject(context.error as Error));
    const replies = connection.open_receiver({ name: 'cbs', source: '$cbs' });
    const requests = connection.open_sender('$cbs');
    requests.once('sendable', () =>
      requests.send({
        body: token,
        message_id: '1',
        reply_to: 'cbs',
        application_properties: { operation: 'put-token', name: resource, type: 'servicebus.windows.net:sastoken' },
      }),
    );
    replies.once('message', () => {
      for (let partition = 0; partition < partitions; partition += 1) {
        const session = connection.create_session();
        session.begin();
        const address = `${hub}/ConsumerGroups/$Default/Partitions/${partition}`;
        const receiver = session.open_receiver({ source: { address }, credit_window: 1500 });
        receiver.on('message', () => {
          startedAt ||= performance.now();
          received += 1;
          if (received === expected) {
            connection.removeAllListeners('disconnected').on('disconnected', () => undefined);
            connection.close();
            resolve({ startedAt });
          }
        });
      }
    });
  });
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

async function measure(): Promise<void> {
  const partitionCounts = [1, 4];
  const hubs = partitionCounts.map((partitionCount) => ({ name: `bench${partitionCount}`, partitionCount }));
  const broker = new BrokerProcess({
    hubs,
    keys: [{ name: keyName, key }],
    preload: hubs.flatMap((hub) =>
      Array.from({ length: hub.partitionCount }, (_, partition) => ({
        hub: hub.name,
        partitionId: String(partition),
        count: eventCount,
        size: bodySize,
      })),
    ),
  });
  const { plainPort } = await broker.ready();
  const clients = [
    { name: '@azure/event-hubs', receive: receiveWithSdk },
    { name: 'rhea receiver (floor)', receive: receiveWithRhea },
  ];
  const measures: Measure[] = [];
  for (let round = 0; round < roundCount; round += 1) {
    for (const partitions of partitionCounts) {
      for (const { name, receive } of clients) {
        const [brokerBefore, clientBefore] = [await broker.cpu(), ownCpu()];
        const { startedAt } = await receive(plainPort, `bench${partitions}`, partitions);
        const seconds = (performance.now() - startedAt) / 1000;
        const [clientAfter, brokerAfter] = [ownCpu(), await broker.cpu()];
        const events = eventCount * partitions;
        measures.push({
          client: name,
          partitions,
          eventsPerSecond: events / seconds,
          clientCpu: (clientAfter - clientBefore) / events,
          brokerCpu: (brokerAfter - brokerBefore) / events,
        });
      }
    }
  }
  await broker.stop();
  const rows = clients.flatMap(({ name }) =>
    partitionCounts.map((partitions) => {
      const own = measures.filter((item) => item.client === name && item.partitions === partitions);
      return {
        client: name,
        partitions,
        'events/s (median)': Math.round(median(own.map((item) => item.eventsPerSecond))),
        'events/s (best)': Math.round(Math.max(...own.map((item) => item.eventsPerSecond))),
        'client us/event': Number(median(own.map((item) => item.clientCpu)).toFixed(1)),
        'broker us/event': Number(median(own.map((item) => item.brokerCpu)).toFixed(1)),
      };
    }),
  );
  console.table(rows);
  console.log(JSON.stringify({ bench: 'eventHubsBroker', bodySize, eventCount, roundCount, rows, measures }));
}

await measure();
