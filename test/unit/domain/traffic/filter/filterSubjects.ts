// Exchanges as filters see them, made up in memory, and arbitrary filters for properties.

import * as fc from 'fast-check';
import type { TrafficProblem } from '../../../../../src/domain/traffic/trafficProblem.ts';
import type {
  FilterExpression,
  FilterTerm,
  FilterValue,
  TimePoint,
} from '../../../../../src/domain/traffic/filter/filterExpression.ts';
import { filterKeys, flagsOf, isHeaderKey } from '../../../../../src/domain/traffic/filter/filterKey.ts';
import type { FilterKey } from '../../../../../src/domain/traffic/filter/filterKey.ts';
import type { FilterSide, FilterSubject } from '../../../../../src/domain/traffic/filter/filterSubject.ts';

/** Everything of a made-up exchange. */
export interface Sample extends Omit<
  FilterSubject,
  'hasProblem' | 'hasAnyProblem' | 'bodySize' | 'header' | 'body' | 'message'
> {
  readonly problems: readonly TrafficProblem[];
  readonly headers: Readonly<Record<FilterSide, Readonly<Record<string, string>>>>;
  readonly bodies: Readonly<Partial<Record<FilterSide, Uint8Array>>>;
}

const encoder = new TextEncoder();

/** A completed call; `more` says what is different. */
export function sample(more: Partial<Sample> = {}): Sample {
  return {
    number: 7,
    state: 'completed',
    messageId: '5f2c-0001',
    method: 'POST',
    target: '/orders/42?expand=items',
    host: 'api.contoso.com',
    status: 503,
    time: Date.UTC(2026, 2, 1, 10, 2, 30),
    durationInMs: 1250,
    waitingSince: undefined,
    clientIp: '203.0.113.7',
    partitionIds: ['1', '3'],
    sequenceNumber: 1000,
    repeatCount: 0,
    isPinned: false,
    mark: undefined,
    note: '',
    problems: [],
    headers: {
      request: { 'content-type': 'application/json', 'x-test': 'Yes, indeed' },
      response: { 'content-type': 'text/html' },
    },
    bodies: { request: encoder.encode('{"card":"4111"}'), response: encoder.encode('<h1>Übel Müßig</h1>') },
    ...more,
  };
}

/** The subject that a filter is run on. */
export function subjectOf(data: Sample): FilterSubject {
  return {
    ...data,
    hasProblem: (problem) => data.problems.includes(problem),
    hasAnyProblem: data.problems.length > 0,
    bodySize: (side) => data.bodies[side]?.length ?? 0,
    header: (side, name) => data.headers[side][name],
    body: (side) => data.bodies[side],
    message: (side) => messageOf(data, side),
  };
}

/** Head and body of a made-up half. */
export function messageOf({ headers, bodies }: Sample, side: FilterSide): Uint8Array | undefined {
  const body = bodies[side];
  const head = Object.entries(headers[side]).map(([name, value]) => `${name}: ${value}\r\n`);
  return body === undefined ? undefined : encoder.encode(`${head.join('')}\r\n${new TextDecoder().decode(body)}`);
}

const words = [
  'a',
  'GET',
  'POST',
  'post',
  '/orders',
  'api',
  '42',
  'é',
  'Ж',
  'x y',
  'a*b',
  '(1)',
  'card',
  'items',
  '',
  '503',
  '1',
  '10',
  'yes',
];
const word = fc.oneof(
  fc.constantFrom(...words),
  fc.string({ maxLength: 6 }),
  fc.string({ unit: 'binary', maxLength: 4 }),
);
const wildcards = fc.constantFrom('*', 'a*', '*b', 'o*d', '/or*s', '*/*', 'P*T', 'é*');
const patterns = fc.constantFrom('a', '^\\/o', '[a-f]\\d+', '(a|b)c?', '\\bcard\\b', 'x{2,3}', 'T$', '.*', 'é|ж');

const textValue: fc.Arbitrary<FilterValue> = fc.oneof(
  { weight: 4, arbitrary: word.map((text): FilterValue => ({ kind: 'text', text })) },
  wildcards.map((text): FilterValue => ({ kind: 'wildcard', text })),
  fc
    .tuple(patterns, fc.constantFrom('', 'i', 'm', 'ims'))
    .map(([source, flags]): FilterValue => ({ kind: 'regex', source, flags })),
);

function numberValue(quantity: fc.Arbitrary<number>): fc.Arbitrary<FilterValue> {
  return fc.tuple(quantity, quantity, fc.boolean()).map(([a, b, isRange]): FilterValue => ({
    kind: 'number',
    from: Math.min(a, b),
    to: isRange ? Math.max(a, b) : Math.min(a, b),
  }));
}

const dayInMs = 86_400_000;
const timePoint: fc.Arbitrary<TimePoint> = fc
  .tuple(
    fc.constantFrom('ago', 'clock', 'local', 'instant'),
    fc.constantFrom('day', 'minute', 'second', 'millisecond'),
    fc.integer({ min: 0, max: dayInMs - 1 }),
    fc.integer({ min: 0, max: 30_000 }),
  )
  .map(([kind, unit, inDay, day]): TimePoint => {
    if (kind === 'ago') {
      return { kind, milliseconds: inDay, precision: 'millisecond' };
    }
    const precision = unit === 'day' && kind !== 'local' ? 'minute' : unit;
    const step = { day: dayInMs, minute: 60_000, second: 1000, millisecond: 1 }[precision];
    const milliseconds = Math.floor(inDay / step) * step;
    return { kind, milliseconds: kind === 'clock' ? milliseconds : milliseconds + day * dayInMs, precision };
  });

function isForwards(from: TimePoint, to: TimePoint): boolean {
  return (
    from.kind !== to.kind ||
    from.kind === 'clock' ||
    (from.kind === 'ago' ? from.milliseconds >= to.milliseconds : from.milliseconds <= to.milliseconds)
  );
}

const timeValue: fc.Arbitrary<FilterValue> = fc.oneof(
  timePoint.map((from): FilterValue => ({ kind: 'time', from })),
  fc
    .tuple(timePoint, timePoint)
    .filter(([from, to]) => isForwards(from, to))
    .map(([from, to]): FilterValue => ({ kind: 'time', from, to })),
);

function valueFor(key: FilterKey): fc.Arbitrary<FilterValue> {
  const kind = filterKeys[key];
  switch (kind) {
    case 'text':
      return textValue;
    case 'time':
      return timeValue;
    case 'status':
      return numberValue(fc.integer({ min: 100, max: 599 }));
    case 'number':
      return numberValue(fc.integer({ min: 0, max: 2000 }));
    case 'duration':
      return numberValue(
        fc.oneof(
          fc.integer({ min: -5000, max: 5000 }),
          fc.integer({ min: 0, max: 9_000_000 }).map((each) => each / 1000),
        ),
      );
    case 'size':
      return numberValue(
        fc.oneof(
          fc.integer({ min: 0, max: 100 }),
          fc.integer({ min: 0, max: 9 }).map((each) => each * 1000),
        ),
      );
    default:
      return fc.constantFrom(...flagsOf(key)).map((flag): FilterValue => ({ kind: 'flag', flag }));
  }
}

const keys = Object.keys(filterKeys) as FilterKey[];

const term: fc.Arbitrary<FilterExpression> = fc.oneof(
  {
    weight: 1,
    arbitrary: textValue.map((value): FilterTerm => ({
      kind: 'term',
      key: 'word',
      name: '',
      operator: ':',
      values: [value],
    })),
  },
  {
    weight: 4,
    arbitrary: fc.constantFrom(...keys).chain((key): fc.Arbitrary<FilterTerm> => {
      const kind = filterKeys[key];
      const name = isHeaderKey(key) ? fc.constantFrom('x-test', 'content-type', 'absent') : fc.constant('');
      const list = fc.array(valueFor(key), { minLength: 1, maxLength: 3 });
      const plain = fc.constantFrom(
        ...(kind === 'text' ? [':', '=', '!='] : flagsOf(key).length > 0 ? [':', '='] : [':', '=', '!=']),
      );
      const equal = fc.tuple(name, plain, list).map(([each, operator, values]): FilterTerm => ({
        kind: 'term',
        key,
        name: each,
        operator: operator as ':',
        values,
      }));
      if (isHeaderKey(key)) {
        return fc.oneof(
          equal,
          name.map((each): FilterTerm => ({ kind: 'term', key, name: each, operator: ':', values: [] })),
        );
      }
      if (kind === 'text' || flagsOf(key).length > 0) {
        return equal;
      }
      const single = valueFor(key).filter((value) =>
        value.kind === 'number' ? value.from === value.to : value.kind === 'time' && value.to === undefined,
      );
      return fc.oneof(
        equal,
        fc.tuple(fc.constantFrom('<', '<=', '>', '>='), single).map(([operator, value]): FilterTerm => ({
          kind: 'term',
          key,
          name: '',
          operator: operator as '<',
          values: [value],
        })),
      );
    }),
  },
);

/** Any filter but the empty one. */
export const anyFilter: fc.Arbitrary<FilterExpression> = fc.letrec<{ filter: FilterExpression }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    { weight: 3, arbitrary: term },
    { weight: 1, arbitrary: tie('filter').map((part): FilterExpression => ({ kind: 'not', part })) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.constantFrom('and', 'or'), fc.array(tie('filter'), { minLength: 2, maxLength: 3 }))
        .map(([kind, parts]): FilterExpression => ({ kind: kind as 'and', parts })),
    },
  ),
})).filter;

/** Any exchange. */
export const anySample: fc.Arbitrary<Sample> = fc.record({
  number: fc.integer({ min: 1, max: 50 }),
  state: fc.constantFrom('pending', 'completed', 'orphaned', 'unanswered', 'unreadable'),
  messageId: fc.constantFrom(...words),
  method: fc.constantFrom('', 'GET', 'POST', 'Patch'),
  target: fc.oneof(
    fc.constantFrom('', '/orders', '/orders?x=1', 'http://a.b/c?d', 'http://a.b', '*', '/é'),
    fc.constantFrom(...words),
  ),
  host: fc.constantFrom('', 'api.contoso.com', 'a'),
  status: fc.constantFrom(0, 200, 404, 503),
  time: timePoint.map(({ milliseconds }) => milliseconds),
  durationInMs: fc.constantFrom(undefined, -3, 0, 1250),
  waitingSince: fc.constantFrom(undefined, 0, 1_767_323_045_000),
  clientIp: fc.constantFrom('', '10.0.0.1'),
  partitionIds: fc.constantFrom(['0'], ['1', '10']),
  sequenceNumber: fc.integer({ min: 0, max: 2000 }),
  repeatCount: fc.integer({ min: 0, max: 2 }),
  isPinned: fc.boolean(),
  mark: fc.constantFrom(undefined, 'red', 'blue'),
  note: fc.constantFrom('', 'a note'),
  problems: fc.subarray<TrafficProblem>(['truncatedBody', 'cutCharacter', 'hubGap', 'negativeDuration', 'repeated']),
  headers: fc.constantFrom(
    { request: {}, response: {} },
    { request: { 'x-test': 'Yes' }, response: { 'content-type': 'a' } },
    { request: { 'content-type': 'application/json' }, response: { 'x-test': '' } },
  ),
  bodies: fc.constantFrom(
    {},
    { request: encoder.encode('{"card":1}') },
    { response: encoder.encode('ÉÀ a POST x y') },
    { request: encoder.encode(''), response: encoder.encode('жa/orders\nxxx') },
  ),
});
