// How a threshold would have fared against what was measured: when the rule would have fired, and the numbers that a plot says in words.
// It follows the service: a window before each evaluation, windows without a value decide nothing, three healthy ones in a row resolve.

import type { MetricAggregation, MetricPoint, MetricSeries } from './metric.ts';
import type { StaticOperator } from './metricAlertDraft.ts';

/** A rule and the time it is tried on. */
export interface ThresholdTrial {
  readonly aggregation: MetricAggregation;
  readonly operator: StaticOperator;
  readonly threshold: number;
  readonly frequencyInSeconds: number;
  readonly windowInSeconds: number;
  /** True when the alert resolves by itself and fires once until then. */
  readonly autoMitigate: boolean;
  /** Milliseconds since 1970: evaluations lie after `from` by a window, and not after `to`. */
  readonly from: number;
  readonly to: number;
  /** Length of what a point stands for. A window cannot be seen more closely than that. */
  readonly grainInSeconds: number;
}

/** What would have been. */
export interface ThresholdOutcome {
  /** Evaluations that had a value. */
  readonly evaluations: number;
  /** Those of them whose value met the condition. */
  readonly met: number;
  /** Alerts that would have fired. */
  readonly fired: number;
  /** When, for each of them, in milliseconds since 1970, in order. */
  readonly firedAt: readonly number[];
  /** True when points are longer than the window, so that this is only near to what Azure would have seen. */
  readonly isCoarse: boolean;
}

/** Healthy evaluations in a row that resolve an alert (documentation of metric alerts). */
const healthyToResolve = 3;

/** Most evaluations that one trial makes: seven days by the minute. */
const maxEvaluations = 10_080;

/** Tries a rule on series; each combination of dimensions is an alert of its own. */
export function tryThreshold(series: readonly MetricSeries[], trial: ThresholdTrial): ThresholdOutcome {
  const outcomes = series.map(({ points }) => trySeries(points, trial));
  const sum = (part: (outcome: ThresholdOutcome) => number): number =>
    outcomes.reduce((all, outcome) => all + part(outcome), 0);
  return {
    evaluations: sum(({ evaluations }) => evaluations),
    met: sum(({ met }) => met),
    fired: sum(({ fired }) => fired),
    firedAt: outcomes.flatMap(({ firedAt }) => firedAt).toSorted((a, b) => a - b),
    isCoarse: trial.grainInSeconds > trial.windowInSeconds,
  };
}

function trySeries(points: readonly MetricPoint[], trial: ThresholdTrial): ThresholdOutcome {
  const { operator, threshold, autoMitigate, grainInSeconds } = trial;
  const isCoarse = grainInSeconds > trial.windowInSeconds;
  const windowInMs = Math.max(trial.windowInSeconds, grainInSeconds) * 1000;
  const stepInMs = Math.max(trial.frequencyInSeconds, grainInSeconds) * 1000;
  const ordered = points.filter(({ at }) => at >= trial.from).toSorted((a, b) => a.at - b.at);
  const firedAt: number[] = [];
  let [evaluations, met, healthy, first, end] = [0, 0, healthyToResolve, 0, 0];
  const start = trial.from + windowInMs;
  for (let step = 0; step < maxEvaluations; step++) {
    const at = start + step * stepInMs;
    if (!(at <= trial.to)) {
      break;
    }
    while ((ordered[first]?.at ?? at) < at - windowInMs) {
      first++;
    }
    end = Math.max(end, first);
    while ((ordered[end]?.at ?? at) < at) {
      end++;
    }
    const value = aggregate(ordered, trial.aggregation, first, end);
    if (value === undefined) {
      continue;
    }
    evaluations++;
    const isMet = meets(value, operator, threshold);
    met += isMet ? 1 : 0;
    if (isMet && (!autoMitigate || healthy >= healthyToResolve)) {
      firedAt.push(at);
    }
    healthy = isMet ? 0 : healthy + 1;
  }
  return { evaluations, met, fired: firedAt.length, firedAt, isCoarse };
}

/** One value of the grains from one place to before another; undefined when none of them has one. */
function aggregate(
  points: readonly MetricPoint[],
  aggregation: MetricAggregation,
  first = 0,
  end = points.length,
): number | undefined {
  let [count, total, least, most] = [0, 0, Infinity, -Infinity];
  // A day by the minute is looked at a thousand times while a line is dragged: no lists are made here.
  for (let index = first; index < end; index++) {
    const value = points[index]?.value;
    if (value !== undefined) {
      count++;
      total += value;
      least = value < least ? value : least;
      most = value > most ? value : most;
    }
  }
  if (count === 0) {
    return undefined;
  }
  switch (aggregation) {
    case 'Average':
      return total / count;
    case 'Total':
    case 'Count':
      return total;
    case 'Minimum':
      return least;
    case 'Maximum':
      return most;
  }
}

/** Compares a value with a threshold. */
function meets(value: number, operator: StaticOperator, threshold: number): boolean {
  switch (operator) {
    case 'GreaterThan':
      return value > threshold;
    case 'GreaterThanOrEqual':
      return value >= threshold;
    case 'LessThan':
      return value < threshold;
    case 'LessThanOrEqual':
      return value <= threshold;
    case 'Equals':
      return value === threshold;
  }
}

/** Values per window, as the rule sees them, for the plot: a threshold on sums over an hour is not one on those of a minute. */
export function windowedSeries(
  series: readonly MetricSeries[],
  trial: Pick<ThresholdTrial, 'aggregation' | 'windowInSeconds' | 'grainInSeconds'>,
): readonly MetricSeries[] {
  const windowInMs = trial.windowInSeconds * 1000;
  const grainInMs = trial.grainInSeconds * 1000;
  if (windowInMs <= grainInMs) {
    return series;
  }
  return series.map(({ dimensions, points }) => {
    const ordered = points.toSorted((a, b) => a.at - b.at);
    const origin = ordered[0]?.at ?? 0;
    let first = 0;
    const windowed = ordered.flatMap(({ at }, index): MetricPoint[] => {
      const begin = at + grainInMs - windowInMs;
      while ((ordered[first]?.at ?? begin) < begin) {
        first++;
      }
      // What lies before the first whole window is not what the rule would see.
      if (begin < origin) {
        return [];
      }
      const value = aggregate(ordered, trial.aggregation, first, index + 1);
      return [{ at, ...(value === undefined ? {} : { value }) }];
    });
    return { dimensions, points: windowed };
  });
}

/** Numbers of a plot. */
export interface PlotFigures {
  readonly count: number;
  readonly minimum: number;
  readonly average: number;
  readonly maximum: number;
}

/** Least, mean and greatest of all values; undefined without any. */
export function plotFigures(series: readonly MetricSeries[]): PlotFigures | undefined {
  const points = series.flatMap((each) => each.points).filter(({ value }) => value !== undefined);
  const [minimum, average, maximum] = (['Minimum', 'Average', 'Maximum'] as const).map((each) =>
    aggregate(points, each),
  );
  return minimum === undefined || average === undefined || maximum === undefined
    ? undefined
    : { count: points.length, minimum, average, maximum };
}

/** A threshold to begin with: a little above everything that was measured, to two digits. */
export function suggestThreshold(series: readonly MetricSeries[]): number | undefined {
  const most = plotFigures(series)?.maximum;
  if (most === undefined) {
    return undefined;
  }
  return most <= 0 ? 1 : roundUp(most * 1.2);
}

/** The next greater number with two digits. */
function roundUp(value: number): number {
  const unit = 10 ** (Math.floor(Math.log10(value)) - 1);
  const rounded = Math.ceil(value / unit) * unit;
  return Number.isFinite(rounded) && rounded > 0 ? Number(rounded.toPrecision(2)) : value;
}
