// JSON made readable: the tokens stay what they were, for any JSON; what is none stays as it is.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { prettyJson } from '../../../../src/domain/http/prettyJson.ts';

/** The text without the white space outside its strings. */
function tight(json: string): string {
  let isInString = false;
  let text = '';
  for (let at = 0; at < json.length; at++) {
    const unit = json[at] ?? '';
    if (isInString && unit === '\\') {
      text += unit + (json[++at] ?? '');
      continue;
    }
    isInString = unit === '"' ? !isInString : isInString;
    text += isInString || !/\s/.test(unit) ? unit : '';
  }
  return text;
}

describe('prettyJson', () => {
  it('changes the space between tokens and nothing else', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), fc.constantFrom(undefined, 1, '\t', '\r\n '), (json, space) => {
        const body = JSON.stringify(JSON.parse(json), undefined, space);
        const pretty = prettyJson(body);
        assert.equal(tight(pretty), tight(body));
        assert.deepEqual(JSON.parse(pretty), JSON.parse(body));
        assert.equal(prettyJson(pretty), pretty);
      }),
      { numRuns: 500 },
    );
  });

  it('is as JSON.stringify writes it, where values are plain', () => {
    const value = { a: [1, 2, { b: null }], c: {}, d: [], e: 'x"y\\', f: [[[]]], g: true };
    assert.equal(prettyJson(JSON.stringify(value)), JSON.stringify(value, undefined, 2));
  });

  it('keeps digits, escapes, repeated names and their order', () => {
    const body = '{"n":1.0000000000000000001e+9,"b":2,"a":"\\u0041\\/","a":-0}';
    assert.equal(
      prettyJson(body),
      '{\n  "n": 1.0000000000000000001e+9,\n  "b": 2,\n  "a": "\\u0041\\/",\n  "a": -0\n}',
    );
  });

  it('leaves alone what is no JSON, or no object and no list', () => {
    for (const body of [
      '',
      ' ',
      'text',
      '42',
      '"a"',
      'null',
      '{"a":',
      '[1,]',
      '{a:1}',
      '{} x',
      '\ufeff{}',
      '[1]\u00a0',
    ]) {
      assert.equal(prettyJson(body), body);
    }
  });

  it('does not grow by the square of its depth', () => {
    const body = '['.repeat(5000) + ']'.repeat(5000);
    assert.ok(prettyJson(body).length < 5000 * 200);
    assert.equal(tight(prettyJson(body)), body);
  });

  it('takes one string as long as a body may be', () => {
    const body = `{"a":"${'x\\"'.repeat(1_000_000)}"}`;
    assert.equal(prettyJson(body), body.replace('{', '{\n  ').replace('":"', '": "').replace(/\}$/, '\n}'));
  });
});
