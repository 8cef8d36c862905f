// A threshold tried on what was measured: windows, resolution, gaps, and what holds for any points.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { metricAggregations } from '../../../../src/domain/alert/metric.ts';
import type { MetricPoint, MetricSeries } from '../../../../src/domain/alert/metric.ts';
import {
  plotFigures,
  suggestThreshold,
  tryThreshold,
  windowedSeries,
} from '../../../../src/domain/alert/thresholdHistory.ts';
import type { ThresholdTrial } from '../../../../src/domain/alert/thresholdHistory.ts';

const minute = 60_000;
const pointsOf = (...values: readonly (number | undefined)[]): readonly MetricPoint[] =>
  values.map((value, index) => ({ at: index * minute, ...(value === undefined ? {} : { value }) }));
const series = (...values: readonly (number | undefined)[]): readonly MetricSeries[] => [
  { dimensions: {}, points: pointsOf(...values) },
];

function trial(parts: Partial<ThresholdTrial> = {}): ThresholdTrial {
  return {
    aggregation: 'Average',
    operator: 'GreaterThan',
    threshold: 10,
    frequencyInSeconds: 60,
    windowInSeconds: 60,
    autoMitigate: true,
    from: 0,
    to: 10 * minute,
    grainInSeconds: 60,
    ...parts,
  };
}

describe('tryThreshold', () => {
  it('fires once and resolves after three healthy evaluations', () => {
    const values = series(1, 20, 1, 20, 1, 1, 1, 20, 1, 1);
    const outcome = tryThreshold(values, trial());
    assert.deepEqual(outcome, {
      evaluations: 10,
      met: 3,
      fired: 2,
      firedAt: [2 * minute, 8 * minute],
      isCoarse: false,
    });
  });

  it('fires at each evaluation without that', () => {
    const outcome = tryThreshold(series(1, 20, 1, 20, 20), trial({ autoMitigate: false }));
    assert.deepEqual([outcome.met, outcome.fired], [3, 3]);
  });

  it('puts the grains of a window together as the aggregation says', () => {
    const values = series(1, 2, 3, 4);
    const of = (aggregation: ThresholdTrial['aggregation'], threshold: number): number =>
      tryThreshold(values, trial({ aggregation, threshold, operator: 'Equals', windowInSeconds: 240, to: 4 * minute }))
        .met;
    assert.deepEqual(
      [of('Average', 2.5), of('Total', 10), of('Count', 10), of('Minimum', 1), of('Maximum', 4)],
      [1, 1, 1, 1, 1],
    );
    assert.equal(of('Total', 9), 0);
  });

  it('compares as the operator says', () => {
    const met = (operator: ThresholdTrial['operator']): number =>
      tryThreshold(series(9, 10, 11), trial({ operator })).met;
    assert.deepEqual(
      (['GreaterThan', 'GreaterThanOrEqual', 'LessThan', 'LessThanOrEqual', 'Equals'] as const).map(met),
      [1, 2, 1, 2, 1],
    );
  });

  it('decides nothing where nothing was measured', () => {
    const outcome = tryThreshold(series(20, undefined, undefined, undefined, 20), trial());
    assert.deepEqual([outcome.evaluations, outcome.met, outcome.fired], [2, 2, 1]);
    assert.deepEqual(tryThreshold([], trial()).evaluations, 0);
  });

  it('looks only as often as the rule does, after the first whole window', () => {
    const outcome = tryThreshold(
      series(...Array.from({ length: 20 }, () => 20)),
      trial({ windowInSeconds: 300, frequencyInSeconds: 300, to: 20 * minute }),
    );
    assert.deepEqual([outcome.evaluations, outcome.firedAt], [4, [5 * minute]]);
  });

  it('counts combinations of dimensions each by itself', () => {
    const two = [...series(20, 1), ...series(20, 20)];
    const outcome = tryThreshold(two, trial({ to: 2 * minute }));
    assert.deepEqual([outcome.evaluations, outcome.met, outcome.fired], [4, 3, 2]);
  });

  it('says when it can only be near', () => {
    const coarse = tryThreshold(series(20, 20), trial({ grainInSeconds: 300, to: 300_000 }));
    assert.deepEqual([coarse.isCoarse, coarse.evaluations], [true, 1]);
  });

  const anySeries = fc.array(
    fc.record({
      dimensions: fc.constant({}),
      points: fc.array(
        fc.record({ at: fc.integer({ min: 0, max: 600 }).map((at) => at * minute), value: fc.double({ noNaN: true }) }),
        { maxLength: 60 },
      ),
    }),
    { maxLength: 3 },
  );
  const anyTrial = fc
    .record({
      aggregation: fc.constantFrom(...metricAggregations),
      operator: fc.constantFrom('GreaterThan', 'LessThan', 'Equals'),
      threshold: fc.double(),
      frequencyInSeconds: fc.constantFrom(60, 300, 3600),
      windowInSeconds: fc.constantFrom(60, 300, 3600, 86_400),
      autoMitigate: fc.boolean(),
      to: fc.integer({ min: 0, max: 600 }).map((at) => at * minute),
    })
    .map((parts) => trial(parts as Partial<ThresholdTrial>));

  it('never fires more often than it is met, nor meets more often than it looks', () => {
    fc.assert(
      fc.property(anySeries, anyTrial, (values, each) => {
        const { evaluations, met, fired, firedAt } = tryThreshold(values, each);
        assert.ok(fired <= met && met <= evaluations && firedAt.length === fired);
        assert.ok(firedAt.every((at) => at > each.from && at <= each.to));
        assert.ok(fired > 0 || met === 0);
      }),
    );
  });

  it('fires no less without resolution than with it, and sees the order of points as nothing', () => {
    fc.assert(
      fc.property(anySeries, anyTrial, (values, each) => {
        const [resolving, always] = [true, false].map((autoMitigate) =>
          tryThreshold(values, { ...each, autoMitigate }),
        );
        assert.ok((resolving?.fired ?? 0) <= (always?.fired ?? 0));
        if (each.aggregation === 'Minimum' || each.aggregation === 'Maximum') {
          const turned = values.map(({ points, dimensions }) => ({ dimensions, points: points.toReversed() }));
          assert.deepEqual(tryThreshold(turned, each), tryThreshold(values, each));
        }
      }),
    );
  });
});

describe('windowedSeries', () => {
  it('gives one value a window, from the first whole one on', () => {
    const [windowed] = windowedSeries(series(1, 2, 3, 4), {
      aggregation: 'Total',
      windowInSeconds: 120,
      grainInSeconds: 60,
    });
    assert.deepEqual(
      windowed?.points.map(({ value }) => value),
      [3, 5, 7],
    );
  });

  it('leaves points as they are when they are as long as the window', () => {
    const values = series(1, 2);
    assert.equal(windowedSeries(values, { aggregation: 'Total', windowInSeconds: 60, grainInSeconds: 60 }), values);
  });

  it('sees what the trial sees', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 5, maxLength: 60 }), (values) => {
        const each = trial({ windowInSeconds: 300, threshold: 50, to: values.length * minute, autoMitigate: false });
        const [windowed] = windowedSeries(series(...values), each);
        assert.equal(
          windowed?.points.filter(({ value = 0 }) => value > 50).length,
          tryThreshold(series(...values), each).met,
        );
      }),
    );
  });
});

describe('figures of a plot', () => {
  it('are the least, mean and greatest', () => {
    assert.deepEqual(plotFigures(series(1, undefined, 5)), { count: 2, minimum: 1, average: 3, maximum: 5 });
    assert.equal(plotFigures(series(undefined)), undefined);
  });

  it('propose a threshold above all of it', () => {
    assert.equal(suggestThreshold(series(1, 83)), 100);
    assert.equal(suggestThreshold(series(0)), 1);
    assert.equal(suggestThreshold([]), undefined);
    fc.assert(
      fc.property(fc.array(fc.double({ min: 1e-6, max: 1e15, noNaN: true }), { minLength: 1 }), (values) =>
        assert.ok((suggestThreshold(series(...values)) ?? 0) > Math.max(...values)),
      ),
    );
  });
});
