// Makes a term on `time` into a test: moments are fixed when the filter is compiled, except those counted back from now.

import type { FilterContext, FilterTest } from './filterTest.ts';
import type { FilterTerm, TimePoint } from './filterExpression.ts';
import { precisionInMs, startOfDay } from './filterQuantity.ts';

type Moment = (now: number) => number;

const dayInMs = 86_400_000;

/** Compiles `time` with its operator. A moment alone with `:` is the whole day, minute or second that was written; `-5m` is all since. */
export function compileTime({ operator, values }: FilterTerm, context: FilterContext): FilterTest {
  const times = values.flatMap((value) => (value.kind === 'time' ? [value] : []));
  const tests = times.map(({ from, to }): FilterTest['matches'] => {
    const start = momentOf(from, context);
    switch (operator) {
      case '<':
        return ({ time }, now) => time < start(now);
      case '<=':
        return ({ time }, now) => time <= start(now);
      case '>':
        return ({ time }, now) => time > start(now);
      case '>=':
        return ({ time }, now) => time >= start(now);
      default:
        return to === undefined ? aloneTest(from, start) : rangeTest(from, to, context);
    }
  });
  const [first] = tests;
  return {
    matches:
      tests.length === 1 && first !== undefined ? first : (subject, now) => tests.some((test) => test(subject, now)),
    cost: 'columns',
    dependsOnTime: times.some(({ from, to }) => from.kind === 'ago' || to?.kind === 'ago'),
  };
}

function aloneTest(point: TimePoint, start: Moment): FilterTest['matches'] {
  const length = point.kind === 'ago' ? Infinity : precisionInMs(point.precision);
  return ({ time }, now) => time >= start(now) && time < start(now) + length;
}

/** A range of clock times that ends before it begins, such as `23:50..00:10`, began the day before. */
function rangeTest(from: TimePoint, to: TimePoint, context: FilterContext): FilterTest['matches'] {
  const isOverMidnight = from.kind === 'clock' && to.kind === 'clock' && from.milliseconds > to.milliseconds;
  const start = momentOf(from, context, isOverMidnight ? -dayInMs : 0);
  const end = momentOf(to, context);
  return ({ time }, now) => time >= start(now) && time <= end(now);
}

/** The moment that a point means now, milliseconds since the epoch. */
export function resolveTimePoint(point: TimePoint, context: FilterContext): number {
  return momentOf(point, context)(context.now);
}

function momentOf(point: TimePoint, { now, timeZoneOffsetInMinutes }: FilterContext, shift = 0): Moment {
  const { kind, milliseconds } = point;
  if (kind === 'ago') {
    return (present) => present - milliseconds;
  }
  const base =
    kind === 'clock'
      ? startOfDay(now, timeZoneOffsetInMinutes)
      : kind === 'local'
        ? timeZoneOffsetInMinutes * 60_000
        : 0;
  const at = base + milliseconds + shift;
  return () => at;
}
