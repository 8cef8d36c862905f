// What a person types to say where a tail begins, read and checked; and which starts are worth remembering.

import type { TailStart } from '../../app/traffic/ports.ts';
import { asNumber, asRecord } from '../../base/json.ts';
import { resolveTimePoint } from '../../domain/traffic/filter/compileTime.ts';
import { readTimePoint } from '../../domain/traffic/filter/filterQuantity.ts';

/** Kinds of starts; some take a value. */
export type StartKind = TailStart['kind'];

/** What was typed as a start of a kind; undefined when it is none. A clock time that is still to come was meant on the day before. */
export function readStart(kind: StartKind, text: string, now: number): TailStart | undefined {
  const input = text.trim();
  if (kind === 'time') {
    const point = readTimePoint(input);
    const timeZoneOffsetInMinutes = new Date(now).getTimezoneOffset();
    const at = point === undefined ? undefined : resolveTimePoint(point, { now, timeZoneOffsetInMinutes });
    const enqueuedAt = at !== undefined && at > now && point?.kind === 'clock' ? at - 86_400_000 : at;
    return enqueuedAt === undefined || enqueuedAt > now ? undefined : { kind, enqueuedAt };
  }
  const number = /^\d{1,15}$/.test(input) ? Number(input) : -1;
  switch (kind) {
    case 'minutes':
      return number >= 1 && number <= 43_200 ? { kind, minutes: number } : undefined;
    case 'events':
      return number >= 1 && number <= 1_000_000 ? { kind, count: number } : undefined;
    case 'sequence':
      return number >= 0 ? { kind, sequenceNumber: number } : undefined;
    default:
      return undefined;
  }
}

/** `0, 2,3`; undefined when it is something else. */
export function readPartitionIds(text: string): readonly string[] | undefined {
  const ids = text.split(',').map((part) => part.trim());
  return ids.every((id) => /^\d{1,4}$/.test(id)) ? [...new Set(ids)] : undefined;
}

/** Only starts that mean the same another day are offered again. */
export function rememberedStart(start: TailStart): TailStart | undefined {
  return start.kind === 'minutes' || start.kind === 'events' || start.kind === 'earliest' || start.kind === 'latest'
    ? start
    : undefined;
}

/** A start as it was remembered; undefined when it is none. */
export function readRememberedStart(value: unknown): TailStart | undefined {
  const { kind, minutes, count } = asRecord(value);
  if (kind === 'earliest' || kind === 'latest') {
    return { kind };
  }
  return kind === 'minutes'
    ? readStart(kind, String(asNumber(minutes)), 0)
    : kind === 'events'
      ? readStart(kind, String(asNumber(count)), 0)
      : undefined;
}
