// How long filters take over a hundred thousand exchanges of the real store: by column, header and body as a whole, and in the
// slices of a view, as is showing all rows. Then ways of searching bytes side by side.
// Run: node test/bench/trafficFilter.bench.ts [exchanges] [rounds]

import { TrafficSession } from '../../src/app/traffic/trafficSession.ts';
import { TrafficView } from '../../src/app/traffic/trafficView.ts';
import type { Clock } from '../../src/base/clock.ts';
import { systemClock } from '../../src/base/clock.ts';
import { createByteSearch } from '../../src/domain/traffic/filter/byteSearch.ts';
import { compileFilter } from '../../src/domain/traffic/filter/compileFilter.ts';
import { parseFilter } from '../../src/domain/traffic/filter/parseFilter.ts';
import { ExchangeCursor } from '../../src/domain/traffic/store/exchangeCursor.ts';
import type { ExchangeStore } from '../../src/domain/traffic/store/exchangeStore.ts';
import { FakeTail, tailSource } from '../support/traffic.ts';
import { middleOf } from './measure.ts';
import { makeMessages } from './trafficMessages.ts';

const exchangeCount = Number(process.argv[2] ?? 100_000);
const roundCount = Number(process.argv[3] ?? 5);
const now = Date.UTC(2026, 2, 1, 12);
const decoder = new TextDecoder();
const latin1 = new TextDecoder('latin1');

/** Slices of work that a view asked its clock for: when each ended, and how long it took. */
class WatchedClock implements Clock {
  readonly slices: { readonly wall: number; readonly cpu: number }[] = [];

  now(): number {
    return systemClock.now();
  }

  after(delayInMs: number, action: () => void): ReturnType<Clock['after']> {
    return systemClock.after(delayInMs, () => this.watch(action));
  }

  every(periodInMs: number, action: () => void): ReturnType<Clock['every']> {
    return systemClock.every(periodInMs, action);
  }

  watch(action: () => void): void {
    const before = process.cpuUsage();
    const startedAt = performance.now();
    action();
    const wall = performance.now() - startedAt;
    const { user, system } = process.cpuUsage(before);
    this.slices.push({ wall, cpu: (user + system) / 1000 });
  }
}

/** Calls in the mix of sizes and oddities that gateways log. */
function fill(store: ExchangeStore): number {
  let bytes = 0;
  for (const [index, message] of makeMessages({ count: exchangeCount * 2 }).entries()) {
    bytes += message.bytes.length;
    const enqueuedAt = now - exchangeCount + (index >> 1);
    store.take({ partitionId: String(index % 4), sequenceNumber: index, enqueuedAt, body: message.bytes }, enqueuedAt);
  }
  return bytes;
}

interface Measured {
  readonly what: string;
  readonly 'ms CPU, median': number;
  readonly best: number;
  readonly found: number;
}

/** Milliseconds of processor time. */
function measure(what: string, work: () => number): Measured {
  let found = 0;
  const times = Array.from({ length: roundCount }, () => {
    const before = process.cpuUsage();
    found = work();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  });
  return { what, 'ms CPU, median': Math.round(middleOf(times)), best: Math.round(Math.min(...times)), found };
}

const clock = new WatchedClock();
const session = new TrafficSession({ tail: new FakeTail(), clock }, tailSource, {
  maxExchanges: exchangeCount,
  maxBytes: 8e9,
  responseTimeoutInMs: 60_000,
});
const store = session.exchanges;
const bytes = fill(store);
console.log(`${store.counts.kept} exchanges, ${(bytes / 1e6).toFixed(0)} MB`);

const columnFilters = [
  'method:POST status>=500 path:/orders',
  'orders',
  'zzz',
  '-path:/orders | duration>2s',
  'path:/or*s/12 status:4xx,503',
  'path:/^.orders.\\d+7\\b/i',
  'host:contoso.com',
  'id:77',
  'time>-1m is:error',
];
const headerFilters = ['header:x-request-id=77', 'type:json', 'ip:10.3'];
const bodyFilters = [
  'is:problem',
  'body:"card"',
  'body:"quantity\\":23"',
  'body:zz',
  'body:müller-x',
  'body:"Größe 22"',
  'body:/sku":"A-(99|98)/',
  'text:"x-request-id: 77"',
  'method:POST status>=500 body:card',
];

function runWhole(text: string): Measured {
  const parsed = parseFilter(text);
  const first = store.entry(store.firstNumber);
  if ('problem' in parsed || first === undefined) {
    throw new Error(text);
  }
  const filter = compileFilter(parsed.filter, { now, timeZoneOffsetInMinutes: 0 });
  const cursor = new ExchangeCursor(store.reader, first);
  return measure(text, () => {
    let found = 0;
    for (let number = store.firstNumber; number < store.nextNumber; number++) {
      const entry = store.entry(number);
      found += entry !== undefined && filter.matches(cursor.moveTo(entry), now) ? 1 : 0;
    }
    return found;
  });
}

const whole = [...columnFilters, ...headerFilters, ...bodyFilters].map(runWhole);
console.table(whole);

interface Sliced {
  readonly what: string;
  readonly slices: number;
  readonly 'ms CPU': number;
  readonly 'ms until the end': number;
  /** Of wall and processor time the shorter: neither what other processes took of the machine nor other threads of ours. */
  readonly 'longest slice ms': number;
  readonly 'by the wall': number;
}

let onEnd: () => void = () => undefined;
let told = 0;
let awaited: 'rows' | 'matches' = 'rows';
const view = new TrafficView({
  session,
  clock,
  timeZoneOffsetInMinutes: () => 0,
  listener: {
    onRows: ({ rows }) => {
      told += rows.length;
      if (awaited === 'rows' && told >= exchangeCount) {
        onEnd();
      }
    },
    onMatches: ({ progress }) => {
      if (awaited === 'matches' && progress === 1) {
        onEnd();
      }
    },
  },
});

/** One piece of work of the view, from the call to its last slice. */
async function runSliced(what: string, kind: 'rows' | 'matches', begin: () => void): Promise<Sliced> {
  const rounds: { took: number; slices: typeof clock.slices }[] = [];
  for (let round = 0; round < roundCount; round++) {
    clock.slices.splice(0);
    told = 0;
    awaited = kind;
    const startedAt = performance.now();
    await new Promise<void>((resolve) => {
      onEnd = () => setImmediate(resolve);
      clock.watch(begin);
    });
    rounds.push({ took: performance.now() - startedAt, slices: clock.slices.splice(0) });
  }
  const sums = rounds.map(({ slices }) => slices.reduce((sum, { cpu }) => sum + cpu, 0));
  const slices = rounds.flatMap((round) => round.slices);
  return {
    what,
    slices: middleOf(rounds.map(({ slices }) => slices.length)),
    'ms CPU': Math.round(middleOf(sums)),
    'ms until the end': Math.round(middleOf(rounds.map(({ took }) => took))),
    'longest slice ms': Math.round(Math.max(...slices.map(({ wall, cpu }) => Math.min(wall, cpu))) * 10) / 10,
    'by the wall': Math.round(Math.max(...slices.map(({ wall }) => wall)) * 10) / 10,
  };
}

const columns = ['request:user-agent', 'response:x-request-id'];
const show = (headerColumns: readonly string[]) => (): void => {
  told = view.show({ filter: '', highlight: '', headerColumns }).rows.length;
};
const sliced = [
  await runSliced('show all rows', 'rows', show([])),
  await runSliced('show all rows with two header columns', 'rows', show(columns)),
];
for (const text of [
  columnFilters[0],
  'orders',
  headerFilters[0],
  'is:problem',
  'body:zz',
  'body:müller-x',
  bodyFilters[6],
]) {
  sliced.push(await runSliced(text ?? '', 'matches', () => void view.setFilter('filter', text ?? '')));
}
view.dispose();
console.table(sliced);

/** The same question in the ways that were compared: absent text in all bodies. */
const contestants: readonly (readonly [string, (needle: string) => (bytes: Uint8Array) => boolean])[] = [
  ['Horspool over both cases (ours)', createByteSearch],
  [
    'latin1 text and a pattern',
    (needle) => {
      const pattern = new RegExp(needle, 'i');
      return (bytes) => pattern.test(latin1.decode(bytes));
    },
  ],
  ['UTF-8 text in lower case', (needle) => (bytes) => decoder.decode(bytes).toLowerCase().includes(needle)],
  [
    'indexOf of the first byte in both cases',
    (needle) => {
      const wanted = new TextEncoder().encode(needle);
      const isAt = (bytes: Uint8Array, at: number): boolean =>
        wanted.every((byte, index) => ((bytes[at + index] ?? 0) | 32) === byte);
      return (bytes) => {
        for (const first of [wanted[0] ?? 0, (wanted[0] ?? 0) & ~32]) {
          for (let at = bytes.indexOf(first); at >= 0; at = bytes.indexOf(first, at + 1)) {
            if (isAt(bytes, at)) {
              return true;
            }
          }
        }
        return false;
      };
    },
  ],
  [
    'exact bytes (Buffer.includes)',
    (needle) => (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes(needle),
  ],
];
const bodies = Array.from(store.numbers(), (number) => store.entry(number)).flatMap((entry) => [
  entry?.requestSlab?.content(entry.requestAt) ?? new Uint8Array(),
  entry?.responseSlab?.content(entry.responseAt) ?? new Uint8Array(),
]);
const ways: Measured[] = [];
for (const needle of ['ze', 'card', 'cardholder', 'authorization failed']) {
  for (const [name, create] of contestants) {
    const test = create(needle);
    ways.push(measure(`"${needle}" by ${name}`, () => bodies.reduce((found, body) => found + (test(body) ? 1 : 0), 0)));
  }
}
console.table(ways);
console.log(
  JSON.stringify({ bench: 'trafficFilter', exchangeCount, roundCount, megabytes: bytes / 1e6, whole, sliced, ways }),
);
