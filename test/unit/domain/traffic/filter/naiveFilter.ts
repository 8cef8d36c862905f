// The meaning of a filter said as plainly as possible, slow and with as little in common with the product as can be: the compiled
// filter is compared with it.

import type {
  FilterExpression,
  FilterTerm,
  FilterValue,
  TimePoint,
} from '../../../../../src/domain/traffic/filter/filterExpression.ts';
import type { FilterSide } from '../../../../../src/domain/traffic/filter/filterSubject.ts';
import { messageOf } from './filterSubjects.ts';
import type { Sample } from './filterSubjects.ts';

/** Whether a filter holds, in UTC. */
export function naive(filter: FilterExpression, data: Sample, now: number): boolean {
  switch (filter.kind) {
    case 'all':
      return true;
    case 'and':
      return filter.parts.every((part) => naive(part, data, now));
    case 'or':
      return filter.parts.some((part) => naive(part, data, now));
    case 'not':
      return !naive(filter.part, data, now);
    case 'term':
      return filter.operator === '!=' ? !holds({ ...filter, operator: '=' }, data, now) : holds(filter, data, now);
  }
}

function holds(term: FilterTerm, data: Sample, now: number): boolean {
  const texts = textsOf(term, data);
  if (texts !== undefined) {
    return texts.some((text) => term.values.length === 0 || term.values.some((value) => textHolds(value, text, term)));
  }
  const number = numberOf(term, data, now);
  return term.values.some((value) =>
    value.kind === 'flag'
      ? flagHolds(value.flag, data)
      : value.kind === 'number'
        ? compare(number, term.operator, [value.from, value.to])
        : value.kind === 'time' && timeHolds(value, term.operator, data.time, now),
  );
}

function decode(bytes: Uint8Array | undefined): string[] {
  return bytes === undefined ? [] : [new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)];
}

function textsOf({ key, name }: FilterTerm, data: Sample): readonly string[] | undefined {
  const sides: FilterSide[] = key.startsWith('req-')
    ? ['request']
    : key.startsWith('res-')
      ? ['response']
      : ['request', 'response'];
  const noQuery = data.target.split('?')[0] ?? '';
  const scheme = /^[a-z][a-z\d+.-]{0,20}:\/\//i.exec(data.target)?.[0];
  switch (key) {
    case 'word':
      return [data.target, data.host, data.method, data.messageId, ...(data.status === 0 ? [] : [String(data.status)])];
    case 'path':
      return [scheme === undefined ? noQuery : noQuery.slice(scheme.length).replace(/^[^/]*/, '')];
    case 'query':
      return [data.target.includes('?') ? data.target.slice(data.target.indexOf('?') + 1) : ''];
    case 'url':
      return [scheme === undefined ? data.host + data.target : data.target];
    case 'type':
      return [data.headers.response['content-type'] ?? data.headers.request['content-type'] ?? ''];
    case 'text':
      return sides.flatMap((side) => decode(messageOf(data, side)));
    default:
      return (
        plainColumns(data)[key] ??
        (key.endsWith('header')
          ? sides.flatMap((side) => data.headers[side][name] ?? [])
          : key.endsWith('body')
            ? sides.flatMap((side) => decode(data.bodies[side]))
            : undefined)
      );
  }
}

function plainColumns({
  method,
  target,
  host,
  note,
  messageId,
  clientIp,
  partitionIds,
}: Sample): Readonly<Record<string, readonly string[]>> {
  return {
    method: [method],
    target: [target],
    host: [host],
    note: [note],
    id: [messageId],
    ip: [clientIp],
    partition: partitionIds,
  };
}

function textHolds(value: FilterValue, text: string, { key, operator }: FilterTerm): boolean {
  const isWhole = operator === '=' || key === 'partition';
  switch (value.kind) {
    case 'text':
      return isWhole
        ? text.toLowerCase() === value.text.toLowerCase()
        : text.toLowerCase().includes(value.text.toLowerCase());
    case 'wildcard': {
      const inner = value.text
        .split('*')
        .map((part) => part.replaceAll(/[^\w\s]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`))
        .join('[^]*');
      return new RegExp(isWhole ? `^${inner}$` : inner, 'i').test(text);
    }
    case 'regex':
      return new RegExp(value.source, value.flags).test(text);
    default:
      return false;
  }
}

function numberOf({ key }: FilterTerm, data: Sample, now: number): number | undefined {
  const hasRequest = ['completed', 'pending', 'unanswered'].includes(data.state);
  const hasResponse = ['completed', 'orphaned'].includes(data.state);
  switch (key) {
    case 'status':
      return data.status === 0 ? undefined : data.status;
    case 'duration':
      return data.durationInMs;
    case 'age':
      return data.waitingSince === undefined ? undefined : now - data.waitingSince;
    case 'size':
      return hasResponse ? (data.bodies.response?.length ?? 0) : undefined;
    case 'request-size':
      return hasRequest ? (data.bodies.request?.length ?? 0) : undefined;
    case 'seq':
      return data.sequenceNumber;
    case 'row':
      return data.number;
    default:
      return undefined;
  }
}

function compare(value: number | undefined, operator: string, [from, to]: readonly [number, number]): boolean {
  if (value === undefined) {
    return false;
  }
  const answers: Record<string, boolean> = {
    '<': value < from,
    '<=': value <= from,
    '>': value > from,
    '>=': value >= from,
  };
  return answers[operator] ?? (from <= value && value <= to);
}

function timeHolds(
  { from, to }: Extract<FilterValue, { kind: 'time' }>,
  operator: string,
  time: number,
  now: number,
): boolean {
  const midnight = new Date(now).setUTCHours(0, 0, 0, 0);
  const at = (point: TimePoint): number =>
    point.kind === 'ago'
      ? now - point.milliseconds
      : point.kind === 'clock'
        ? midnight + point.milliseconds
        : point.milliseconds;
  if (to !== undefined) {
    const isYesterday = from.kind === 'clock' && to.kind === 'clock' && from.milliseconds > to.milliseconds;
    return time >= at(from) - (isYesterday ? 86_400_000 : 0) && time <= at(to);
  }
  const length =
    from.kind === 'ago' ? Infinity : { day: 86_400_000, minute: 60_000, second: 1000, millisecond: 1 }[from.precision];
  return operator === ':' || operator === '='
    ? time >= at(from) && time < at(from) + length
    : compare(time, operator, [at(from), at(from)]);
}

function flagHolds(flag: string, data: Sample): boolean {
  const length = (side: FilterSide): number => data.bodies[side]?.length ?? 0;
  const answers: Record<string, boolean> = {
    error: data.status >= 400 || data.state === 'unanswered',
    pinned: data.isPinned,
    marked: data.mark !== undefined,
    mark: data.mark !== undefined,
    noted: data.note !== '',
    note: data.note !== '',
    truncated: data.problems.includes('truncatedBody') || data.problems.includes('cutCharacter'),
    repeated: data.repeatCount > 0,
    problem: data.problems.length > 0,
    gap: data.problems.includes('hubGap'),
    negative: data.problems.includes('negativeDuration'),
    request: ['completed', 'pending', 'unanswered'].includes(data.state),
    response: ['completed', 'orphaned'].includes(data.state),
    body: length('request') + length('response') > 0,
    'req-body': length('request') > 0,
    'res-body': length('response') > 0,
    query: data.target.includes('?'),
  };
  return answers[flag] ?? (flag === data.state || flag === data.mark);
}
