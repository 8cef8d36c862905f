// The report on secrets in clear: counts, no values, and policy lines that do what they say.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import {
  clearTextFindings,
  clearTextReport,
  policyHint,
  replacedReport,
} from '../../../../../src/domain/traffic/redaction/clearTextReport.ts';
import type { ClearTextFinding } from '../../../../../src/domain/traffic/redaction/clearTextReport.ts';
import { createRedactor } from '../../../../../src/domain/traffic/redaction/redactExchange.ts';
import {
  compileRules,
  defaultRedactionRules,
  matchesGlob,
  matchesName,
  unreadablePaths,
} from '../../../../../src/domain/traffic/redaction/redactionRules.ts';
import { exchangeOf } from '../output/exchanges.ts';

const exchanges = [
  exchangeOf(
    { line: 'GET /?code=CANARY HTTP/1.1', headers: ['Cookie: a=CANARY; b=CANARY'] },
    { body: '{"token":"CANARY"}' },
  ),
  exchangeOf(
    { line: 'GET / HTTP/1.1', headers: ['cookie: a=CANARY', 'Location: /?sig=CANARY'] },
    { body: '{"token":"CANARY"}' },
  ),
  exchangeOf({ headers: ['Content-Type: application/x-www-form-urlencoded'], body: 'pwd=CANARY' }),
].map((exchange, at) => ({ ...exchange, number: at + 1 }));

const finding = (parts: Partial<ClearTextFinding>): ClearTextFinding => ({
  side: 'request',
  kind: 'header',
  name: 'Cookie',
  exchanges: 1,
  exampleNumber: 1,
  ...parts,
});

describe('clearTextFindings', () => {
  it('counts exchanges by place, most frequent first', () => {
    assert.deepEqual(
      clearTextFindings(exchanges, defaultRedactionRules).map((each) => Object.values(each).join(' ')),
      [
        'request header Cookie 2 1',
        'response json $.token 2 1',
        'request query code 1 1',
        'request header Location?sig 1 2',
        'request form pwd 1 3',
      ],
    );
  });

  it('finds nothing in what is redacted', () => {
    const redact = createRedactor(defaultRedactionRules);
    assert.deepEqual(
      clearTextFindings(
        exchanges.map((each) => redact(each).exchange),
        defaultRedactionRules,
      ),
      [],
    );
  });
});

describe('clearTextReport', () => {
  it('names places and policy lines, and holds no value', () => {
    const text = clearTextReport(clearTextFindings(exchanges, defaultRedactionRules));
    assert.ok(text.includes('| request | header | `Cookie` | 2 | 1 |'), text);
    assert.ok(text.includes('.Where(h => !h.Key.Equals("Cookie", StringComparison.OrdinalIgnoreCase))'), text);
    assert.ok(!text.includes('CANARY'));
    assert.ok(clearTextReport([]).includes('None'));
  });

  it('lets no name out of its cell or out of the policy (property)', () => {
    const kinds = fc.constantFrom('header', 'query', 'json', 'form', 'xml') satisfies fc.Arbitrary<
      ClearTextFinding['kind']
    >;
    const names = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('x"); evil(', '`|<img src=x>|', 'a\n## b', '```\n', 'a?b"', '$.a["x"]'),
    );
    fc.assert(
      fc.property(kinds, names, (kind, name) => {
        const one = finding({ kind, name });
        const table = clearTextReport([one])
          .split('\n')
          .filter((line) => line.startsWith('| request'));
        assert.equal(table.length, 1);
        assert.match(table[0] ?? '', /^\| request \| \w+ \| `[^`|\n\r]+` \| 1 \| 1 \|$/);
        if (!/^[\w.\- ?$[\]*]*$/.test(name)) {
          assert.match(policyHint(one), /its name holds characters|Equals\("[\w.\- ]+"|\[\?&\][\w.\-\\ ]+=|""[\w-]+""/);
        }
      }),
    );
  });
});

/** The verbatim C# texts of a policy line: pattern and replacement, as a regular expression of this language. */
function regexOf(hint: string): (text: string) => string {
  const [pattern = '', replacement = ''] = [...hint.matchAll(/@?"((?:[^"]|"")*)"/g)].map((match) =>
    (match[1] ?? '').replaceAll('""', '"'),
  );
  return (text) => text.replaceAll(new RegExp(pattern, 'g'), replacement);
}

describe('replacedReport', () => {
  it('lists places and counts, and lets no name out of its cell', () => {
    assert.equal(
      replacedReport([
        { side: 'request', kind: 'header', name: 'Cookie', count: 2 },
        { side: 'response', kind: 'json', name: '$["`|\n<b>"]', count: 1 },
      ]),
      [
        '| Side | Kind | Name | Values |',
        '| --- | --- | --- | ---: |',
        '| request | header | `Cookie` | 2 |',
        '| response | json | `$["···<b>"]` | 1 |',
        '',
      ].join('\n'),
    );
  });
});

describe('policyHint', () => {
  it('gives expressions that take the secret out', () => {
    const query = regexOf(policyHint(finding({ kind: 'query', name: 'code' })));
    assert.equal(query('?x=1&CODE=abc&barcode=2&y'), '?x=1&CODE=[redacted]&barcode=2&y');
    const form = regexOf(policyHint(finding({ kind: 'form', name: 'pass.word' })));
    assert.equal(form('pass.word=a&passxword=b'), 'pass.word=[redacted]&passxword=b');
    const json = regexOf(policyHint(finding({ kind: 'json', name: '$.a[*].token' })));
    assert.equal(
      json('{"token" : "a\\"b","x":{"Token":12},"tokens":1,"token":"cut'),
      '{"token" : "[redacted]","x":{"Token":"[redacted]"},"tokens":1,"token":"[redacted]"',
    );
  });

  it('gives expressions for XML', () => {
    const xml = regexOf(policyHint(finding({ kind: 'xml', name: '//Password' })));
    assert.equal(
      xml('<w:password a="b">x</w:password><passwords>y</passwords>'),
      '<w:password a="b">[redacted]</w:password><passwords>y</passwords>',
    );
    assert.match(policyHint(finding({ kind: 'xml', name: '//a/@token' })), /its name holds characters/);
  });

  it('speaks of the right side', () => {
    assert.match(policyHint(finding({ side: 'response', name: 'Set-Cookie' })), /context\.Response\.Headers/);
    assert.match(policyHint(finding({ name: 'Referer?code' })), /"Referer"/);
  });
});

describe('redaction rules', () => {
  it('match names without case and with wildcards', () => {
    const names = compileRules({ headers: ['X-*-Key', 'Exact'], queryNames: [], jsonPaths: [] }).headers;
    assert.deepEqual(
      ['x-a-key', 'X-KEY', 'exact', 'inexact', 'X--Key'].map((name) => matchesName(names, name)),
      [true, false, true, false, true],
    );
  });

  it('compare like a regular expression, in bounded time (property)', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 8 });
    fc.assert(
      fc.property(letters, letters, (pattern, text) => {
        const plain = text.replaceAll('*', 'c');
        assert.equal(matchesGlob(pattern, plain), new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(plain));
      }),
    );
  });

  it('tell which paths have no meaning', () => {
    assert.deepEqual(
      unreadablePaths({
        headers: [],
        queryNames: [],
        jsonPaths: ['$', 'a', '$.', '$[?(@.a)]', '$.a b', "$['a b']", '$..x[0].*'],
      }),
      ['$', 'a', '$.', '$[?(@.a)]', '$.a b'],
    );
    assert.deepEqual(unreadablePaths(defaultRedactionRules), []);
  });
});
