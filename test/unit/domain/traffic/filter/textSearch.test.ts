// Searching bytes without decoding them, and regular expressions without going back: both against JavaScript's own.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { createByteSearch, isByteSearchable } from '../../../../../src/domain/traffic/filter/byteSearch.ts';
import { createPatternTest } from '../../../../../src/domain/traffic/filter/pattern/linearPattern.ts';
import { parsePattern } from '../../../../../src/domain/traffic/filter/pattern/parsePattern.ts';
import { createBytesTest, createTextTest } from '../../../../../src/domain/traffic/filter/textTest.ts';

const encoder = new TextEncoder();

describe('createByteSearch', () => {
  it('finds ASCII texts in any case, in any bytes', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'A', 'B', '1', 'é'), maxLength: 30 });
    const needle = fc.string({ unit: fc.constantFrom('a', 'b', 'A', '1'), minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(text, needle, (hay, wanted) => {
        assert.equal(createByteSearch(wanted)(encoder.encode(hay)), hay.toLowerCase().includes(wanted.toLowerCase()));
      }),
      { numRuns: 3000 },
    );
  });

  it('takes a long needle', () => {
    const needle = 'Ab'.repeat(4000);
    assert.ok(createByteSearch(needle)(encoder.encode(`x${needle.toLowerCase()}`)));
    assert.ok(!createByteSearch(needle)(encoder.encode(needle.slice(1))));
  });

  it('takes ASCII only', () => {
    assert.deepEqual(['a', '', 'é', 'a\n'].map(isByteSearchable), [true, false, false, true]);
  });
});

describe('text tests', () => {
  it('fold letters beyond ASCII, in bytes too', () => {
    const values = [{ kind: 'text', text: 'MÜSSIG Straße' }] as const;
    assert.ok(createTextTest(values, 'contains')('sehr müssig STRAßE'));
    assert.ok(createBytesTest(values, 'contains')(encoder.encode('sehr müssig STRAßE')));
    assert.ok(createBytesTest([{ kind: 'text', text: 'Kék' }], 'contains')(encoder.encode('\u212aÉK')));
    assert.ok(!createBytesTest(values, 'contains')(encoder.encode('sehr mussig')));
    assert.ok(createBytesTest([{ kind: 'text', text: '' }], 'contains')(new Uint8Array()));
  });

  it('match wildcards in linear time', () => {
    const test = createTextTest([{ kind: 'wildcard', text: `${'a*'.repeat(50)}b` }], 'equals');
    const before = performance.now();
    assert.ok(!test('a'.repeat(100_000)));
    assert.ok(performance.now() - before < 500);
    assert.ok(test(`${'a'.repeat(60)}B`));
  });
});

describe('createPatternTest', () => {
  const piece = fc.constantFrom(
    'a',
    'b',
    'B',
    '.',
    '^',
    '$',
    '\\b',
    '\\B',
    '\\d',
    '\\W',
    '[ab]',
    '[^a]',
    '[a-c\\d]',
    '\\n',
    '(?:a|b)',
    'é',
    '_',
  );
  const quantifier = fc.constantFrom('', '', '', '*', '+', '?', '{2}', '{1,3}', '{0,}', '*?', '+?');
  const sequence = fc
    .array(fc.tuple(piece, quantifier), { minLength: 1, maxLength: 5 })
    .map((parts) => parts.map(([each, count]) => (/^[\^$]|\\b/i.test(each) ? each : each + count)).join(''));
  const pattern = fc.oneof(
    sequence,
    fc.tuple(sequence, sequence).map(([a, b]) => `${a}|${b}`),
    fc.tuple(sequence, quantifier, sequence).map(([a, count, b]) => `(${a})${count}${b}`),
    fc.tuple(sequence, quantifier, sequence).map(([a, count, b]) => `((${a})${count}|b)*${b}`),
  );

  it('agrees with RegExp', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'A', 'c', '1', '\n', ' ', 'é', 'É', '_'), maxLength: 8 });
    fc.assert(
      fc.property(
        pattern,
        fc.constantFrom('', 'i', 'm', 's', 'ims'),
        fc.array(text, { maxLength: 8 }),
        (source, flags, texts) => {
          const test = createPatternTest(source, flags);
          for (const each of texts) {
            assert.equal(
              test(each),
              new RegExp(source, flags).test(each),
              `/${source}/${flags} on ${JSON.stringify(each)}`,
            );
          }
        },
      ),
      { numRuns: 5000 },
    );
  });

  for (const [source, text] of [
    ['[\\]\\-x]', '-'],
    ['[a-]', '-'],
    ['[^]', '\n'],
    ['\\x41\\u0042', 'AB'],
    ['(?<name>a)b', 'ab'],
    ['a{,2}', 'a{,2}'],
    ['a{', 'a{'],
    ['\\/\\.\\(', '/.('],
    ['[\\w-]+@', 'a-b@'],
    ['\\t\\0', '\t\0'],
    ['(|a)b', 'b'],
    ['(?:)', ''],
  ] as const) {
    it(`reads as JavaScript does: ${source}`, () => {
      assert.equal(createPatternTest(source, '')(text), true);
      assert.equal(new RegExp(source).test(text), true);
    });
  }

  it('never goes back: what makes others hang takes milliseconds', () => {
    const long = 'a'.repeat(50_000);
    for (const source of [
      '(a+)+b',
      '(a|a)*b',
      '(a|aa)+$b',
      '(.*)(.*)(.*)x',
      '((a*)*)*b',
      '(a?){50}a{50}b',
      '\\b(a+\\s?)+b',
    ]) {
      const before = performance.now();
      assert.equal(createPatternTest(source, '')(long), false, source);
      assert.ok(performance.now() - before < 1000, `${source}: ${performance.now() - before} ms`);
    }
  });

  it('keeps little memory however many states a pattern has', () => {
    const test = createPatternTest('(a|b)*a(a|b){14}c', '');
    let text = '';
    for (let index = 0; index < 20_000; index++) {
      text += (index * 2_654_435_761) % 7 < 3 ? 'a' : 'b';
    }
    assert.equal(test(text), false);
    assert.equal(test(`${text}c`), new RegExp('a[ab]{14}c$').test(`${text}c`));
  });

  it('reads any source or says what is wrong', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), pattern), (source) => {
        const result = parsePattern(source, '');
        assert.ok('node' in result || (result.start <= result.end && result.end <= source.length));
      }),
    );
  });
});
