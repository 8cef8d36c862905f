// HTTP messages as gateways log them: every odd case by name, and properties that hold for any bytes at all.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import {
  bodyOf,
  decodeText,
  headerValue,
  parseHttpMessage,
  readHeaders,
  startLineText,
} from '../../../../src/domain/http/httpMessage.ts';
import type { HttpMessage } from '../../../../src/domain/http/httpMessage.ts';

const encoder = new TextEncoder();

/** What a test looks at: everything a person would see. */
interface Seen {
  readonly start: string;
  readonly headers?: readonly string[];
  readonly body?: string;
  readonly problems?: readonly string[];
}

function seen(bytes: Uint8Array, expected: 'request' | 'response'): Required<Seen> {
  const message = parseHttpMessage(bytes, 0, expected);
  const line = message.startLine;
  return {
    start:
      line === undefined
        ? 'none'
        : line.kind === 'request'
          ? [line.method, line.target, line.version].join('|')
          : [line.version, line.statusCode, line.reason].join('|'),
    headers: readHeaders(bytes, message).map((header) => `${header.name}=${header.value}`),
    body: decodeText(bodyOf(bytes, message)),
    problems: message.problems,
  };
}

function check(kind: 'request' | 'response', text: string, expected: Seen): void {
  assert.deepEqual(seen(encoder.encode(text), kind), { headers: [], body: '', problems: [], ...expected }, text);
}

describe('parseHttpMessage: requests', () => {
  it('reads a plain one', () =>
    check('request', 'POST /a?b=c HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi', {
      start: 'POST|/a?b=c|HTTP/1.1',
      headers: ['Host=x', 'Content-Length=2'],
      body: 'hi',
    }));

  it('reads LF only', () =>
    check('request', 'GET / HTTP/1.1\nHost: x\n\nbody\r\nstays\n', {
      start: 'GET|/|HTTP/1.1',
      headers: ['Host=x'],
      body: 'body\r\nstays\n',
    }));

  it('reads mixed line ends, the first blank line wins', () => {
    check('request', 'GET / HTTP/1.1\r\nA: 1\nB: 2\r\n\nC: body\r\n\r\n', {
      start: 'GET|/|HTTP/1.1',
      headers: ['A=1', 'B=2'],
      body: 'C: body\r\n\r\n',
    });
    check('request', 'GET / HTTP/1.1\nA: 1\r\n\r\nbody\n\n', {
      start: 'GET|/|HTTP/1.1',
      headers: ['A=1'],
      body: 'body\n\n',
    });
  });

  it('keeps spaces and UTF-8 in the target', () => {
    check('request', 'GET /caf\u00e9 au lait?q=\u6771\u4eac x HTTP/1.1\r\n\r\n', {
      start: 'GET|/caf\u00e9 au lait?q=\u6771\u4eac x|HTTP/1.1',
    });
    check('request', 'GET /a HTTP b HTTP/2\r\n\r\n', { start: 'GET|/a HTTP b|HTTP/2' });
  });

  it('takes any method, an absent version and an empty target', () => {
    check('request', 'M-SEARCH * HTTP/1.1\r\n\r\n', { start: 'M-SEARCH|*|HTTP/1.1' });
    check('request', 'GET /a b\r\n\r\n', { start: 'GET|/a b|' });
    check('request', 'GET  HTTP/1.1\r\n\r\n', { start: 'GET||HTTP/1.1' });
  });

  it('says when the first line is no request line, and reads the rest', () => {
    check('request', 'nonsense\r\nA: 1\r\n\r\nbody', {
      start: 'none',
      headers: ['A=1'],
      body: 'body',
      problems: ['badStartLine'],
    });
    check('request', ' GET / HTTP/1.1\r\n\r\n', { start: 'none', problems: ['badStartLine'] });
  });
});

describe('parseHttpMessage: responses', () => {
  it('reads reasons, empty ones and absent ones', () => {
    check('response', 'HTTP/1.1 200 OK\r\n\r\n', { start: 'HTTP/1.1|200|OK' });
    check('response', 'HTTP/1.1 404 Not  Found \u00e9\r\n\r\n', { start: 'HTTP/1.1|404|Not  Found \u00e9' });
    check('response', 'HTTP/1.1 204 \r\n\r\n', { start: 'HTTP/1.1|204|' });
    check('response', 'HTTP/1.1 204\r\n\r\n', { start: 'HTTP/1.1|204|' });
    check('response', 'HTTP/2 200\n\n', { start: 'HTTP/2|200|' });
  });

  it('refuses other first lines', () => {
    for (const line of [
      'GET / HTTP/1.1',
      'HTTP/1.1 20 OK',
      'HTTP/1.1 2000 OK',
      'HTTP/1.1',
      'http/1.1 200 OK',
      'HTTP/x 200',
    ]) {
      check('response', `${line}\r\n\r\n`, { start: 'none', problems: ['badStartLine'] });
    }
  });
});

describe('parseHttpMessage: headers', () => {
  const headers = (lines: string, expected: readonly string[], problems: readonly string[] = []): void =>
    check('response', `HTTP/1.1 200 OK\r\n${lines}\r\n\r\n`, { start: 'HTTP/1.1|200|OK', headers: expected, problems });

  it('keeps duplicates, order and case', () =>
    headers('Set-Cookie: a=1\r\nset-cookie: b=2\r\nX: y', ['Set-Cookie=a=1', 'set-cookie=b=2', 'X=y']));

  it('keeps a joined Set-Cookie as it came', () =>
    headers(
      'Set-Cookie: a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT, b=2',
      ['Set-Cookie=a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT, b=2'],
      ['joinedSetCookie'],
    ));

  it('does not take the comma of a date for a second cookie', () =>
    headers('Set-Cookie: a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT; Path=/', [
      'Set-Cookie=a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT; Path=/',
    ]));

  it('takes colons, nothing and UTF-8 as values', () =>
    headers('A: b:c\r\nEmpty:\r\nTight:x\r\nN:  caf\u00e9 ', ['A=b:c', 'Empty=', 'Tight=x', 'N=caf\u00e9']));

  it('shows lines without a name or a colon, and says so once', () =>
    headers(
      'no colon\r\n: no name\r\nnor here\r\nA: 1',
      ['=no colon', '=: no name', '=nor here', 'A=1'],
      ['badHeaderLine'],
    ));

  it('finds a header without regard to case', () => {
    const list = [
      { name: 'Content-Type', value: 'a' },
      { name: 'content-type', value: 'b' },
    ];
    assert.deepEqual([headerValue(list, 'CONTENT-TYPE'), headerValue(list, 'Accept')], ['a', undefined]);
  });
});

describe('parseHttpMessage: lengths', () => {
  const length = (headers: string, body: string, declared: number | undefined, problems: readonly string[]): void => {
    const message = parseHttpMessage(encoder.encode(`HTTP/1.1 200 OK\r\n${headers}\r\n${body}`), 0, 'response');
    assert.deepEqual([message.declaredLength, message.problems], [declared, problems], headers);
  };

  it('tells a body that was cut from one that was re-encoded', () => {
    length('Content-Length: 4\r\n', 'body', 4, []);
    length('content-length:4\r\n', 'body', 4, []);
    length('Content-Length: 5000\r\n', 'body', 5000, ['truncatedBody']);
    length('Content-Length: 2\r\n', 'body', 2, ['surplusBody']);
    length('Content-Length: 0\r\n', 'body', 0, ['surplusBody']);
  });

  it('counts bytes, not characters', () => length('Content-Length: 5\r\n', 'caf\u00e9', 5, []));

  it('takes a declared length without a body for what HEAD and 304 do', () =>
    length('Content-Length: 5000\r\n', '', 5000, []));

  it('believes no nonsense, and the first of several', () => {
    length('Content-Length: many\r\n', 'body', undefined, []);
    length('Content-Length: -1\r\n', 'body', undefined, []);
    length('Content-Length: 99999999999999999999\r\n', 'body', undefined, []);
    length('X-Content-Length: 1\r\n', 'body', undefined, []);
    length('Content-Length: 4\r\nContent-Length: 9\r\n', 'body', 4, []);
    length('', 'body', undefined, []);
  });

  it('takes a chunked header over a plain body as it comes, and says so', () => {
    length('Transfer-Encoding: chunked\r\n', '{"a":1}', undefined, ['chunkedPlainBody']);
    length('Transfer-Encoding: gzip, Chunked\r\n', 'plain', undefined, ['chunkedPlainBody']);
    length('Transfer-Encoding: chunked\r\n', '5\r\nhello\r\n0\r\n\r\n', undefined, []);
    length('Transfer-Encoding: chunked\r\n', '', undefined, []);
    length('Transfer-Encoding: gzip\r\n', 'x', undefined, []);
  });
});

describe('parseHttpMessage: damage', () => {
  it('reads what is empty', () => {
    check('request', '', { start: 'none', problems: ['empty'] });
    const message = parseHttpMessage(encoder.encode('request:x\n'), 10, 'request');
    assert.deepEqual([message.problems, message.bodyStart], [['empty'], 10]);
  });

  it('reads what was cut in the head', () => {
    check('request', 'GET /pa', { start: 'GET|/pa|', problems: ['noBlankLine'] });
    check('request', 'GET / HTTP/1.1\r\nHost: exam', {
      start: 'GET|/|HTTP/1.1',
      headers: ['Host=exam'],
      problems: ['noBlankLine'],
    });
    check('request', 'GET / HTTP/1.1\r\nHo', {
      start: 'GET|/|HTTP/1.1',
      headers: ['=Ho'],
      problems: ['noBlankLine', 'badHeaderLine'],
    });
    check('response', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n', {
      start: 'HTTP/1.1|200|OK',
      headers: ['Content-Length=10'],
      problems: ['noBlankLine'],
    });
    check('request', 'GET / HTTP/1.1\r\n', { start: 'GET|/|HTTP/1.1', problems: ['noBlankLine'] });
  });

  it('says when bytes were replaced by the gateway', () => {
    check('response', 'HTTP/1.1 200 OK\r\n\r\n\u001f\ufffd\b', {
      start: 'HTTP/1.1|200|OK',
      body: '\u001f\ufffd\b',
      problems: ['damagedText'],
    });
    check('response', 'HTTP/1.1 200 OK\r\n\r\n\uff08\uffe5', { start: 'HTTP/1.1|200|OK', body: '\uff08\uffe5' });
  });

  it('keeps a byte order mark where it stands', () =>
    check('response', 'HTTP/1.1 200 OK\r\n\r\n\ufeffbody', { start: 'HTTP/1.1|200|OK', body: '\ufeffbody' }));

  it('sees replaced bytes one after the other', () =>
    check('response', 'HTTP/1.1 200 OK\r\n\r\n\uff08\ufffd', {
      start: 'HTTP/1.1|200|OK',
      body: '\uff08\ufffd',
      problems: ['cutCharacter'],
    }));

  it('tells a character that the cut split from bytes that never were text', () => {
    const problems = (declared: string, body: string): readonly string[] =>
      parseHttpMessage(encoder.encode(`HTTP/1.1 200 OK\r\n${declared}\r\n${body}`), 0, 'response').problems;
    assert.deepEqual(problems('Content-Length: 90\r\n', 'ab\ufffd'), ['truncatedBody', 'cutCharacter']);
    assert.deepEqual(problems('Content-Length: 5\r\n', 'ab\ufffd'), ['damagedText']);
    assert.deepEqual(problems('Content-Length: 90\r\n', 'a\ufffdb\ufffd'), ['truncatedBody', 'damagedText']);
  });

  it('decodes broken UTF-8 without an exception', () => {
    const bytes = Uint8Array.of(
      ...encoder.encode('GET /'),
      0xff,
      0xc3,
      ...encoder.encode(' HTTP/1.1\r\nA: '),
      0xe2,
      0x82,
      13,
      10,
      13,
      10,
      0xf0,
    );
    assert.deepEqual(seen(bytes, 'request'), {
      start: 'GET|/\ufffd\ufffd|HTTP/1.1',
      headers: ['A=\ufffd'],
      body: '\ufffd',
      problems: [],
    });
  });

  it('cuts a start line of a megabyte, and keeps its text', () => {
    const bytes = encoder.encode(`GET /${'x'.repeat(1_000_000)} HTTP/1.1\r\nA: 1\r\n\r\nbody`);
    const message = parseHttpMessage(bytes, 0, 'request');
    assert.equal(message.startLine?.kind === 'request' && message.startLine.target.length, 16_384 - 4);
    assert.equal(startLineText(bytes, message).length, 16_384);
    assert.equal(decodeText(bodyOf(bytes, message)), 'body');
  });

  it('gives the first line also when it is none', () => {
    const bytes = encoder.encode('request:1\nwhat is this\r\n\r\n');
    assert.equal(startLineText(bytes, parseHttpMessage(bytes, 10, 'request')), 'what is this');
    assert.equal(startLineText(bytes, parseHttpMessage(bytes, bytes.length, 'request')), '');
  });

  // With the square of the number of lines this alone would take the better part of a minute.
  it('walks a megabyte of lines without a colon', () => {
    const message = parseHttpMessage(encoder.encode(`GET / HTTP/1.1\n${'a\n'.repeat(500_000)}\nbody`), 0, 'request');
    assert.deepEqual(message.problems, ['badHeaderLine']);
    assert.equal(message.bodyStart, 15 + 1_000_001);
  });
});

function assertInvariants(bytes: Uint8Array, start: number, message: HttpMessage): void {
  const offsets = [
    0,
    Math.min(start, bytes.length),
    message.headersStart,
    message.headersEnd,
    message.bodyStart,
    bytes.length,
  ];
  assert.deepEqual(
    offsets,
    offsets.toSorted((a, b) => a - b),
    'offsets out of order',
  );
  assert.equal(new Set(message.problems).size, message.problems.length, 'a problem is named twice');
  assert.equal(
    message.startLine === undefined,
    message.problems.some((each) => each === 'badStartLine' || each === 'empty'),
  );
  const headers = readHeaders(bytes, message);
  assert.ok(!message.problems.includes('badHeaderLine') || headers.some(({ name }) => name === ''));
  assert.equal(bodyOf(bytes, message).length, bytes.length - message.bodyStart);
  startLineText(bytes, message);
}

const samples = [
  'GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nbody',
  'POST /a b\u00e9 HTTP/1.1\nContent-Length: 1\n\nlong \ufffd body',
  'HTTP/1.1 200 OK\r\nSet-Cookie: a\r\nSet-Cookie: b\r\n\r\n{"a":1}',
  'HTTP/1.1 204\r\nno colon\n: none\r\n\r\n',
  '\r\n\r\n',
].map((text) => encoder.encode(text));

describe('parseHttpMessage: any bytes', () => {
  it('gives a value for every prefix of every message', () => {
    for (const bytes of samples) {
      for (let end = 0; end <= bytes.length; end++) {
        for (const kind of ['request', 'response'] as const) {
          const prefix = bytes.subarray(0, end);
          assertInvariants(prefix, 0, parseHttpMessage(prefix, 0, kind));
        }
      }
    }
  });

  it('gives a value for messages with any byte changed', () => {
    const mutation = fc.record({
      sample: fc.constantFrom(...samples),
      at: fc.nat(80),
      // Line ends, colons and spaces are where parsers stumble.
      value: fc.oneof(fc.constantFrom(10, 13, 58, 32, 0), fc.nat(255)),
    });
    fc.assert(
      fc.property(fc.array(mutation, { minLength: 1, maxLength: 3 }), (mutations) => {
        const bytes = Uint8Array.from(mutations[0]?.sample ?? []);
        for (const { at, value } of mutations) {
          bytes[at % bytes.length] = value;
        }
        assertInvariants(bytes, 0, parseHttpMessage(bytes, 0, 'request'));
        assertInvariants(bytes, 0, parseHttpMessage(bytes, 0, 'response'));
      }),
      { numRuns: 500 },
    );
  });

  it('gives a value for random bytes from any start', () => {
    const byte = fc.oneof(fc.constantFrom(10, 13, 58, 32), fc.nat(255));
    fc.assert(
      fc.property(fc.array(byte, { maxLength: 60 }), fc.nat(70), (values, start) => {
        const bytes = Uint8Array.from(values);
        assertInvariants(bytes, start, parseHttpMessage(bytes, start, 'request'));
      }),
      { numRuns: 500 },
    );
  });

  it('reads back what was written', () => {
    const token = fc.stringMatching(/^[A-Za-z][\w-]{0,12}$/);
    const value = fc.stringMatching(/^(?:[\w/;=][\w /;=,:.é東]{0,20}[\w/;=])?$/);
    const header = fc.record({ name: token, value }, { noNullPrototype: true });
    fc.assert(
      fc.property(
        fc.record({
          method: token,
          target: value,
          headers: fc.array(header),
          body: fc.string({ unit: 'binary' }),
          eol: fc.constantFrom('\n', '\r\n'),
        }),
        ({ method, target, headers, body, eol }) => {
          const lines = headers.map(({ name, value }) => `${name}: ${value}`);
          const bytes = encoder.encode([`${method} ${target} HTTP/1.1`, ...lines, '', body].join(eol));
          const message = parseHttpMessage(bytes, 0, 'request');
          assert.deepEqual(message.startLine, { kind: 'request', method, target, version: 'HTTP/1.1' });
          assert.deepEqual(readHeaders(bytes, message), headers);
          assert.equal(decodeText(bodyOf(bytes, message)), body.toWellFormed());
        },
      ),
    );
  });
});
