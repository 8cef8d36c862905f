// The stand-in for Azure's learned thresholds: mean and standard deviation of the windows before, by the rule's sensitivity.
// It knows neither seasons nor trends, which is documented in README.md.

/** How many standard deviations are still usual. */
const widths: Readonly<Record<string, number>> = { low: 4, medium: 3, high: 2 };
/** A line that hardly moves must not alert about nothing: at least this part of the mean counts as its deviation. */
const leastDeviation = 0.05;
/** Fewer windows say nothing. */
const leastHistory = 3;

/** What is still usual. */
export interface Band {
  readonly lower: number;
  readonly upper: number;
}

/** The band of a history; undefined when there is too little of it. */
export function bandOf(history: readonly number[], sensitivity: string): Band | undefined {
  if (history.length < leastHistory) {
    return undefined;
  }
  const mean = history.reduce((sum, one) => sum + one, 0) / history.length;
  const variance = history.reduce((sum, one) => sum + (one - mean) ** 2, 0) / history.length;
  const deviation = Math.max(Math.sqrt(variance), Math.abs(mean) * leastDeviation);
  const width = (widths[sensitivity.toLowerCase()] ?? 3) * deviation;
  return { lower: mean - width, upper: mean + width };
}
