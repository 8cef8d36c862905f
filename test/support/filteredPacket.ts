// What a capture's filters keep, packet by packet, as the service's rules say: the judge of the filter tests.

import type { FieldMatch } from '../../src/domain/capture/filterField.ts';
import { filterFields, parseFilterField } from '../../src/domain/capture/captureFilter.ts';
import type { CaptureFilter } from '../../src/domain/capture/captureSettings.ts';
import { parseIpv4 } from '../../src/domain/capture/ipv4.ts';

/** A packet as a filter sees it; ports are absent where the protocol has none. */
export interface FilteredPacket {
  /** `TCP`, `UDP`, or any other. */
  readonly protocol: string;
  readonly localIPAddress: string;
  readonly localPort?: number;
  readonly remoteIPAddress: string;
  readonly remotePort?: number;
}

/**
 * True when a filter keeps the packet: all its fields match. A filter that cannot be read keeps nothing, as in the service; a
 * field of ports keeps no packet without ports.
 */
export function matchesPacket(filter: CaptureFilter, packet: FilteredPacket): boolean {
  return (
    (filter.protocol === 'Any' || filter.protocol === packet.protocol) &&
    filterFields.every((field) => {
      const read = parseFilterField(field, filter[field] ?? '');
      const value = packet[field];
      return 'ok' in read && matches(read.ok, typeof value === 'string' ? parseIpv4(value) : value);
    })
  );
}

/** True when a capture with these filters keeps the packet: any filter suffices, and without filters everything is kept. */
export function keepsPacket(filters: readonly CaptureFilter[], packet: FilteredPacket): boolean {
  return filters.length === 0 || filters.some((filter) => matchesPacket(filter, packet));
}

function matches(match: FieldMatch, value: number | undefined): boolean {
  if (match.kind === 'any' || value === undefined) {
    return match.kind === 'any';
  }
  switch (match.kind) {
    case 'single':
      return value === match.value;
    case 'range':
      return match.from <= value && value <= match.to;
    case 'list':
      return match.values.includes(value);
  }
}
