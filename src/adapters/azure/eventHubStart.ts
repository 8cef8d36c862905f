// Where a partition is read from, by what was asked for and what the partition holds. Pure arithmetic on sequence numbers:
// offsets are opaque.

import type { TailStart } from '../../app/traffic/ports.ts';

/** What a partition holds now. */
export interface PartitionExtent {
  /** First sequence number that is kept; the next one to come when nothing is kept. */
  readonly begin: number;
  /** Last sequence number; -1 when there never was an event. */
  readonly end: number;
  /** When the last event was stored, milliseconds since the epoch. */
  readonly endEnqueuedAt: number;
}

/** The place to read behind: a sequence number (-1: the very first event), or a moment while no number is known. */
export type PartitionPlace =
  | {
      readonly kind: 'after';
      readonly last: number;
      /** Events that retention removed before. */ readonly missing: number;
    }
  | { readonly kind: 'since'; readonly enqueuedAt: number };

/** The place for a start. @param now milliseconds since the epoch */
export function placeFor(start: TailStart, partitionId: string, extent: PartitionExtent, now: number): PartitionPlace {
  switch (start.kind) {
    case 'latest':
      return after(extent.end);
    case 'earliest':
      return after(beforeFirst(extent));
    case 'minutes':
      return since(now - start.minutes * 60_000, extent);
    case 'time':
      return since(start.enqueuedAt, extent);
    case 'events':
      return after(Math.max(beforeFirst(extent), extent.end - start.count));
    case 'sequence':
      return after(
        start.sequenceNumber > beforeFirst(extent) && start.sequenceNumber <= extent.end + 1
          ? start.sequenceNumber - 1
          : beforeFirst(extent),
      );
    case 'after':
      return resume(start.positions[partitionId], extent);
  }
}

/** The sequence number before the first event that is kept. */
export function beforeFirst({ begin, end }: PartitionExtent): number {
  return Math.max(-1, Math.min(begin - 1, end));
}

function after(last: number, missing = 0): PartitionPlace {
  return { kind: 'after', last, missing };
}

/** A moment after the last event is the partition's end, which has a number: numbers survive a broken connection better. */
function since(enqueuedAt: number, extent: PartitionExtent): PartitionPlace {
  return extent.end < 0 || extent.endEnqueuedAt < enqueuedAt ? after(extent.end) : { kind: 'since', enqueuedAt };
}

/** A position beyond the end is of a hub that was made anew since: it is read from its beginning. */
function resume(position: number | undefined, extent: PartitionExtent): PartitionPlace {
  const first = beforeFirst(extent);
  if (position === undefined || position > extent.end) {
    return after(first);
  }
  return position < first ? after(first, first - Math.max(-1, position)) : after(Math.max(-1, position));
}
