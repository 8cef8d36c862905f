// The filter line: what it means, where exactly it is wrong, and that writing and reading it again changes nothing.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { addTerm, termFor } from '../../../../../src/domain/traffic/filter/addTerm.ts';
import { formatFilter } from '../../../../../src/domain/traffic/filter/formatFilter.ts';
import { parseFilter } from '../../../../../src/domain/traffic/filter/parseFilter.ts';
import type { FilterExpression } from '../../../../../src/domain/traffic/filter/filterExpression.ts';
import { anyFilter } from './filterSubjects.ts';

function parsed(text: string): FilterExpression {
  const result = parseFilter(text);
  assert.ok('filter' in result, `${text}: ${JSON.stringify(result)}`);
  return result.filter;
}

describe('parseFilter', () => {
  for (const [text, written] of [
    ['', ''],
    ['  ', ''],
    ['method:POST status>=500 path:/orders', 'method:POST status>=500 path:/orders'],
    ['a OR b c', 'a OR b c'],
    ['a | b || c', 'a OR b OR c'],
    ['(a OR b) c', '(a OR b) c'],
    ['a AND b', 'a b'],
    ['((a))', 'a'],
    ['-a NOT b -(c d) NOT(e)', '-a -b -(c d) -e'],
    ['--a', '-(-a)'],
    ['or and not', 'or and not'],
    ['"OR" "-a" "(" "a:b"', '"OR" "-a" "(" "a:b"'],
    ['method:get,POST', 'method:get,POST'],
    ['STATUS:4xx,500..503,20x', 'status:400..499,500..503,200..209'],
    ['status:>=500 status!=404', 'status>=500 status!=404'],
    ['duration>1.5s latency:100..200ms age>=2m', 'duration>1500ms duration:100ms..200ms age>=2m'],
    ['size>10KB size<1MiB request-size:0', 'size>10kB size<1048576B request-size:0B'],
    ['time:10:00..10:05 time>-5m', 'time:10:00..10:05 time>-5m'],
    ['time:2026-03-01 time:2026-03-01T10:00+01:00', 'time:2026-03-01 time:2026-03-01T09:00Z'],
    ['header:X-Test header:x-test=a header:x-test:b,c', 'header:x-test header:x-test=a header:x-test:b,c'],
    ['header:x-test!=a res-header:etag', 'header:x-test!=a res-header:etag'],
    ['body:"a \\"b\\" \\\\ \\n \\u00e9 \\d"', 'body:"a \\"b\\" \\\\ \\n é \\\\d"'],
    ['path:/orders/ path:/a/b/ path:/Orders(1,2)/x', 'path:/orders/ path:/a/b/ path:/Orders(1,2)/x'],
    ['path:/^\\/or(d|e)rs$/i', 'path:/^\\/or(d|e)rs$/i'],
    ['path:"/orders/"', 'path:"/orders/"'],
    ['path:/orders/*/items path:"*"', 'path:/orders/*/items path:"*"'],
    ['path:\\/*/ path:\\/a*b/i', 'path:\\/*/ path:\\/a*b/i'],
    ['https://api.contoso.com/x', 'https://api.contoso.com/x'],
    ['is:pending,unanswered has:note mark:red', 'is:pending,unanswered has:note mark:red'],
    ['(path:/f(x) OR b)', 'path:/f(x) OR b'],
    ['domain:a mime:json client:10. status-code:200', 'host:a type:json ip:10. status:200'],
  ] as const) {
    it(`reads: ${text}`, () => {
      assert.equal(formatFilter(parsed(text)), written);
      assert.deepEqual(parsed(written), parsed(text));
    });
  }

  it('binds negation before AND before OR', () => {
    const term = (text: string): FilterExpression => parsed(text);
    assert.deepEqual(parsed('-a b OR c'), {
      kind: 'or',
      parts: [{ kind: 'and', parts: [{ kind: 'not', part: term('a') }, term('b')] }, term('c')],
    });
  });

  /** The text, the marks under the place, code and detail. */
  for (const [text, marks, code, detail] of [
    ['a OR', '    ^', 'missingTerm', ''],
    ['OR a', '^^', 'missingTerm', 'OR'],
    ['a | | b', '    ^', 'missingTerm', '|'],
    ['a AND OR b', '      ^^', 'missingTerm', 'OR'],
    ['()', ' ^', 'missingTerm', ')'],
    ['a - b', '  ^', 'missingTerm', '-'],
    ['a NOT', '     ^', 'missingTerm', ''],
    ['a (b OR c', '  ^', 'unclosedGroup', ')'],
    ['(', '^', 'unclosedGroup', ')'],
    ['path:/f(x', '       ^', 'unclosedGroup', ')'],
    ['a) b', ' ^', 'unexpectedClose', ')'],
    ['a foo:1', '  ^^^', 'unknownKey', 'foo'],
    ['page=2', '^^^^', 'unknownKey', 'page'],
    ['method: GET', '^^^^^^^', 'missingValue', 'method:'],
    ['a method:GET,', '  ^^^^^^^^^^^', 'missingValue', 'method:GET,'],
    ['path:(a b)', '^^^^^', 'missingValue', 'path:'],
    ['header:', '^^^^^^^', 'missingValue', 'header:'],
    ['header=x', '^^^^^^^', 'badOperator', '='],
    ['header:x>1', '^^^^^^^^^', 'badOperator', '>'],
    ['method>GET', '^^^^^^^', 'badOperator', '>'],
    ['is!=pending', '^^^^', 'badOperator', '!='],
    ['status>=5xx', '^^^^^^^^', 'badOperator', '>='],
    ['status>200,300', '^^^^^^^', 'badOperator', '>'],
    ['status:5x1', '       ^^^', 'badStatus', '5x1'],
    ['status:499..400', '       ^^^^^^^^', 'badStatus', '499..400'],
    ['duration>1parsec', '         ^^^^^^^', 'badDuration', '1parsec'],
    ['size>-1', '     ^^', 'badSize', '-1'],
    ['seq:1.5', '    ^^^', 'badNumber', '1.5'],
    ['time:25:00', '     ^^^^^', 'badTime', '25:00'],
    ['time:2026-02-30', '     ^^^^^^^^^^', 'badTime', '2026-02-30'],
    ['time:-1m..-5m', '     ^^^^^^^^', 'badTime', '-1m..-5m'],
    ['is:slow', '   ^^^^', 'unknownFlag', 'slow'],
    ['mark:pink', '     ^^^^', 'unknownFlag', 'pink'],
    ['x "abc', '  ^^^^', 'unclosedQuote', '"'],
    ['path:/a(?=b)/', '       ^^^', 'badRegex', 'lookaround'],
    ['path:/(a)\\1/', '         ^^', 'badRegex', 'backreference'],
    ['path:/a**/', '        ^', 'badRegex', 'nothingToRepeat'],
    ['path:/[b-a]/', '       ^^^', 'badRegex', 'badRange'],
    ['path:/a{300}/', '       ^^^^^', 'badRegex', 'badRepeat'],
    ['path:/((a{99}){99}){99}/', '      ^^^^^^^^^^^^^^^^^', 'badRegex', 'tooLarge'],
    [`${'('.repeat(51)}a`, `${' '.repeat(50)}^`, 'tooDeep', '50'],
    [`${'-'.repeat(51)}a`, `${' '.repeat(50)}^`, 'tooDeep', '50'],
    ['a'.repeat(10_001), `${' '.repeat(10_000)}^`, 'tooLong', '10000'],
  ] as const) {
    it(`points at the place: ${text.slice(0, 60)}`, () => {
      const result = parseFilter(text);
      assert.ok('problem' in result, JSON.stringify(result));
      const { start, end, ...rest } = result.problem;
      assert.deepEqual(rest, { code, detail });
      assert.equal(`\n${text}\n${' '.repeat(start)}${'^'.repeat(Math.max(1, end - start))}`, `\n${text}\n${marks}`);
    });
  }

  it('gives back any filter that was written', () => {
    fc.assert(
      fc.property(anyFilter, (filter) => {
        assert.deepEqual(parsed(formatFilter(filter)), filter, formatFilter(filter));
      }),
      { numRuns: 2000 },
    );
  });

  it('tells a text with a slash from a pattern', () => {
    for (const [text, kinds] of [
      ['path:/or*s', ['wildcard']],
      ['path:/or*s,/', ['regex']],
      ['path:\\/or*s,/', ['wildcard', 'text']],
      ['path:\\/a,/b/', ['text', 'regex']],
      ['path:"\\\\/a"', ['text']],
    ] as const) {
      const filter = parsed(text);
      assert.deepEqual(filter?.kind === 'term' ? filter.values.map(({ kind }) => kind) : filter, kinds, text);
    }
  });

  it('reads any text or says where it is wrong', () => {
    const piece = fc.constantFrom(
      '(',
      ')',
      '-',
      '"',
      '/',
      ' ',
      'OR',
      '|',
      'path:',
      'status>',
      'a',
      '\\',
      '*',
      ',',
      'is:',
      'header:',
      '[',
      '=',
      '..',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(piece, { maxLength: 30 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (line) => {
        const result = parseFilter(line);
        if ('problem' in result) {
          const { start, end } = result.problem;
          assert.ok(start >= 0 && end <= line.length && (start < end || start === line.length), JSON.stringify(result));
        } else {
          assert.deepEqual(parsed(formatFilter(result.filter)), result.filter);
        }
      }),
      { numRuns: 5000 },
    );
  });

  it('takes no longer than the length of the line allows', () => {
    for (const piece of [
      '(',
      '-',
      'a(',
      '"',
      '/',
      '/a',
      '\\',
      'a OR ',
      'a ',
      '((a) ',
      'path:/[',
      'is:',
      'a,',
      '"a"',
      'seq:1,',
      'path:/(a*)*/ ',
    ]) {
      const line = piece.repeat(10_000 / piece.length);
      const before = performance.now();
      parseFilter(line);
      assert.ok(performance.now() - before < 250, `${piece}: ${performance.now() - before} ms`);
    }
  });
});

describe('addTerm', () => {
  const get = termFor('method', 'GET');
  for (const [text, term, expected] of [
    ['', get, 'method=GET'],
    ['  status:500 ', get, 'status:500 method=GET'],
    ['a OR b', get, '(a OR b) method=GET'],
    ['a method=GET', get, 'a method=GET'],
    ['a -method=GET', get, 'a method=GET'],
    ['-method=GET', get, 'method=GET'],
    ['method=GET (a OR b)', { kind: 'not', part: get }, '(a OR b) -method=GET'],
    ['a', termFor('status', 404), 'a status:404'],
    ['a', termFor('is', 'error'), 'a is:error'],
    ['a', termFor('header', 'b c', 'X-Test'), 'a header:x-test="b c"'],
    ['a', termFor('path', '/x/*'), 'a path="/x/*"'],
    ['a (', get, 'a ( method=GET'],
  ] as const) {
    it(`makes of "${text}": ${expected}`, () => {
      assert.equal(addTerm(text, term as FilterExpression), expected);
    });
  }

  it('makes a line that asks for both', () => {
    fc.assert(
      fc.property(anyFilter, anyFilter, (first, second) => {
        const result = parseFilter(addTerm(formatFilter(first), second));
        assert.ok('filter' in result);
      }),
    );
  });
});
