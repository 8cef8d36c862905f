// The whole way of an event, from the socket into the session's store, through the product's own tail: how many a second and what
// each costs against a bare client that only counts; how long after its sending an event is in the store; and how long the event
// loop stands still, also while a view of a hundred thousand rows is shown, filtered and searched. The broker is another process.
// Run: node test/bench/trafficPipeline.bench.ts [events per round] [rounds] [seconds at 500 events/s]

import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { EventHubConsumerClient, RetryMode } from '@azure/event-hubs';
import { AzureEventHubTail } from '../../src/adapters/azure/eventHubs.ts';
import type { EventHubTail, TailListener, TailSource } from '../../src/app/traffic/ports.ts';
import { TrafficSession } from '../../src/app/traffic/trafficSession.ts';
import { TrafficView } from '../../src/app/traffic/trafficView.ts';
import { systemClock } from '../../src/base/clock.ts';
import type { Log } from '../../src/base/log.ts';
import { Secret } from '../../src/base/secret.ts';
import { packNumbers, packRows } from '../../src/protocol/packedRows.ts';
import type { CliAnswer, CliCommand, CliConfig, CliReady } from '../sandbox/eventHubs/cli.ts';
import { middleOf } from './measure.ts';
import { makeMessages } from './trafficMessages.ts';

const eventCount = Number(process.argv[2] ?? 20_000);
const roundCount = Number(process.argv[3] ?? 15);
const seconds = Number(process.argv[4] ?? 10);
const bodySize = 1500;
const keyName = 'bench';
const key = 'bench-key';
const limits = { maxExchanges: 1_000_000, maxBytes: 4e9, responseTimeoutInMs: 60_000 };
const silent = (): void => undefined;
const log: Log = { debug: silent, info: silent, warn: console.warn, error: console.error };
const decoder = new TextDecoder();

/** The broker as a process; each command is answered by a line. */
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

  send(command: CliCommand): void {
    this.#child.stdin!.write(`${JSON.stringify(command)}\n`);
  }

  async answer(): Promise<CliAnswer> {
    const answer = JSON.parse((await this.#lines.next()).value as string) as CliAnswer;
    if (answer.error !== undefined) {
      throw new Error(answer.error);
    }
    return answer;
  }

  async stop(): Promise<void> {
    this.#child.stdin!.end();
    await once(this.#child, 'exit');
  }
}

interface Run {
  readonly eventsPerSecond: number;
  /** Microseconds of processor time per event, attaching included. */
  readonly cpu: number;
}

const connectionTo = (port: number): string =>
  `Endpoint=sb://127.0.0.1:${port};SharedAccessKeyName=${keyName};SharedAccessKey=${key};UseDevelopmentEmulator=true`;

function cpuSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

/** The same client and options as the tail's, with a handler that counts. */
async function runBare(port: number): Promise<Run> {
  const before = process.cpuUsage();
  const client = new EventHubConsumerClient('$Default', connectionTo(port), 'bench', {
    retryOptions: {
      mode: RetryMode.Exponential,
      retryDelayInMs: 250,
      maxRetryDelayInMs: 2000,
      maxRetries: 4,
      timeoutInMs: 10_000,
    },
    loadBalancingOptions: { updateIntervalInMs: 2_000_000_000 },
  });
  let received = 0;
  let startedAt = 0;
  const all = Promise.withResolvers<void>();
  const subscription = client.subscribe(
    '0',
    {
      processEvents: (events) => {
        startedAt ||= events.length > 0 ? performance.now() : 0;
        received += events.length;
        if (received >= eventCount) {
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
  );
  await all.promise;
  const run = {
    eventsPerSecond: (eventCount * 1000) / (performance.now() - startedAt),
    cpu: cpuSince(before) / eventCount,
  };
  await subscription.close();
  await client.close();
  return run;
}

/** The product's tail; tells when the session has taken events. */
class WatchedTail implements EventHubTail {
  readonly #tail = new AzureEventHubTail(systemClock, log);
  readonly #onTaken: (events: Parameters<TailListener['onEvents']>[0]) => void;
  startedAt = 0;

  constructor(onTaken: (events: Parameters<TailListener['onEvents']>[0]) => void) {
    this.#onTaken = onTaken;
  }

  start(...[source, listener, options]: Parameters<EventHubTail['start']>): ReturnType<EventHubTail['start']> {
    const watched: TailListener = {
      onEvents: (events) => {
        this.startedAt ||= performance.now();
        listener.onEvents(events);
        this.#onTaken(events);
      },
      onPartition: (...told) => listener.onPartition(...told),
      onProblem: (...told) => listener.onProblem(...told),
      onGap: (...told) => listener.onGap(...told),
    };
    return this.#tail.start(source, watched, options);
  }
}

const sourceAt = (port: number, hub: string, start: TailSource['start']): TailSource => ({
  host: `127.0.0.1:${port}`,
  hub,
  consumerGroup: '$Default',
  start,
  transport: { kind: 'tcp' },
  credential: { kind: 'connectionString', text: new Secret(connectionTo(port)) },
});

async function runOurs(port: number): Promise<Run> {
  const before = process.cpuUsage();
  let received = 0;
  const all = Promise.withResolvers<void>();
  const tail = new WatchedTail((events) => {
    received += events.length;
    if (received >= eventCount) {
      all.resolve();
    }
  });
  const session = new TrafficSession(
    { tail, clock: systemClock },
    sourceAt(port, 'bench', { kind: 'earliest' }),
    limits,
  );
  await session.start();
  await all.promise;
  const took = performance.now() - tail.startedAt;
  const run = { eventsPerSecond: (eventCount * 1000) / took, cpu: cpuSince(before) / eventCount };
  const { keptExchanges, repeatedEvents, unreadableEvents } = session.status;
  if (keptExchanges !== eventCount / 2 || repeatedEvents + unreadableEvents !== 0) {
    throw new Error(`${keptExchanges} exchanges of ${eventCount} events`);
  }
  session.dispose();
  await pause(200);
  return run;
}

async function throughput(broker: BrokerProcess, port: number) {
  for (const { bytes } of makeMessages({ count: eventCount, bytes: bodySize })) {
    broker.send({ command: 'append', hub: 'bench', partitionId: '0', text: decoder.decode(bytes) });
  }
  for (let n = 0; n < eventCount; n++) {
    await broker.answer();
  }
  const runs: { bare: Run; ours: Run }[] = [];
  for (let round = -1; round < roundCount; round++) {
    const bare = await runBare(port);
    const ours = await runOurs(port);
    if (round >= 0) {
      runs.push({ bare, ours });
    }
  }
  const middle = (read: (run: { bare: Run; ours: Run }) => number): number => middleOf(runs.map(read));
  return {
    bare: {
      eventsPerSecond: Math.round(middle(({ bare }) => bare.eventsPerSecond)),
      cpu: middle(({ bare }) => bare.cpu),
    },
    ours: {
      eventsPerSecond: Math.round(middle(({ ours }) => ours.eventsPerSecond)),
      cpu: middle(({ ours }) => ours.cpu),
    },
    /** Of the rounds' ratios the middle one: neighbours in time meet the same noise. */
    ratioOfEvents: middle(({ bare, ours }) => ours.eventsPerSecond / bare.eventsPerSecond),
    ratioOfCpu: middle(({ bare, ours }) => bare.cpu / ours.cpu),
  };
}

interface Stalls {
  readonly longest: number;
  readonly p99: number;
}

/** Watches the event loop. @returns ends it: milliseconds by which a timer of 1 ms was late at most */
function watchLoop(): () => Stalls {
  const monitor = monitorEventLoopDelay({ resolution: 1 });
  monitor.enable();
  return () => {
    monitor.disable();
    return { longest: monitor.max / 1e6, p99: monitor.percentile(99) / 1e6 };
  };
}

const at = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0;

/** Sends pairs at 500 events/s until it is aborted; answers are not waited for. */
async function send(broker: BrokerProcess, abortSignal: AbortSignal): Promise<void> {
  const startedAt = performance.now();
  const pad = 'x'.repeat(bodySize - 200);
  let sent = 0;
  while (!abortSignal.aborted) {
    for (const due = (performance.now() - startedAt) / 2; sent < due; sent++) {
      const id = `call-${sent >> 1}`;
      const stamp = `X-Sent: ${performance.now()}\r\n\r\n${pad}`;
      const text =
        sent % 2 === 0
          ? `request:${id}\nGET /live/${sent} HTTP/1.1\r\nHost: api.contoso.com\r\n${stamp}`
          : `response:${id}\nHTTP/1.1 200 OK\r\n${stamp}`;
      broker.send({ command: 'append', hub: 'live', partitionId: String(sent % 2), text });
      void broker.answer();
    }
    await pause(5);
  }
}

async function live(broker: BrokerProcess, port: number) {
  const delays: number[] = [];
  const tail = new WatchedTail((events) => {
    const now = performance.now();
    for (const { body } of events) {
      delays.push(now - Number(/X-Sent: ([\d.]+)/.exec(decoder.decode(body.subarray(0, 200)))?.[1]));
    }
  });
  const session = new TrafficSession({ tail, clock: systemClock }, sourceAt(port, 'live', { kind: 'latest' }), limits);
  await session.start();
  const abort = new AbortController();
  const sending = send(broker, abort.signal);
  await pause(2000);
  delays.splice(0);
  const endCalm = watchLoop();
  await pause(seconds * 1000);
  const calm = { delays: delays.splice(0), stalls: endCalm() };

  // A hundred thousand calls that are there already.
  for (const [index, { bytes }] of makeMessages({ count: 200_000 }).entries()) {
    session.exchanges.take({ partitionId: '0', sequenceNumber: index, enqueuedAt: index, body: bytes }, index);
    if (index % 1000 === 0) {
      await pause(1);
    }
  }
  let told = 0;
  let awaited: 'rows' | 'matches' = 'rows';
  let end = Promise.withResolvers<void>();
  const view = new TrafficView({
    session,
    clock: systemClock,
    timeZoneOffsetInMinutes: () => 0,
    listener: {
      onRows: ({ rows }) => {
        told += rows.length;
        packRows(rows);
        if (awaited === 'rows' && told >= 100_000) {
          end.resolve();
        }
      },
      onMatches: ({ numbers, progress }) => {
        packNumbers(numbers);
        if (awaited === 'matches' && progress === 1) {
          end.resolve();
        }
      },
    },
  });
  await pause(1000);
  delays.splice(0);
  const busy: { what: string; took: number; stalls: Stalls }[] = [];
  const work = async (what: string, begin: () => void): Promise<void> => {
    end = Promise.withResolvers();
    told = 0;
    awaited = what === 'shown' ? 'rows' : 'matches';
    const endBusy = watchLoop();
    await pause(20);
    const startedAt = performance.now();
    begin();
    await end.promise;
    const took = performance.now() - startedAt;
    await pause(20);
    busy.push({ what, took, stalls: endBusy() });
  };
  const filter = (text: string) => (): void => void view.setFilter('filter', text);
  for (let round = 0; round < 3; round++) {
    await work('shown', () => void view.show({ filter: '', highlight: '', headerColumns: ['request:user-agent'] }));
    await work('filtered by columns', filter('method:POST status>=500 path:/orders'));
    await work('filtered by a header', filter('header:x-request-id=77'));
    await work('searched', filter('body:cardholder'));
    view.hide();
  }
  const busyDelays = delays.splice(0);
  abort.abort();
  await sending;
  view.dispose();
  session.dispose();
  return { calm, busy, busyDelays };
}

const broker = new BrokerProcess({
  hubs: [
    { name: 'bench', partitionCount: 1 },
    { name: 'live', partitionCount: 2 },
  ],
  keys: [{ name: keyName, key }],
});
const { plainPort } = await broker.ready();
const round2 = (value: number): number => Math.round(value * 100) / 100;
const speed = await throughput(broker, plainPort);
console.table([
  { client: 'bare client that counts', ...speed.bare },
  { client: 'Wirewatch, into the store', ...speed.ours },
]);
console.log(`ratio of events/s ${speed.ratioOfEvents.toFixed(2)}, of processor time ${speed.ratioOfCpu.toFixed(2)}`);
const { calm, busy, busyDelays } = await live(broker, plainPort);
const latencies = [
  {
    at: '500 events/s',
    events: calm.delays.length,
    ...delaysOf(calm.delays),
    'longest stall ms': round2(calm.stalls.longest),
  },
  {
    at: '500 events/s, 100,000 rows shown, filtered, searched',
    events: busyDelays.length,
    ...delaysOf(busyDelays),
    'longest stall ms': round2(Math.max(...busy.map(({ stalls }) => stalls.longest))),
  },
];
console.table(latencies);
const works = busy.map(({ what, took, stalls }) => ({
  what,
  'took ms': Math.round(took),
  'longest stall ms': round2(stalls.longest),
  'p99 ms': round2(stalls.p99),
}));
console.table(works);
await broker.stop();
console.log(JSON.stringify({ bench: 'trafficPipeline', eventCount, roundCount, bodySize, speed, latencies, works }));
// Clients that were left to themselves would hold the process for a while.
process.exit();

function delaysOf(delays: readonly number[]) {
  return {
    'p50 ms': round2(at(delays, 0.5)),
    'p99 ms': round2(at(delays, 0.99)),
    'max ms': round2(Math.max(...delays)),
  };
}
