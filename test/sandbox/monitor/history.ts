// What metrics were before anything was measured: a day's wave with noise, made from seed and time alone, so that the same
// hour of the same seed always looks the same. The bases are about what the world of the default rate really does.

import { numberOf } from '../world/random.ts';

const dayInMs = 24 * 3_600_000;
const minuteInMs = 60_000;

/** A usual value: of bytes for each minute, of everything else as it stands. */
const bases: Readonly<Record<string, number>> = {
  'percentage cpu': 7,
  'network in': 830_000,
  'network out': 240_000,
  'network in total': 830_000,
  'network out total': 240_000,
  'disk read bytes': 1_400_000,
  'disk write bytes': 5_200_000,
  'disk read operations/sec': 1.4,
  'disk write operations/sec': 9,
  'cpu credits remaining': 0,
  'cpu credits consumed': 0,
  'data disk read bytes/sec': 11_000,
  'data disk write bytes/sec': 42_000,
  'data disk queue depth': 0.02,
  'os disk read bytes/sec': 9000,
  'os disk write bytes/sec': 51_000,
  'os disk queue depth': 0.05,
  'inbound flows': 0.4,
  'outbound flows': 3,
  'inbound flows maximum creation rate': 1,
  'outbound flows maximum creation rate': 4,
  'vm cached iops consumed percentage': 3,
  'vm uncached iops consumed percentage': 2,
  'available memory bytes': 5_100_000_000,
};

const steady = /^available memory/i;

/** Whether a metric adds up over time. */
export function isSum(metric: string): boolean {
  return /^(?:network|disk) .*(?:bytes|in|out|total)$/i.test(metric);
}

/** Value of a metric in a span before the sandbox began; `of` is the machine's id and what else tells series apart. */
export function pastValue(options: {
  readonly seed: number;
  readonly of: string;
  readonly metric: string;
  readonly from: number;
  readonly to: number;
}): number {
  const metric = options.metric.toLowerCase();
  const base = bases[metric] ?? 1;
  const span = Math.max(1, options.to - options.from);
  const share = isSum(metric) ? span / minuteInMs : 1;
  const own = `${options.seed} ${options.of.toLowerCase()} ${metric}`;
  const size = 0.8 + numberOf(own, 400) / 1000;
  const hour = (options.from % dayInMs) / dayInMs;
  // Highest at two in the afternoon, lowest at two in the morning.
  const wave = 1 + (steady.test(metric) ? -0.03 : 0.45) * Math.sin(2 * Math.PI * (hour - 1 / 3));
  const noise = 0.88 + numberOf(`${own} ${Math.floor(options.from / span)}`, 240) / 1000;
  return base * share * size * wave * noise;
}
