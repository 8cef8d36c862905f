// Calls by time: how many of which kind fell into each of some buckets of a round length. Pure.

/** What a bucket counts. */
export const bucketKinds = ['ok', 'clientError', 'serverError', 'unanswered'] as const;

/** One kind of call on the time axis. */
export type BucketKind = (typeof bucketKinds)[number];

/** Columns that the counting reads, by slot. */
export interface TimedRows {
  readonly slots: Uint32Array;
  readonly columns: {
    readonly time: Float64Array;
    readonly status: Uint16Array;
    readonly state: Uint8Array;
  };
}

/** Counts over equal spans of time. */
export interface TimeBuckets {
  /** Start of the first bucket, milliseconds since the epoch. */
  readonly from: number;
  readonly spanInMs: number;
  readonly count: number;
  /** For each kind as many numbers as there are buckets. */
  readonly counts: Readonly<Record<BucketKind, Uint32Array>>;
  /** The fullest bucket. */
  readonly max: number;
}

const roundSpans: readonly number[] = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000,
  1_800_000, 3_600_000, 7_200_000, 21_600_000, 43_200_000, 86_400_000,
];
const unansweredState = 3;

/** Counts rows into at most `maxBuckets` buckets; undefined when there is no row with a time. */
export function countByTime(rows: TimedRows, maxBuckets: number): TimeBuckets | undefined {
  const { slots, columns } = rows;
  let first = Infinity;
  let last = -Infinity;
  for (const slot of slots) {
    const time = columns.time[slot] as number;
    first = time < first ? time : first;
    last = time > last ? time : last;
  }
  if (!Number.isFinite(first) || !Number.isFinite(last)) {
    return undefined;
  }
  const spanInMs = roundSpan((last - first) / Math.max(1, maxBuckets - 1));
  const from = Math.floor(first / spanInMs) * spanInMs;
  const count = Math.floor((last - from) / spanInMs) + 1;
  const counts = {
    ok: new Uint32Array(count),
    clientError: new Uint32Array(count),
    serverError: new Uint32Array(count),
    unanswered: new Uint32Array(count),
  };
  const totals = new Uint32Array(count);
  for (const slot of slots) {
    const bucket = Math.floor(((columns.time[slot] as number) - from) / spanInMs);
    const kind = kindOf(columns.status[slot] as number, columns.state[slot] as number);
    counts[kind][bucket] = (counts[kind][bucket] as number) + 1;
    totals[bucket] = (totals[bucket] as number) + 1;
  }
  let max = 0;
  for (const total of totals) {
    max = Math.max(max, total);
  }
  return { from, spanInMs, count, counts, max };
}

function kindOf(status: number, state: number): BucketKind {
  if (state === unansweredState) {
    return 'unanswered';
  }
  return status >= 500 ? 'serverError' : status >= 400 ? 'clientError' : 'ok';
}

/** The smallest round span that is not shorter. */
export function roundSpan(milliseconds: number): number {
  return roundSpans.find((span) => span >= milliseconds) ?? Math.ceil(milliseconds / 86_400_000) * 86_400_000;
}

/** An SVG path of the bars of one kind, stacked above the kinds before it, in a box of `count` × 1 units. */
export function barPath(buckets: TimeBuckets, kind: BucketKind): string {
  const parts: string[] = [];
  const below = bucketKinds.slice(0, bucketKinds.indexOf(kind));
  for (let index = 0; index < buckets.count; index++) {
    const own = buckets.counts[kind][index] as number;
    if (own > 0) {
      const base = below.reduce((sum, each) => sum + (buckets.counts[each][index] as number), 0);
      const y = round(1 - base / buckets.max);
      parts.push(`M${index} ${y}v${-round(own / buckets.max)}h1v${round(own / buckets.max)}z`);
    }
  }
  return parts.join('');
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
