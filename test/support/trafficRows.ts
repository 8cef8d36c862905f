// Rows and status of the traffic view, as the host would send them.

import type { TrafficRow } from '../../src/domain/traffic/trafficRow.ts';
import type { TrafficStatus } from '../../src/domain/traffic/trafficStatus.ts';
import { packNumbers, packRows } from '../../src/protocol/packedRows.ts';
import type { TrafficSnapshot, TrafficUpdate } from '../../src/protocol/trafficContract.ts';

const methods = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH'] as const;
const statuses = [200, 201, 204, 302, 404, 500] as const;

/** A completed call; the number decides what it looks like. */
export function makeRow(number: number, parts: Partial<TrafficRow> = {}): TrafficRow {
  return {
    number,
    state: 'completed',
    time: Date.UTC(2026, 0, 2, 3, 4, 5) + number * 37,
    method: methods[number % methods.length] ?? 'GET',
    host: 'api.contoso.com',
    path: `/orders/${number}?page=${number % 7}`,
    status: statuses[number % statuses.length] ?? 200,
    durationInMs: 3 + ((number * 53) % 1400),
    durationSource: 'enqueued',
    requestBytes: number % 3 === 0 ? 0 : number * 11,
    responseBytes: number * 29,
    contentType: 'application/json',
    clientIp: `203.0.113.${number % 200}`,
    partitionId: String(number % 4),
    sequenceNumber: 100 + number,
    repeatCount: 0,
    problems: [],
    isPinned: false,
    note: '',
    isMatch: true,
    isHighlighted: false,
    extra: [],
    ...parts,
  };
}

/** A live session. */
export function makeStatus(parts: Partial<TrafficStatus> = {}): TrafficStatus {
  return {
    state: 'live',
    host: 'contoso.servicebus.windows.net',
    hub: 'api-traffic',
    consumerGroup: '$Default',
    partitions: ['0', '1', '2', '3'].map((id) => ({
      id,
      state: 'live',
      lag: 0,
      receivedEvents: 0,
      missingEvents: 0,
    })),
    receivedEvents: 0,
    unreadableEvents: 0,
    repeatedEvents: 0,
    outOfOrderEvents: 0,
    missingEvents: 0,
    evictedExchanges: 0,
    keptExchanges: 0,
    totalExchanges: 0,
    maxExchanges: 10_000,
    keptBytes: 0,
    maxBytes: 128 * 1024 * 1024,
    pinnedExchanges: 0,
    pendingExchanges: 0,
    unansweredExchanges: 0,
    ...parts,
  };
}

/** Everything at once, as the host answers when the page loads. */
export function makeSnapshot(rows: readonly TrafficRow[], parts: Partial<TrafficSnapshot> = {}): TrafficSnapshot {
  return {
    status: makeStatus(),
    rows: packRows(rows),
    firstNumber: 0,
    gone: packNumbers([]),
    savedFilters: [],
    isRedacted: false,
    sensitiveHeaders: [],
    restoreKey: 'key',
    texts: {},
    language: 'en',
    ...parts,
  };
}

/** A step. */
export function makeUpdate(rows: readonly TrafficRow[], firstNumber = 0, gone: readonly number[] = []): TrafficUpdate {
  return { status: makeStatus(), firstNumber, rows: packRows(rows), gone: packNumbers(gone) };
}
