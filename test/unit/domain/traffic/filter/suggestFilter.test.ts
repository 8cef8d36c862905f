// What is offered at the caret: by examples, and that taking an offer never leads into a dead end.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { filterKeys } from '../../../../../src/domain/traffic/filter/filterKey.ts';
import { formatFilter } from '../../../../../src/domain/traffic/filter/formatFilter.ts';
import { parseFilter } from '../../../../../src/domain/traffic/filter/parseFilter.ts';
import { suggestFilter } from '../../../../../src/domain/traffic/filter/suggestFilter.ts';
import { anyFilter } from './filterSubjects.ts';

const known = {
  methods: ['GET', 'POST', 'odd method'],
  hosts: ['api.contoso.com', 'a "b"'],
  statuses: [200, 503],
  headerNames: ['content-type', 'x-test', 'bad name'],
  partitions: ['0', '1'],
  types: ['application/json', 'text/*'],
  words: ['slow orders', 'status>=500'],
};

/** `|` is the caret. @returns the lines that the offers make, with the caret behind what was inserted */
function offered(line: string): string[] {
  const caret = line.indexOf('¦');
  const text = line.replace('¦', '');
  return suggestFilter(text, caret, known).map(
    ({ insert, start, end }) => `${text.slice(0, start)}${insert}¦${text.slice(end)}`,
  );
}

describe('suggestFilter', () => {
  for (const [line, first] of [
    ['m¦', ['method:¦', 'mark:¦']],
    ['stat¦', ['status:¦', 'status>=¦', 'status>=500¦']],
    ['a -(du¦', ['a -(duration>¦', 'a -(duration<¦']],
    ['meth¦od:GET b', ['method:¦GET b']],
    ['method:¦', ['method:GET¦', 'method:POST¦', 'method:"odd method"¦']],
    ['method:GET,p¦ x', ['method:GET,POST¦ x']],
    ['method:g¦ET,POST', ['method:GET¦,POST']],
    ['status:5¦', ['status:5xx¦', 'status:503¦']],
    ['status>=¦', ['status>=200¦', 'status>=300¦', 'status>=400¦', 'status>=500¦', 'status>=503¦']],
    ['is:un¦', ['is:unanswered¦', 'is:unreadable¦']],
    ['host:a¦', ['host:api.contoso.com¦', 'host:"a \\"b\\""¦']],
    ['type:t¦', ['type:"text/*"¦']],
    ['header:¦', ['header:content-type¦', 'header:x-test¦']],
    ['header:x-t¦=5', ['header:x-test¦=5']],
    ['header:x-test:¦', []],
    ['age>1¦', ['age>100ms¦', 'age>1s¦', 'age>1m¦']],
    ['slow¦', ['slow orders¦']],
    ['body:"met¦"', []],
    ['nokey:¦', []],
    ['path:¦', []],
  ] as const) {
    it(`offers at ${line}`, () => {
      assert.deepEqual(offered(line).slice(0, Math.max(first.length, 0) || undefined), first);
    });
  }

  it('offers all keys on an empty line', () => {
    assert.ok(offered('¦').length > 25);
  });

  it('never leads into a dead end', () => {
    const endings = ['', '1', 'x', '200', '-5m', 'pending', 'body', 'red', '1s'];
    const anyLine = fc.oneof(
      anyFilter.map(formatFilter),
      fc
        .tuple(fc.constantFrom(...Object.keys(filterKeys), 'header:x-test'), fc.constantFrom(':', '=', '>', '<='))
        .map(([key, operator]) => key + operator),
    );
    const lines = fc.tuple(anyLine, fc.nat(), fc.boolean()).map(([text, at, isCut]) => {
      const caret = at % (text.length + 1);
      return { text: isCut ? text.slice(0, caret) : text, caret };
    });
    fc.assert(
      fc.property(lines, ({ text, caret }) => {
        for (const { insert, start, end, label } of suggestFilter(text, caret, known)) {
          assert.ok(start <= caret && caret <= end && end <= text.length && label !== '');
          // Only the term itself can be judged: what stands around it may be wrong already.
          const own = `${text.slice(0, start)}${insert}`;
          const term = own.slice(termStartOf(own, start));
          assert.ok(
            endings.some((ending) => 'filter' in parseFilter(term + ending)),
            `${text} at ${caret}: ${term}`,
          );
        }
      }),
    );
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer(), (text, caret) => void suggestFilter(text, caret, known)),
    );
  });
});

/** Where the term begins in which something was inserted at `at`. */
function termStartOf(text: string, at: number): number {
  const before = text.slice(0, at);
  const key = /[a-z-]+(?::[\w-]+)?(?:[:=]|[!<>]=?)(?:[^\s()|]*,)?$/i.exec(before);
  return key === null ? at : key.index;
}
