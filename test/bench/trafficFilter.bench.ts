// How long filters take over a hundred thousand exchanges, by column, header and body, and ways of searching bytes side by side.
// Run: node test/bench/trafficFilter.bench.ts [exchanges] [rounds]

import { parseFilter } from '../../src/domain/traffic/filter/parseFilter.ts';
import { compileFilter } from '../../src/domain/traffic/filter/compileFilter.ts';
import { createByteSearch } from '../../src/domain/traffic/filter/byteSearch.ts';
import type { FilterSide, FilterSubject } from '../../src/domain/traffic/filter/filterSubject.ts';
import type { ExchangeState } from '../../src/domain/traffic/exchange.ts';

const exchangeCount = Number(process.argv[2] ?? 100_000);
const roundCount = Number(process.argv[3] ?? 5);
const now = Date.UTC(2026, 2, 1, 12);

/** Columns, and messages in one block of bytes, as a store would keep them. */
class MadeTraffic {
  readonly methods: string[] = [];
  readonly targets: string[] = [];
  readonly hosts: string[] = [];
  readonly ids: string[] = [];
  readonly statuses = new Uint16Array(exchangeCount);
  readonly states: ExchangeState[] = [];
  /** Begin of head, begin of body, end: of request and response. */
  readonly places = new Uint32Array(exchangeCount * 6);
  readonly bytes: Uint8Array;

  constructor() {
    const block = Buffer.alloc(exchangeCount * 3600);
    let at = 0;
    for (let index = 0; index < exchangeCount; index++) {
      const random = (index * 2_654_435_761) >>> 0;
      const method = ['GET', 'GET', 'POST', 'PUT'][random % 4] ?? 'GET';
      const target = `/${['orders', 'customers', 'invoices', 'catalog/items'][random % 5] ?? 'health'}/${random % 9973}?expand=lines&page=${random % 31}`;
      const status = [200, 200, 200, 201, 404, 503][random % 6] ?? 200;
      this.methods.push(method);
      this.targets.push(target);
      this.hosts.push('api.contoso.com');
      this.ids.push(`5f2c${random.toString(16)}-${index}`);
      this.states.push('completed');
      this.statuses[index] = status;
      const heads = [
        `${method} ${target} HTTP/1.1\r\nHost: api.contoso.com\r\nContent-Type: application/json\r\nX-Request-Id: ${index}\r\nUser-Agent: bench/1.0 (linux)\r\nAccept: */*\r\n\r\n`,
        `HTTP/1.1 ${status} OK\r\nContent-Type: application/json; charset=utf-8\r\nDate: Sun, 01 Mar 2026 12:00:00 GMT\r\nX-Powered-By: bench\r\n\r\n`,
      ];
      for (const [side, head] of heads.entries()) {
        const place = index * 6 + side * 3;
        this.places[place] = at;
        at += block.write(head, at);
        this.places[place + 1] = at;
        const lines = (random >>> 8) % 23;
        for (let line = 0; line <= lines; line++) {
          at += block.write(
            `{"orderId":${random + line},"customer":"Müller & Søn ${line}","items":[{"sku":"A-${line}","quantity":${line},"price":12.5}],"paid":true},`,
            at,
          );
        }
        this.places[place + 2] = at;
      }
    }
    this.bytes = new Uint8Array(block.buffer, block.byteOffset, at);
  }
}

/** One cursor for all exchanges. */
class Cursor implements FilterSubject {
  index = 0;
  readonly #traffic: MadeTraffic;

  constructor(traffic: MadeTraffic) {
    this.#traffic = traffic;
  }

  get number(): number {
    return this.index + 1;
  }
  get state(): ExchangeState {
    return this.#traffic.states[this.index] ?? 'completed';
  }
  get messageId(): string {
    return this.#traffic.ids[this.index] ?? '';
  }
  get method(): string {
    return this.#traffic.methods[this.index] ?? '';
  }
  get target(): string {
    return this.#traffic.targets[this.index] ?? '';
  }
  get host(): string {
    return this.#traffic.hosts[this.index] ?? '';
  }
  get status(): number {
    return this.#traffic.statuses[this.index] ?? 0;
  }
  get time(): number {
    return now - this.index;
  }
  get durationInMs(): number {
    return this.index % 3000;
  }
  readonly waitingSince = undefined;
  readonly clientIp = '203.0.113.7';
  readonly partitionIds = ['1'] as const;
  get sequenceNumber(): number {
    return this.index;
  }
  readonly repeatCount = 0;
  readonly isPinned = false;
  readonly mark = undefined;
  readonly note = '';
  readonly hasAnyProblem = false;
  hasProblem(): boolean {
    return false;
  }
  bodySize(side: FilterSide): number {
    return this.body(side).length;
  }
  header(side: FilterSide, name: string): string | undefined {
    const place = this.#place(side);
    const head = decoder.decode(
      this.#traffic.bytes.subarray(this.#traffic.places[place], this.#traffic.places[place + 1]),
    );
    const line = head.split('\r\n').find((each) => each.toLowerCase().startsWith(`${name}:`));
    return line?.slice(name.length + 1).trim();
  }
  body(side: FilterSide): Uint8Array {
    const place = this.#place(side);
    return this.#traffic.bytes.subarray(this.#traffic.places[place + 1], this.#traffic.places[place + 2]);
  }
  message(side: FilterSide): Uint8Array {
    const place = this.#place(side);
    return this.#traffic.bytes.subarray(this.#traffic.places[place], this.#traffic.places[place + 2]);
  }
  #place(side: FilterSide): number {
    return this.index * 6 + (side === 'request' ? 0 : 3);
  }
}

const decoder = new TextDecoder();
const latin1 = new TextDecoder('latin1');

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}

/** Median milliseconds of processor time over the rounds, and the best. */
function measure(work: () => number): string {
  let found = 0;
  const times = Array.from({ length: roundCount }, () => {
    const before = process.cpuUsage();
    found = work();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  });
  return `${median(times).toFixed(0).padStart(6)} ms (best ${Math.min(...times).toFixed(0)}), ${found} found`;
}

const traffic = new MadeTraffic();
const cursor = new Cursor(traffic);
console.log(`${exchangeCount} exchanges, ${(traffic.bytes.length / 1e6).toFixed(0)} MB`);

for (const text of [
  'method:POST status>=500 path:/orders',
  'orders',
  '-path:/orders | duration>2s',
  'path:/or*s/12 status:4xx,503',
  'path:/^.orders.\\d+7\\b/i',
  'time>-1m is:error',
  'header:x-request-id=77',
  'body:"card"',
  'body:"quantity\\":23"',
  'body:zz',
  'body:müller-x',
  'body:"Søn 22"',
  'body:/sku":"A-(99|98)/',
  'text:"x-request-id: 77"',
  'method:POST status>=500 body:card',
]) {
  const parsed = parseFilter(text);
  if ('problem' in parsed) {
    throw new Error(`${text}: ${parsed.problem.code}`);
  }
  const filter = compileFilter(parsed.filter, { now, timeZoneOffsetInMinutes: 0 });
  const run = (): number => {
    let found = 0;
    for (cursor.index = 0; cursor.index < exchangeCount; cursor.index++) {
      found += filter.matches(cursor, now) ? 1 : 0;
    }
    return found;
  };
  console.log(`${text.padEnd(45)} ${measure(run)}`);
}

/** The same question in the ways that were compared: absent text in all bodies. */
const ways: readonly (readonly [string, (needle: string) => (bytes: Uint8Array) => boolean])[] = [
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
for (const needle of ['ze', 'card', 'cardholder', 'authorization failed']) {
  for (const [name, create] of ways) {
    const test = create(needle);
    const run = (): number => {
      let found = 0;
      for (cursor.index = 0; cursor.index < exchangeCount; cursor.index++) {
        found += test(cursor.body('request')) || test(cursor.body('response')) ? 1 : 0;
      }
      return found;
    };
    console.log(`${`"${needle}" by ${name}`.padEnd(65)} ${measure(run)}`);
  }
}
