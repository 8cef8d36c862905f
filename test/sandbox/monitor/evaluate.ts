// Holds a rule's criteria against the values of one target at one time. Knows no state: what fired before is the engine's.

import { bandOf } from './dynamicThreshold.ts';
import type { Criterion, DimensionFilter, DynamicThreshold } from './metricRule.ts';
import type { Dimension, Series } from './metricValues.ts';
import { isSame } from './read.ts';

/** What one criterion saw. */
export interface CriterionResult {
  readonly criterion: Criterion;
  readonly dimensions: readonly Dimension[];
  /** Undefined without data. */
  readonly value: number | undefined;
  /** The number it was held against; of a dynamic threshold the edge that was nearer. */
  readonly threshold: number | undefined;
  readonly isMet: boolean;
}

/** What one combination of dimensions of a target came to. */
export interface TargetResult {
  readonly dimensions: readonly Dimension[];
  readonly state: 'met' | 'notMet' | 'noData';
  readonly criteria: readonly CriterionResult[];
}

/** Windows of the past that a dynamic threshold is made of at most, and all of them together in minutes. */
const history = { windows: 60, minutes: 600, leastWindows: 5 };

/** Evaluates all criteria, which must all be met, for every combination of dimensions. */
export function evaluateTarget(options: {
  readonly criteria: readonly Criterion[];
  readonly seriesOf: (criterion: Criterion) => readonly Series[];
  readonly now: number;
  readonly windowInMs: number;
  readonly windowInMinutes: number;
}): readonly TargetResult[] {
  const { criteria } = options;
  const lines = criteria.map((criterion) =>
    options.seriesOf(criterion).filter(({ dimensions }) => fits(dimensions, criterion.dimensions)),
  );
  const widest = lines.toSorted(
    (left, right) => (right[0]?.dimensions.length ?? 0) - (left[0]?.dimensions.length ?? 0),
  )[0];
  return (widest ?? []).map(({ dimensions }) => {
    const results = criteria.map((criterion, index) => {
      const own = lines[index]?.find((line) => agrees(line.dimensions, dimensions));
      return evaluateCriterion(criterion, own, options);
    });
    const hasData = results.every(({ value }) => value !== undefined);
    const state = hasData ? (results.every(({ isMet }) => isMet) ? 'met' : 'notMet') : 'noData';
    return { dimensions, state, criteria: results };
  });
}

/** True when a value is on the wrong side of a threshold. */
function compare(operator: string, value: number, threshold: number): boolean {
  switch (operator.toLowerCase()) {
    case 'equals':
      return value === threshold;
    case 'greaterthan':
      return value > threshold;
    case 'greaterthanorequal':
      return value >= threshold;
    case 'lessthan':
      return value < threshold;
    case 'lessthanorequal':
      return value <= threshold;
    default:
      return false;
  }
}

type Span = Pick<Parameters<typeof evaluateTarget>[0], 'now' | 'windowInMs' | 'windowInMinutes'>;

function evaluateCriterion(criterion: Criterion, series: Series | undefined, span: Span): CriterionResult {
  const dimensions = series?.dimensions ?? [];
  const valueOf = (windowsAgo: number): number | undefined => {
    const end = span.now - windowsAgo * span.windowInMs;
    return series?.aggregate(end - span.windowInMs, end)?.[criterion.aggregation];
  };
  const value = valueOf(0);
  const base = { criterion, dimensions, value };
  const { threshold, operator } = criterion;
  if (value === undefined) {
    return { ...base, threshold: undefined, isMet: false };
  }
  return typeof threshold === 'number'
    ? { ...base, threshold, isMet: compare(operator, value, threshold) }
    : { ...base, ...evaluateDynamic({ operator, dynamic: threshold, value }, valueOf, span) };
}

function evaluateDynamic(
  about: { readonly operator: string; readonly dynamic: DynamicThreshold; readonly value: number },
  valueOf: (windowsAgo: number) => number | undefined,
  span: Span,
): Pick<CriterionResult, 'threshold' | 'isMet'> {
  const { operator, dynamic, value } = about;
  const periods = Math.max(1, dynamic.evaluationPeriods);
  const count = Math.max(
    history.leastWindows,
    Math.min(history.windows, Math.floor(history.minutes / span.windowInMinutes)),
  );
  const past = Array.from({ length: count }, (_, index) => periods + index)
    .filter((ago) => span.now - (ago + 1) * span.windowInMs >= dynamic.ignoreDataBefore)
    .flatMap((ago) => valueOf(ago) ?? []);
  const band = bandOf(past, dynamic.sensitivity);
  if (band === undefined) {
    return { threshold: undefined, isMet: false };
  }
  const isOutside = (one: number): boolean =>
    (!isSame(operator, 'LessThan') && one > band.upper) || (!isSame(operator, 'GreaterThan') && one < band.lower);
  const recent = Array.from({ length: periods }, (_, ago) => valueOf(ago));
  const failing = recent.filter((one) => one !== undefined && isOutside(one)).length;
  const isLow = isSame(operator, 'LessThan') || (!isSame(operator, 'GreaterThan') && value < band.lower);
  return { threshold: isLow ? band.lower : band.upper, isMet: failing >= dynamic.minFailingPeriods };
}

function fits(dimensions: readonly Dimension[], filters: readonly DimensionFilter[]): boolean {
  return filters.every(({ name, isExclude, values }) => {
    const own = dimensions.find((one) => isSame(one.name, name));
    const isListed = values.some((value) => value === '*' || isSame(value, own?.value ?? ''));
    return own !== undefined && isListed !== isExclude;
  });
}

/** True when two combinations say nothing different of a dimension they share. */
function agrees(left: readonly Dimension[], right: readonly Dimension[]): boolean {
  return left.every(
    ({ name, value }) =>
      right.find((one) => isSame(one.name, name))?.value === value || right.every((one) => !isSame(one.name, name)),
  );
}
