// The figures below the list: rate, share of errors and percentiles of the duration, from one pass over the shown rows. Pure.

import type { ShownRows } from '../trafficModel.ts';

/** Figures of the rows that are shown. */
export interface TrafficFigures {
  readonly count: number;
  /** Rows with status 400 and above, and unanswered ones. */
  readonly errors: number;
  /** undefined without any duration. Milliseconds. */
  readonly p50: number | undefined;
  readonly p95: number | undefined;
  readonly p99: number | undefined;
}

const unansweredState = 3;
/** Up to so many durations are sorted; more are counted into steps of 1.1 %. */
const maxSorted = 20_000;
const stepsPerOctave = 64;
const octaves = 40;

/** Computes the figures. Negative durations, from clocks that differ, count as zero. */
export function figuresOf({
  slots,
  columns,
}: Pick<ShownRows, 'slots'> & {
  readonly columns: Pick<ShownRows['columns'], 'duration' | 'status' | 'state'>;
}): TrafficFigures {
  let errors = 0;
  let measured = 0;
  for (const slot of slots) {
    errors += (columns.status[slot] as number) >= 400 || columns.state[slot] === unansweredState ? 1 : 0;
    measured += Number.isNaN(columns.duration[slot]) ? 0 : 1;
  }
  const at =
    measured <= maxSorted
      ? sortedPercentiles(slots, columns.duration, measured)
      : countedPercentiles(slots, columns.duration, measured);
  return { count: slots.length, errors, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

/** Rows of the latest minute for each second of it. @param now milliseconds since the epoch, by the clock of the rows */
export function ratePerSecond(times: Float64Array, length: number, now: number): number {
  const windowInMs = 60_000;
  let count = 0;
  let first = now;
  // Rows stand nearly in the order of their times: far behind the window none is in it.
  for (let slot = length - 1; slot >= 0; slot--) {
    const time = times[slot] as number;
    if (time < now - 2 * windowInMs) {
      break;
    }
    if (time > now - windowInMs && time <= now) {
      count++;
      first = Math.min(first, time);
    }
  }
  const hasOlder = length > count;
  const seconds = hasOlder ? windowInMs / 1000 : Math.max(1, (now - first) / 1000);
  return count / seconds;
}

function sortedPercentiles(
  slots: Uint32Array,
  duration: Float64Array,
  measured: number,
): (share: number) => number | undefined {
  const values = new Float64Array(measured);
  let next = 0;
  for (const slot of slots) {
    const value = duration[slot] as number;
    if (!Number.isNaN(value)) {
      values[next++] = Math.max(0, value);
    }
  }
  const sorted = values.toSorted();
  return (share) => (measured === 0 ? undefined : sorted[Math.ceil(share * measured) - 1]);
}

function countedPercentiles(
  slots: Uint32Array,
  duration: Float64Array,
  measured: number,
): (share: number) => number | undefined {
  const counts = new Uint32Array(octaves * stepsPerOctave);
  for (const slot of slots) {
    const value = duration[slot] as number;
    if (!Number.isNaN(value)) {
      const step = value <= 0 ? 0 : Math.floor(Math.log2(value + 1) * stepsPerOctave);
      const index = Math.min(counts.length - 1, step);
      counts[index] = (counts[index] as number) + 1;
    }
  }
  return (share) => {
    let rest = Math.ceil(share * measured);
    const index = counts.findIndex((count) => (rest -= count) <= 0);
    return index < 0 ? undefined : 2 ** ((index + 0.5) / stepsPerOctave) - 1;
  };
}
