// Limits of captures and rings: what the service takes, how long texts are read, and how much a ring takes up in all.

import { captureMaximum } from './captureSettings.ts';
import type { CaptureLimits, RingSettings } from './captureSettings.ts';

/** Every number of a capture that has limits. */
export type LimitField = keyof CaptureLimits | keyof RingSettings;

/** Why a number cannot be used. */
export type LimitProblemCode = 'notWhole' | 'tooSmall' | 'tooLarge';

/** A number that the service does not take. */
export interface LimitProblem {
  readonly field: LimitField;
  readonly problem: LimitProblemCode;
  readonly minimum: number;
  readonly maximum: number;
}

/** Least and most of each number (networkWatcher.json). Of a ring 0 is refused: nobody says what it would mean. */
export const limitRanges: Readonly<Record<LimitField, { readonly minimum: number; readonly maximum: number }>> = {
  timeLimitInSeconds: { minimum: 0, maximum: captureMaximum.timeLimitInSeconds },
  totalBytesPerSession: { minimum: 0, maximum: captureMaximum.bytes },
  bytesToCapturePerPacket: { minimum: 0, maximum: captureMaximum.bytes },
  fileCount: { minimum: 1, maximum: captureMaximum.ringFileCount },
  fileSizeInBytes: { minimum: 1, maximum: captureMaximum.bytes },
  sessionTimeLimitInSeconds: { minimum: 1, maximum: captureMaximum.ringTimeLimitInSeconds },
};

/** What is wrong with one number; undefined when it can be sent. */
export function limitProblem(field: LimitField, value: number): LimitProblem | undefined {
  const { minimum, maximum } = limitRanges[field];
  const problem = !Number.isInteger(value)
    ? 'notWhole'
    : value < minimum
      ? 'tooSmall'
      : value > maximum
        ? 'tooLarge'
        : undefined;
  return problem === undefined ? undefined : { field, problem, minimum, maximum };
}

/** Bytes that a full ring takes up, for each machine and in each place where files are kept. */
export function ringTotalBytes(ring: RingSettings): number {
  return ring.fileCount * ring.fileSizeInBytes;
}

/** From large to small. */
const unitsInSeconds = [
  ['d', 86_400],
  ['h', 3600],
  ['m', 60],
  ['s', 1],
] as const;

/**
 * Reads `90`, `90s`, `5m`, `1h 30m` or `2d`; without a unit seconds are meant. Units go from large to small, each once.
 * @returns seconds, or undefined when it is no duration or not 1..`maximum` s
 */
export function parseDuration(
  text: string,
  maximum: number = captureMaximum.ringTimeLimitInSeconds,
): number | undefined {
  const trimmed = text.trim().toLowerCase();
  if (/^\d{1,9}$/.test(trimmed)) {
    return within(Number(trimmed), maximum);
  }
  const match = /^(?:(\d{1,9}) ?d)? ?(?:(\d{1,9}) ?h)? ?(?:(\d{1,9}) ?m(?:in)?)? ?(?:(\d{1,9}) ?s)?$/.exec(trimmed);
  if (match === null || trimmed === '') {
    return undefined;
  }
  const seconds = unitsInSeconds.reduce((sum, [, size], at) => sum + Number(match[at + 1] ?? 0) * size, 0);
  return within(seconds, maximum);
}

function within(seconds: number, maximum: number): number | undefined {
  return seconds >= 1 && seconds <= maximum ? seconds : undefined;
}

/** Writes whole seconds as `1d 2h 3m 4s` without the parts that are 0: `parseDuration` gives the same number again. */
export function formatDuration(seconds: number): string {
  const parts: string[] = [];
  let left = seconds;
  for (const [unit, size] of unitsInSeconds) {
    const count = Math.floor(left / size);
    left -= count * size;
    if (count > 0) {
      parts.push(`${count}${unit}`);
    }
  }
  return parts.length === 0 ? '0s' : parts.join(' ');
}
