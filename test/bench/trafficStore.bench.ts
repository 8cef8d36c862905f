// What a kept message costs in memory beyond its own bytes, at a hundred thousand of them, and whether the store is back under
// its cap after it had to let messages go.
// Run: node test/bench/trafficStore.bench.ts [messages]

import { setTimeout as pause } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { ExchangeStore } from '../../src/domain/traffic/store/exchangeStore.ts';
import type { ExchangeStoreLimits } from '../../src/domain/traffic/store/exchangeStore.ts';
import { makeMessages } from './trafficMessages.ts';

const messageCount = Number(process.argv[2] ?? 100_000);
const capInBytes = 64 * 1024 * 1024;
const unlimited: ExchangeStoreLimits = { maxExchanges: 10_000_000, maxBytes: 8e9, responseTimeoutInMs: 60_000 };

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** All that is left after what nobody holds has gone. */
async function memory(): Promise<{ heap: number; all: number }> {
  for (let round = 0; round < 4; round++) {
    collectGarbage();
    await pause(30);
  }
  const { heapUsed, external } = process.memoryUsage();
  return { heap: heapUsed, all: heapUsed + external };
}

/** Puts messages in. @returns the bytes of all of them */
function fill(store: ExchangeStore, isAnswered: boolean): number {
  let bytes = 0;
  const made = makeMessages({ count: isAnswered ? messageCount : 2 * messageCount });
  for (const [index, message] of made.entries()) {
    if (isAnswered || message.kind === 'request') {
      const now = 1_767_323_045_000 + index;
      bytes += message.bytes.length;
      store.take(
        {
          partitionId: String(index % 4),
          sequenceNumber: index,
          enqueuedAt: now,
          offset: String(4_294_967_296 + index * 64),
          body: message.bytes,
        },
        now,
      );
    }
  }
  return bytes;
}

interface Row {
  readonly what: string;
  readonly 'messages kept': number;
  readonly 'raw B/message': number;
  readonly 'heap beyond raw, B/message': number;
  readonly 'heap and slabs beyond raw, B/message': number;
  readonly 'kept MB': number;
  readonly 'cap MB': number;
}

async function measure(what: string, isAnswered: boolean, limits: Partial<ExchangeStoreLimits> = {}): Promise<Row> {
  // Once before, so that code and caches are not counted.
  fill(new ExchangeStore({ ...unlimited, ...limits }), isAnswered);
  const before = await memory();
  const store = new ExchangeStore({ ...unlimited, ...limits });
  fill(store, isAnswered);
  const after = await memory();
  const { kept, keptBytes } = store.counts;
  let raw = 0;
  let messages = 0;
  for (const number of store.numbers()) {
    const entry = store.entry(number);
    for (const [slab, at] of [
      [entry?.requestSlab, entry?.requestAt],
      [entry?.responseSlab, entry?.responseAt],
    ] as const) {
      raw += slab?.bodyLength(at ?? 0) ?? 0;
      messages += slab === undefined ? 0 : 1;
    }
  }
  const perMessage = (bytes: number): number => Math.round(bytes / messages);
  return {
    what: `${what}: ${kept} exchanges`,
    'messages kept': messages,
    'raw B/message': perMessage(raw),
    'heap beyond raw, B/message': perMessage(after.heap - before.heap),
    'heap and slabs beyond raw, B/message': perMessage(after.all - before.all - raw),
    'kept MB': Math.round(keptBytes / 1e5) / 10,
    'cap MB': Math.round((limits.maxBytes ?? 0) / 1e5) / 10,
  };
}

const rows = [
  await measure('pairs', true),
  await measure('unanswered', false),
  await measure('pairs, evicted to a cap', true, { maxBytes: capInBytes }),
  await measure('pairs, evicted to 10,000', true, { maxExchanges: 10_000 }),
];
console.table(rows);
console.log(JSON.stringify({ bench: 'trafficStore', messageCount, rows }));
