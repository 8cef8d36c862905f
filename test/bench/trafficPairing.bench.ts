// What an event costs in the store (copied, scanned and paired) while more and more requests wait for an answer that never comes.
// The peer is the pairing of the Moesif sample for API Management: two dictionaries by id, and every message intersects all keys.
// Run: node test/bench/trafficPairing.bench.ts [pairs per round] [rounds]

import type { HubEvent } from '../../src/domain/traffic/loggedMessage.ts';
import { ExchangeStore } from '../../src/domain/traffic/store/exchangeStore.ts';
import { measureInTurns } from './measure.ts';

const pairCount = Number(process.argv[2] ?? 1000);
const rounds = Number(process.argv[3] ?? 15);
const backlogs = [0, 200, 2000, 10_000, 50_000];
const peerBacklogs = [0, 200, 2000];
const start = 1_767_323_045_000;
const encoder = new TextEncoder();

const idOf = (name: string, n: number): string =>
  `${name.padEnd(8, '0')}-4f89-11d3-9a0c-${String(n).padStart(12, '0')}`;
const bodyOf = (kind: 'request' | 'response', id: string): Uint8Array =>
  encoder.encode(
    kind === 'request'
      ? `request:${id}\nGET /orders/17?expand=lines HTTP/1.1\r\nHost: api.contoso.com\r\nAccept: */*\r\n\r\n`
      : `response:${id}\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi`,
  );

/** A store in which so many requests wait; each call brings pairs that no call before brought. */
function createOurs(backlog: number): () => void {
  const store = new ExchangeStore({ maxExchanges: 10_000_000, maxBytes: 8e9, responseTimeoutInMs: 1e9 });
  let sequenceNumber = 0;
  const take = (body: Uint8Array): void => {
    const event: HubEvent = { partitionId: '0', sequenceNumber, enqueuedAt: start + sequenceNumber, body };
    store.take(event, start + sequenceNumber++);
  };
  for (let n = 0; n < backlog; n++) {
    take(bodyOf('request', idOf('waits', n)));
  }
  // All made before, so that only taking them is measured; two rounds warm up.
  const made = Array.from({ length: rounds + 2 }, (_round, round) =>
    Array.from({ length: pairCount }, (_pair, n) => idOf(`r${round}`, n)).flatMap((id) => [
      bodyOf('request', id),
      bodyOf('response', id),
    ]),
  );
  return () => {
    for (const [index, body] of (made.shift() ?? []).entries()) {
      take(body);
      if (index % 100 === 0) {
        // As the session's tick does.
        store.expire(start + sequenceNumber);
      }
    }
    if (store.counts.pending !== backlog || store.counts.total - backlog !== store.counts.answered) {
      throw new Error('A pair was not joined');
    }
  };
}

/** requestsCache, responsesCache and `requestsCache.Keys.Intersect(responsesCache.Keys)` for each message; it parses nothing here. */
function createMoesif(backlog: number): () => void {
  const requests = new Map<string, object>();
  const responses = new Map<string, object>();
  for (let n = 0; n < backlog; n++) {
    requests.set(idOf('waits', n), {});
  }
  let sent = 0;
  const join = (): void => {
    // As LINQ intersects: a set of the second, then all of the first.
    const wanted = new Set(responses.keys());
    for (const id of requests.keys()) {
      if (wanted.delete(id)) {
        requests.delete(id);
        responses.delete(id);
        sent++;
      }
    }
  };
  const ids = Array.from({ length: pairCount }, (_value, n) => idOf('r', n));
  return () => {
    const before = sent;
    for (const id of ids) {
      requests.set(id, {});
      join();
      responses.set(id, {});
      join();
    }
    if (sent - before !== pairCount) {
      throw new Error('A pair was not joined');
    }
  };
}

const figures = measureInTurns(
  Object.fromEntries([
    ...backlogs.map((backlog) => [`Wirewatch, ${backlog} unanswered`, createOurs(backlog)] as const),
    ...peerBacklogs.map((backlog) => [`Moesif's way, ${backlog} unanswered`, createMoesif(backlog)] as const),
  ]),
  { rounds, items: pairCount * 2 },
);
const base = figures[0]?.median ?? 1;
const rows = figures.map(({ name, median, best }) => ({
  name,
  'µs CPU/event, median': Number(median.toFixed(2)),
  best: Number(best.toFixed(2)),
  'to ours at 0': Number((median / base).toFixed(2)),
}));
console.table(rows);
console.log(JSON.stringify({ bench: 'trafficPairing', pairCount, rounds, rows }));
