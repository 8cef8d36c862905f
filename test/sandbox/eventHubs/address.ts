// Names on links: which hub, group and partition an address means, and where a selector says to begin.

import type { StartPosition } from './partitionLog.ts';

/** What a link address names. Addresses may be whole URIs and differ in case of their fixed parts. */
export interface Address {
  readonly hub: string;
  readonly consumerGroup: string | undefined;
  readonly partitionId: string | undefined;
  readonly isManagement: boolean;
}

/** Reads `hub`, `hub/Partitions/0`, `hub/ConsumerGroups/g/Partitions/0`, `hub/$management`, or a URI with such a path. */
export function parseAddress(address: string): Address {
  const path = address.replace(/^[a-z]+:\/\/[^/]*\/?/i, '');
  const parts = path.split('/').filter((part) => part !== '');
  return {
    hub: decode(parts[0] ?? ''),
    consumerGroup: after(parts, 'consumergroups'),
    partitionId: after(parts, 'partitions'),
    isManagement: parts.at(-1)?.toLowerCase() === '$management',
  };
}

function after(parts: readonly string[], label: string): string | undefined {
  const index = parts.findIndex((part, place) => place > 0 && part.toLowerCase() === label);
  const value = index < 0 ? undefined : parts[index + 1];
  return value === undefined ? undefined : decode(value);
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // a stray per cent sign is part of the name
  }
}

/** The start position of a selector such as `amqp.annotation.x-opt-offset > '@latest'`; undefined if it is none. */
export function parseSelector(expression: string): StartPosition | undefined {
  const match = /^amqp\.annotation\.(x-opt-[a-z-]+)\s*(>=?)\s*'([^']*)'$/.exec(expression.trim());
  if (match === null) {
    return undefined;
  }
  const [, name = '', operator, value = ''] = match;
  const isInclusive = operator === '>=';
  if (name === 'x-opt-offset' && value === '@latest') {
    return { kind: 'latest' };
  }
  const number = value.trim() === '' ? Number.NaN : Number(value);
  if (!Number.isFinite(number)) {
    return undefined;
  }
  switch (name) {
    case 'x-opt-offset':
      return number < 0 ? { kind: 'earliest' } : { kind: 'offset', offset: number, isInclusive };
    case 'x-opt-sequence-number':
      return { kind: 'sequenceNumber', sequenceNumber: number, isInclusive };
    case 'x-opt-enqueued-time':
    case 'x-opt-enqueuedtimeutc':
      return { kind: 'enqueuedTime', after: number };
    default:
      return undefined;
  }
}
