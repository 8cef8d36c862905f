// Values that occur in the latest traffic: what the filter line can suggest.

import { mediaTypeOf, readHeaders } from '../../domain/http/httpMessage.ts';
import type { HttpHeader } from '../../domain/http/httpMessage.ts';
import type { KnownValues } from '../../domain/traffic/filter/suggestFilter.ts';
import type { EntryReader } from '../../domain/traffic/store/entryReader.ts';
import type { ExchangeEntry } from '../../domain/traffic/store/exchangeEntry.ts';
import { FLAG_REBUILT } from '../../domain/traffic/store/messageSlab.ts';
import type { TrafficSession } from './trafficSession.ts';

/** Exchanges that are looked at, the latest first: enough to know the words, and quick. */
const maxExchanges = 300;
/** Values of one kind. */
const maxValues = 100;
/** Longer ones are of no use as a suggestion. */
const maxValueLength = 200;
/** Header bytes of one message that are looked at. */
const maxHeaderBytes = 16_384;

/** Collects them; the most frequent first. */
export function collectKnownValues(session: TrafficSession): KnownValues {
  const counts = {
    methods: new Map<string, number>(),
    hosts: new Map<string, number>(),
    statuses: new Map<string, number>(),
    headerNames: new Map<string, number>(),
    types: new Map<string, number>(),
  };
  const { exchanges } = session;
  const oldest = Math.max(exchanges.firstNumber, exchanges.nextNumber - maxExchanges);
  for (let number = exchanges.nextNumber - 1; number >= oldest; number--) {
    const entry = exchanges.entry(number);
    if (entry === undefined) {
      continue;
    }
    count(counts.methods, entry.method);
    count(counts.hosts, entry.host);
    count(counts.statuses, entry.status === 0 ? '' : String(entry.status));
    for (const kind of ['request', 'response'] as const) {
      const headers = headersOf(exchanges.reader, entry, kind);
      count(counts.types, mediaTypeOf(headers));
      for (const { name } of headers) {
        count(counts.headerNames, name.toLowerCase());
      }
    }
  }
  return {
    methods: ranked(counts.methods),
    hosts: ranked(counts.hosts),
    statuses: ranked(counts.statuses).map(Number),
    headerNames: ranked(counts.headerNames),
    partitions: session.status.partitions.map(({ id }) => id),
    types: ranked(counts.types),
  };
}

/** Headers of one half, the first of them where they are very many. */
function headersOf(reader: EntryReader, entry: ExchangeEntry, kind: 'request' | 'response'): readonly HttpHeader[] {
  const [slab, at] = kind === 'request' ? [entry.requestSlab, entry.requestAt] : [entry.responseSlab, entry.responseAt];
  if (slab === undefined || entry.state === 'unreadable') {
    return [];
  }
  const half = slab.hasFlag(at, FLAG_REBUILT) ? reader.half(entry, kind) : undefined;
  const lines = half?.bytes.subarray(half.http.headersStart, half.http.headersEnd) ?? slab.headers(at);
  const isCut = lines.length > maxHeaderBytes;
  const headersEnd = isCut ? Math.max(0, lines.lastIndexOf(LF, maxHeaderBytes)) : lines.length;
  return readHeaders(lines, { headersStart: 0, headersEnd });
}

const LF = 10;

function count(counts: Map<string, number>, value: string): void {
  if (value !== '' && value.length <= maxValueLength && (counts.size < maxValues || counts.has(value))) {
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
}

function ranked(counts: ReadonlyMap<string, number>): string[] {
  return [...counts].toSorted(([, a], [, b]) => b - a).map(([value]) => value);
}
