// Rows and status of the traffic view, as the host would send them.

import type { TrafficRow } from '../../src/domain/traffic/trafficRow.ts';
import type { TrafficStatus } from '../../src/domain/traffic/trafficStatus.ts';

const methods = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH'] as const;
const statuses = [200, 201, 204, 302, 404, 500] as const;

/** A completed call; the number decides what it looks like. */
export function makeRow(number: number, parts: Partial<TrafficRow> = {}): TrafficRow {
  return {
    number,
    state: 'completed',
    time: Date.UTC(2026, 0, 2, 3, 4, 5) + number * 37,
    method: methods[number % methods.length] ?? 'GET',
    path: `/orders/${number}?page=${number % 7}`,
    status: statuses[number % statuses.length] ?? 200,
    durationInMs: 3 + ((number * 53) % 1400),
    repeatCount: 0,
    problemCount: 0,
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
    partitionCount: 4,
    receivedEvents: 0,
    keptExchanges: 0,
    totalExchanges: 0,
    keptBytes: 0,
    unreadableEvents: 0,
    missingEvents: 0,
    ...parts,
  };
}
