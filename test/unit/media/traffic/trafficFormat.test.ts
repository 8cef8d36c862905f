// How values look in the panel, in two languages, and that nothing hostile stays invisible.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { statusClass, visibleText, Wording } from '../../../../media/traffic/trafficFormat.ts';

const english = new Wording({}, 'en');
const portuguese = new Wording({ '{0} calls': '{0} chamadas', live: 'ao vivo' }, 'pt-BR');

describe('Wording.text', () => {
  const check = (words: Wording, expected: string, key: string, ...values: readonly (string | number)[]): void =>
    assert.equal(words.text(key, ...values), expected);

  it('translates, and keeps the original where there is no translation', () => {
    check(portuguese, 'ao vivo', 'live');
    check(portuguese, 'Pause', 'Pause');
    check(english, 'toString', 'toString');
  });

  it('fills in values once, numbers in the person’s way', () => {
    check(english, '12,345 calls', '{0} calls', 12_345);
    check(portuguese, '12.345 chamadas', '{0} calls', 12_345);
    check(english, 'a {1} of {0}', '{0} of {1}', 'a {1}', '{0}');
    check(english, 'only {1}', '{0} {1}', 'only');
  });
});

describe('Wording.count', () => {
  it('has a text for one', () => {
    const texts = [0, 1, 2, 1000].map((number) => english.count(number, '{0} call', '{0} calls'));
    assert.deepEqual(texts, ['0 calls', '1 call', '2 calls', '1,000 calls']);
  });
});

describe('Wording: values', () => {
  it('shows durations with their unit and sign', () => {
    const check = (milliseconds: number, expected: string): void =>
      assert.equal(english.duration(milliseconds), expected);
    check(0, '0 ms');
    check(999, '999 ms');
    check(1000, '1 s');
    check(1240, '1.24 s');
    check(1_234_567, '1,234.57 s');
    check(-10, '-10 ms');
    assert.equal(portuguese.duration(1240), '1,24 s');
  });

  it('shows sizes', () => {
    const check = (bytes: number, expected: string): void => assert.equal(english.bytes(bytes), expected);
    check(0, '0 B');
    check(1023, '1,023 B');
    check(1434, '1.4 KiB');
    check(256 * 1024, '256 KiB');
    check(5 * 2 ** 30, '5 GiB');
  });

  it('shows numbers, shares and times to the second', () => {
    assert.deepEqual([english.number(12_345), portuguese.number(12_345)], ['12,345', '12.345']);
    assert.deepEqual([english.percent(0.1234), portuguese.percent(0.1234)], ['12.3%', '12,3%']);
    assert.match(english.clock(Date.UTC(2026, 0, 2, 3, 4, 5, 67)), /^\d\d:\d\d:05$/);
  });

  it('shows times to the millisecond, and moments in full', () => {
    assert.match(english.time(Date.UTC(2026, 0, 2, 3, 4, 5, 67)), /^\d\d:\d\d:05\.067$/);
    assert.equal(english.moment(Date.UTC(2026, 0, 2, 3, 4, 5, 67)), '2026-01-02T03:04:05.067Z');
  });
});

describe('Wording: hostile values', () => {
  it('shows any number as some text, and a time that no calendar has as a dash (property)', () => {
    const check = (value: number): void => {
      const times = [english.time(value), english.clock(value), english.moment(value)];
      assert.ok([...times, english.duration(value), english.bytes(value), english.number(value)].every(Boolean));
      assert.equal(
        times.every((text) => text === '–'),
        !(Math.abs(value) <= 8.64e15),
      );
    };
    [1e300, -1e300, 8.64e15, 8.64e15 + 1, Infinity, Number.NaN].forEach(check);
    fc.assert(fc.property(fc.oneof(fc.double(), fc.maxSafeInteger()), check));
  });
});

describe('statusClass', () => {
  it('goes by hundreds', () => {
    const check = (status: number, expected: string): void => assert.equal(statusClass(status), expected);
    check(0, 'none');
    check(101, 'information');
    check(204, 'success');
    check(304, 'redirect');
    check(404, 'clientError');
    check(500, 'serverError');
    check(999, 'serverError');
  });
});

describe('visibleText', () => {
  it('spells out what would hide or rearrange', () => {
    const check = (text: string, expected: string, isBlock = false): void =>
      assert.equal(visibleText(text, isBlock), expected);
    check('/plain/é東?x=1 2', '/plain/é東?x=1 2');
    check('\u001b[31mred', '[U+001B][31mred');
    check('/gpj\u202Eexe', '/gpj[U+202E]exe');
    check('a\u2066b\u2069', 'a[U+2066]b[U+2069]');
    check('a\0b\u007f\u009b', 'a[U+0000]b[U+007F][U+009B]');
    check('a\r\nb\tc', 'a[U+000D][U+000A]b\tc');
    check('a\r\nb\tc\u001b', 'a\r\nb\tc[U+001B]', true);
    check('a\u2028b', 'a[U+2028]b', true);
    check('👩‍👩‍👧', '👩‍👩‍👧');
  });

  it('leaves no control character and no change of direction, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        assert.doesNotMatch(visibleText(text), /[^\P{Cc}\t]|\p{Bidi_Control}/u);
        assert.doesNotMatch(visibleText(text, true), /[^\P{Cc}\t\r\n]|\p{Bidi_Control}/u);
      }),
    );
  });
});
