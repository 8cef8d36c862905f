// Values that occur in the latest traffic: what the filter line can suggest.

import { mediaTypeOf, readHeaders } from '../../domain/http/httpMessage.ts';
import type { KnownValues } from '../../domain/traffic/filter/suggestFilter.ts';
import { toTrafficRow } from '../../domain/traffic/trafficRow.ts';
import type { TrafficSession } from './trafficSession.ts';

/** Exchanges that are looked at, the latest first: enough to know the words, and quick. */
const maxExchanges = 300;
/** Values of one kind. */
const maxValues = 100;

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
    const exchange = exchanges.find(number);
    if (exchange === undefined) {
      continue;
    }
    const row = toTrafficRow(exchange);
    count(counts.methods, row.method);
    count(counts.hosts, row.host);
    count(counts.statuses, row.status === 0 ? '' : String(row.status));
    for (const half of [exchange.request, exchange.response]) {
      const headers = half === undefined ? [] : readHeaders(half.bytes, half.http);
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

function count(counts: Map<string, number>, value: string): void {
  if (value !== '' && (counts.size < maxValues || counts.has(value))) {
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
}

function ranked(counts: ReadonlyMap<string, number>): string[] {
  return [...counts].toSorted(([, a], [, b]) => b - a).map(([value]) => value);
}
