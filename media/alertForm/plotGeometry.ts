// Where things lie on the plot: values to places and back, the curve as a path, round numbers for the axis. Pure functions.

import type { MetricPoint } from '../../src/domain/alert/metric.ts';

/** The plot's size in its own units, and the room for labels at its edges. */
export const plotSize = { wide: 744, narrow: 372, height: 220, left: 66, right: 12, top: 14, bottom: 24 } as const;

/** What is shown. */
export interface PlotRange {
  readonly from: number;
  readonly to: number;
  readonly least: number;
  readonly most: number;
  /** Of the whole plot, in its own units. */
  readonly width: number;
}

/** A range that holds all values, zero and the threshold, with some room above. */
export function rangeOf(
  values: { readonly minimum: number; readonly maximum: number } | undefined,
  threshold: number | undefined,
  { from, to, width }: Pick<PlotRange, 'from' | 'to' | 'width'>,
): PlotRange {
  const all = [0, values?.minimum ?? 0, values?.maximum ?? 0, threshold ?? 0].filter(Number.isFinite);
  const [least, most] = [Math.min(...all), Math.max(...all)];
  // A range without extent has no places in it.
  const room = (most - least < 1e-9 ? 1 : most - least) * 0.1;
  return { from, to, width, least: least < 0 ? least - room : 0, most: most + room };
}

/** The horizontal place of a moment. */
export function xOf(at: number, { from, to, width }: PlotRange): number {
  const { left, right } = plotSize;
  return left + ((at - from) / Math.max(1, to - from)) * (width - left - right);
}

/** The vertical place of a value. */
export function yOf(value: number, { least, most }: PlotRange): number {
  const { height, top, bottom } = plotSize;
  return height - bottom - ((value - least) / (most - least)) * (height - top - bottom);
}

/** The value at a vertical place, within the range, with as many digits as the plot can tell apart. */
export function valueAt(y: number, range: PlotRange): number {
  const { height, top, bottom } = plotSize;
  const share = (height - bottom - y) / (height - top - bottom);
  const value = range.least + Math.min(1, Math.max(0, share)) * (range.most - range.least);
  return roundTo(value, (range.most - range.least) / 200);
}

/** The step of an arrow key: a fiftieth of what is shown, as a round number. */
export function keyStep({ least, most }: PlotRange): number {
  return roundStep((most - least) / 50);
}

/** The nearest round number not below. */
function roundStep(value: number): number {
  const unit = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 5, 10].find((factor) => factor * unit >= value) ?? 10) * unit;
}

/** The value to the precision of a step. */
export function roundTo(value: number, step: number): number {
  const power = Math.floor(Math.log10(step));
  return power >= 0 ? Math.round(value / 10 ** power) * 10 ** power : Number(value.toFixed(Math.min(12, -power)));
}

/** Round values for the axis, at most six. @param isBytes true for values that are told in powers of 1024 */
export function ticksOf({ least, most }: PlotRange, isBytes = false): readonly number[] {
  const power = isBytes ? Math.max(0, Math.floor(Math.log(most - least) / Math.log(1024))) : 0;
  const unit = 1024 ** power;
  const step = roundStep((most - least) / 5 / unit) * unit;
  const first = Math.ceil(least / step);
  return Array.from({ length: Math.floor(most / step) - first + 1 }, (_, index) =>
    Number(((first + index) * step).toPrecision(12)),
  );
}

/** The curve as a path; where nothing was measured it is broken. */
export function pathOf(points: readonly MetricPoint[], range: PlotRange): string {
  let isOpen = false;
  const parts: string[] = [];
  for (const { at, value } of points) {
    if (value === undefined) {
      isOpen = false;
      continue;
    }
    const place = `${xOf(at, range).toFixed(1)} ${yOf(value, range).toFixed(1)}`;
    parts.push(isOpen ? `L${place}` : `M${place}h0.1`);
    isOpen = true;
  }
  return parts.join('');
}
