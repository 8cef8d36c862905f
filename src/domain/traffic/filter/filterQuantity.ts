// Numbers, durations, sizes and times of the filter language: read from text and written back so that reading gives the same.

import type { TimePoint, TimePrecision } from './filterExpression.ts';

const durationUnits: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
]);
/** kB and KB are thousands, as people write them; the binary units carry their i. In lower case. */
const sizeUnits: ReadonlyMap<string, number> = new Map([
  ['b', 1],
  ['kb', 1000],
  ['mb', 1_000_000],
  ['kib', 1024],
  ['mib', 1_048_576],
]);
const dayInMs = 86_400_000;

/** A whole number that is not negative. */
export function readCount(text: string): number | undefined {
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** Milliseconds; without a unit milliseconds are meant. Negative durations exist where clocks differ. */
export function readDuration(text: string): number | undefined {
  return readWithUnit(text, durationUnits, 'ms');
}

/** Bytes; without a unit bytes are meant. */
export function readSize(text: string): number | undefined {
  return text.startsWith('-') ? undefined : readWithUnit(text.toLowerCase(), sizeUnits, 'b');
}

function readWithUnit(text: string, units: ReadonlyMap<string, number>, plain: string): number | undefined {
  const match = /^(-?\d{1,12}(?:\.\d{1,3})?)([a-z]{0,3})$/.exec(text);
  const factor = units.get(match?.[2] === '' ? plain : (match?.[2] ?? ''));
  // `+ 0` makes a plain zero of a negative one.
  return match === null || factor === undefined ? undefined : Math.round(Number(match[1]) * factor * 1000) / 1000 + 0;
}

/** Writes milliseconds in the largest unit that keeps them whole. */
export function formatDuration(milliseconds: number): string {
  return writeWithUnit(milliseconds, [
    [3_600_000, 'h'],
    [60_000, 'm'],
    [1000, 's'],
    [1, 'ms'],
  ]);
}

/** Writes bytes in the largest unit of thousands that keeps them whole. */
export function formatSize(bytes: number): string {
  return writeWithUnit(bytes, [
    [1_000_000, 'MB'],
    [1000, 'kB'],
    [1, 'B'],
  ]);
}

function writeWithUnit(value: number, units: readonly (readonly [number, string])[]): string {
  const [factor, unit] = units.find(([each]) => value !== 0 && value % each === 0) ?? units.at(-1) ?? [1, ''];
  return `${value / factor}${unit}`;
}

/** A status or a class of them: `404`, `4xx`, `40x`. */
export function readStatus(text: string): { from: number; to: number } | undefined {
  const match = /^(\d)(\d|x)(\d|x)$/i.exec(text);
  if (match === null) {
    return text === '0' ? { from: 0, to: 0 } : undefined;
  }
  const lower = text.toLowerCase();
  if (lower[1] === 'x' && lower[2] !== 'x') {
    return undefined;
  }
  return { from: Number(lower.replaceAll('x', '0')), to: Number(lower.replaceAll('x', '9')) };
}

/** `-5m`, `10:00`, `10:00:30.250`, `2026-03-01`, `2026-03-01T10:00`, `2026-03-01T10:00:00Z`. */
export function readTimePoint(text: string): TimePoint | undefined {
  if (text.startsWith('-')) {
    const milliseconds = readDuration(text.slice(1));
    return milliseconds === undefined || milliseconds < 0 || text.startsWith('--')
      ? undefined
      : { kind: 'ago', milliseconds, precision: 'millisecond' };
  }
  const match =
    /^(?:(?<date>(?:19|20|21)\d\d-\d\d-\d\d)(?:T(?=\d)|$))?(?:(?<clock>\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?)(?<zone>Z|[+-]\d\d:?\d\d)?)?$/i.exec(
      text,
    );
  if (match === null || text === '') {
    return undefined;
  }
  const { date, clock, zone } = match.groups ?? {};
  const day = date === undefined ? 0 : readDate(date);
  const inDay = clock === undefined ? { milliseconds: 0, precision: 'day' as const } : readClock(clock);
  if (day === undefined || inDay === undefined || (zone !== undefined && date === undefined)) {
    return undefined;
  }
  const offset = zone === undefined ? 0 : readZone(zone);
  if (offset === undefined) {
    return undefined;
  }
  const kind = zone !== undefined ? 'instant' : date === undefined ? 'clock' : 'local';
  return { kind, milliseconds: day + inDay.milliseconds - offset, precision: inDay.precision };
}

function readDate(text: string): number | undefined {
  const at = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== text ? undefined : at;
}

function readClock(text: string): { milliseconds: number; precision: TimePrecision } | undefined {
  const [hours = 0, minutes = 0, seconds = 0] = text.split(':').map(Number);
  if (hours > 23 || minutes > 59 || seconds >= 60) {
    return undefined;
  }
  const precision = text.length === 5 ? 'minute' : text.length === 8 ? 'second' : 'millisecond';
  return { milliseconds: hours * 3_600_000 + minutes * 60_000 + Math.round(seconds * 1000), precision };
}

function readZone(text: string): number | undefined {
  if (text.toUpperCase() === 'Z') {
    return 0;
  }
  const hours = Number(text.slice(1, 3));
  const minutes = Number(text.slice(-2));
  return hours > 14 || minutes > 59 ? undefined : (text.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}

/** Writes a moment as `readTimePoint` reads it. */
export function formatTimePoint({ kind, milliseconds, precision }: TimePoint): string {
  if (kind === 'ago') {
    return `-${formatDuration(milliseconds)}`;
  }
  const iso = new Date(milliseconds).toISOString();
  const end = precision === 'minute' ? 16 : precision === 'second' ? 19 : 23;
  if (kind === 'clock') {
    return iso.slice(11, end);
  }
  return kind === 'local' ? iso.slice(0, precision === 'day' ? 10 : end) : `${iso.slice(0, end)}Z`;
}

/** How long a moment alone lasts. */
export function precisionInMs(precision: TimePrecision): number {
  switch (precision) {
    case 'day':
      return dayInMs;
    case 'minute':
      return 60_000;
    case 'second':
      return 1000;
    case 'millisecond':
      return 1;
  }
}

/** First moment of the local day that holds `now`. @param offset what `getTimezoneOffset` gives: UTC minus local time in minutes */
export function startOfDay(now: number, offset: number): number {
  const shift = offset * 60_000;
  return Math.floor((now - shift) / dayInMs) * dayInMs + shift;
}
