// What a filter finds: by examples, against a plain second implementation, and by the laws of logic.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { compileFilter } from '../../../../../src/domain/traffic/filter/compileFilter.ts';
import type { CompiledFilter } from '../../../../../src/domain/traffic/filter/compileFilter.ts';
import type { FilterExpression } from '../../../../../src/domain/traffic/filter/filterExpression.ts';
import { formatFilter } from '../../../../../src/domain/traffic/filter/formatFilter.ts';
import { parseFilter } from '../../../../../src/domain/traffic/filter/parseFilter.ts';
import { anyFilter, anySample, sample, subjectOf } from './filterSubjects.ts';
import type { Sample } from './filterSubjects.ts';
import { naive } from './naiveFilter.ts';

const now = Date.UTC(2026, 2, 1, 10, 4);
const utc = { now, timeZoneOffsetInMinutes: 0 };

function compiled(text: string, context = utc): CompiledFilter {
  const result = parseFilter(text);
  assert.ok('filter' in result, `${text}: ${JSON.stringify(result)}`);
  return compileFilter(result.filter, context);
}

function finds(text: string, data: Sample): boolean {
  return compiled(text).matches(subjectOf(data), now);
}

const pending = sample({
  state: 'pending',
  status: 0,
  durationInMs: undefined,
  waitingSince: now - 40_000,
  bodies: {},
});

describe('compileFilter', () => {
  for (const text of [
    '',
    'orders',
    'ORDERS contoso post 503 5f2c',
    'method:POST status>=500 path:/orders',
    'method:GET,post -status:4xx',
    'status:500..599 status!=500',
    'path:/orders/42 path=/orders/42 -path:expand target:expand query:expand=',
    'path:/or*/42 path=/*2 path=*',
    'path:/^.orders.\\d+$/ -path:/^.orders$/',
    'host=API.contoso.com url:.com/orders/42?',
    'duration>1s duration:1s..2s duration<=1250',
    'size>10B request-size:15',
    'partition:1 partition:0,3 -partition:0',
    'seq:1000 seq>=1000 row:7 id:5F2C',
    'header:x-test header:x-test=yes*indeed header:x-test:INDEED -res-header:x-test',
    'type:html -type:json header:content-type:json',
    'body:"card" body:CARD body:übel -res-body:card req-body:4111 text:content-type',
    'body:MÜSSIG | body:müßig',
    'body:/"card":"\\d{4}"/ res-body="<h1>Übel Müßig</h1>"',
    'is:error is:completed -is:pending,orphaned has:body has:query',
    'time:10:02 time:10:00..10:05 time>-5m time:2026-03-01 time:23:50..10:03 time<2026-03-01T11:02:31+01:00',
    'ip:203.0.113.',
    'NOT (method:GET OR status:200)',
  ]) {
    it(`finds a failed order by: ${text}`, () => {
      assert.ok(finds(text, sample()));
    });
  }

  for (const text of [
    'nothing',
    'card',
    'method=POS',
    'path=/orders',
    'partition:10',
    'time:10:03',
    'time>-1m',
    'time:2026-03-02',
    'age>0s',
    'duration<0',
    'body:"4112"',
    'is:unanswered',
    'header:x-absent',
    'path:/ORDERS/ -path:/ORDERS/',
  ]) {
    it(`does not find it by: ${text}`, () => {
      assert.equal(finds(text, sample()), false);
    });
  }

  for (const text of [
    'is:pending age>30s age<1m',
    '-status<400 -status>=400 status!=200',
    '-size<100 -duration<100s',
    '-has:response has:request',
  ]) {
    it(`finds a request without answer by: ${text}`, () => {
      assert.ok(finds(text, pending));
    });
  }

  it('knows the rest of the exchange', () => {
    assert.ok(finds('mark:red,blue is:marked has:mark', sample({ mark: 'red' })));
    assert.ok(finds('note:look is:noted is:pinned', sample({ note: 'Look here', isPinned: true })));
    assert.ok(finds('is:truncated is:problem', sample({ problems: ['truncatedBody'] })));
    assert.ok(finds('is:gap', sample({ problems: ['hubGap'] })));
    assert.ok(finds('is:negative duration:-5ms..0', sample({ problems: ['negativeDuration'], durationInMs: -5 })));
    assert.ok(finds('is:repeated', sample({ repeatCount: 1 })));
    assert.ok(finds('is:error', sample({ state: 'unanswered', status: 0 })));
    assert.ok(finds('type:json', { ...sample(), contentType: 'text/json', headers: { request: {}, response: {} } }));
  });

  it('means clock times on the local day, and midnight in between', () => {
    const east = { now: Date.UTC(2026, 2, 1, 23, 30), timeZoneOffsetInMinutes: -120 };
    const at = (hour: number, minute: number): ReturnType<typeof subjectOf> =>
      subjectOf(sample({ time: Date.UTC(2026, 2, 1, hour, minute) }));
    // 01:30 on the second of March there.
    assert.ok(compiled('time:01:10', east).matches(at(23, 10), east.now));
    assert.ok(compiled('time:23:50..00:10', east).matches(at(21, 55), east.now));
    assert.ok(!compiled('time:23:50..00:10', east).matches(at(21, 45), east.now));
    assert.ok(compiled('time:2026-03-02', east).matches(at(22, 0), east.now));
    assert.ok(!compiled('time:2026-03-02', east).matches(at(21, 59), east.now));
  });

  it('says what it reads and whether time alone changes its answer', () => {
    const facts = (text: string): unknown => {
      const { cost, readsBodies, dependsOnTime } = compiled(text);
      return [cost, readsBodies, dependsOnTime];
    };
    assert.deepEqual(facts('method:GET status:200 a'), ['columns', false, false]);
    assert.deepEqual(facts('header:x-test OR age>1s'), ['headers', true, true]);
    assert.deepEqual(facts('-(a body:x)'), ['bodies', true, false]);
    assert.deepEqual(facts('time>-5m'), ['columns', false, true]);
    assert.deepEqual(facts('time:10:00'), ['columns', false, false]);
  });

  it('asks cheap questions first and no more than needed', () => {
    const dear = {
      ...subjectOf(sample()),
      body: () => assert.fail('read a body'),
      header: () => assert.fail('read a header'),
    };
    assert.equal(compiled('body:x header:y method:GET').matches(dear, now), false);
    assert.equal(compiled('body:x OR (header:y | method:POST)').matches(dear, now), true);
  });

  it('finds what a plain evaluator finds', () => {
    fc.assert(
      fc.property(anyFilter, anySample, (filter, data) => {
        assert.equal(
          compileFilter(filter, utc).matches(subjectOf(data), now),
          naive(filter, data, now),
          formatFilter(filter),
        );
      }),
      { numRuns: 8000 },
    );
  });

  it('follows the laws of logic', () => {
    fc.assert(
      fc.property(anyFilter, anyFilter, anySample, (a, b, data) => {
        const holds = (filter: FilterExpression): boolean => compileFilter(filter, utc).matches(subjectOf(data), now);
        const not = (part: FilterExpression): FilterExpression => ({ kind: 'not', part });
        assert.equal(holds(not(a)), !holds(a));
        assert.equal(holds(not({ kind: 'and', parts: [a, b] })), holds({ kind: 'or', parts: [not(a), not(b)] }));
        assert.equal(holds({ kind: 'or', parts: [a, b] }), holds({ kind: 'or', parts: [b, a] }));
        assert.equal(holds({ kind: 'and', parts: [a, a] }), holds(a));
      }),
      { numRuns: 500 },
    );
  });
});
