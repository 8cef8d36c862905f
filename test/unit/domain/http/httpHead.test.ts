// The scan against a plain reading of the same rules: any bytes, any place in memory, any end of it.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { createHttpHead, rebase, scanHttpHead, scanMessage } from '../../../../src/domain/http/httpHead.ts';
import type { HttpHead } from '../../../../src/domain/http/httpHead.ts';
import { httpProblemsOf, problemBits } from '../../../../src/domain/http/httpProblem.ts';
import { requestFactsOf, statusOf, toHttpMessage } from '../../../../src/domain/http/httpMessage.ts';

const encoder = new TextEncoder();

/** The rules, one line after the other, on a text of one character a byte. */
function plainScan(text: string): HttpHead {
  const head = { ...createHttpHead(), problems: text === '' ? problemBits.empty : problemBits.noBlankLine };
  let at = 0;
  let isFirst = true;
  head.headersStart = head.headersEnd = head.bodyStart = text.length;
  while (at < text.length) {
    const found = text.indexOf('\n', at);
    const end = found < 0 ? text.length : found;
    const line = text.slice(at, end).replace(/\r$/, '');
    const next = Math.min(end + 1, text.length);
    if (isFirst) {
      head.startLineEnd = at + line.length;
      head.headersStart = next;
      isFirst = false;
    } else if (line === '') {
      head.headersEnd = at;
      head.bodyStart = next;
      head.problems = 0;
      break;
    } else {
      const length = /^content-length:[ \t]*(\d{1,15})[ \t\r]*$/i.exec(line)?.[1];
      head.declaredLength = head.declaredLength < 0 && length !== undefined ? Number(length) : head.declaredLength;
    }
    at = next;
  }
  const body = text.length - head.bodyStart;
  if (head.problems === 0 && body > 0 && head.declaredLength >= 0 && head.declaredLength !== body) {
    head.problems = head.declaredLength > body ? problemBits.truncatedBody : problemBits.surplusBody;
  }
  return head;
}

function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (char) => char.charCodeAt(0));
}

/** Scans the text at a place of a block that ends so many bytes after it. */
function scanAt(text: string, place: number, after: number): HttpHead {
  const size = place + text.length + after;
  const bytes = new Uint8Array(size).fill(10);
  bytes.set(latin1(text), place);
  const head = createHttpHead();
  scanHttpHead({ bytes, words: new Int32Array(bytes.buffer, 0, size >> 2) }, place, place + text.length, head);
  rebase(head, place);
  return head;
}

const pieces = fc.constantFrom(
  '\n',
  '\r\n',
  '\r',
  '\n\n',
  '\r\n\r\n',
  ':',
  'a',
  ' ',
  '\u00ff',
  '\u0000',
  '\u008a',
  'Content-Length: 7',
  'content-length:\t12 ',
  'CONTENT-LENGTH: x',
  'Content-Length: 1234567890123456',
  'Content-Length: 5\r',
  'Host: api.contoso.com',
  'GET / HTTP/1.1',
  'HTTP/1.1 200 OK',
);
const texts = fc.array(fc.oneof({ weight: 3, arbitrary: pieces }, fc.string({ unit: 'binary-ascii', maxLength: 6 })), {
  maxLength: 14,
});

describe('scanHttpHead', () => {
  it('finds what a plain reading finds, wherever the message lies and whatever follows it', () => {
    fc.assert(
      fc.property(texts, fc.nat(9), fc.nat(9), (parts, place, after) => {
        const text = parts.join('');
        assert.deepEqual(scanAt(text, place, after), plainScan(text));
      }),
      { numRuns: 3000 },
    );
  });

  it('finds the same in every beginning of a message', () => {
    const text = 'POST /orders HTTP/1.1\r\nHost: a\nContent-Length: 42\r\nX: \u00e4\u008a\r\n\r\nbody\n\nmore';
    for (let end = 0; end <= text.length; end++) {
      for (let place = 0; place < 8; place++) {
        assert.deepEqual(scanAt(text.slice(0, end), place, place), plainScan(text.slice(0, end)), `${end} at ${place}`);
      }
    }
  });

  it('takes the length that the gateway gives before the declared one', () => {
    const bytes = encoder.encode('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody');
    const head = createHttpHead();
    scanMessage(bytes, 0, head, 900);
    assert.deepEqual([head.declaredLength, httpProblemsOf(head.problems)], [900, ['truncatedBody']]);
  });

  it('goes through a megabyte of lines and of one line', () => {
    for (const text of ['a: b\n'.repeat(200_000), `x: ${'y'.repeat(1_000_000)}`, '\r'.repeat(1_000_000)]) {
      assert.deepEqual(scanAt(text, 3, 1), plainScan(text));
    }
  });
});

describe('start lines from bytes', () => {
  const lines = fc.oneof(
    fc.constantFrom('GET / HTTP/1.1', 'PUTS /a HTTP/2', 'POST  /a b HTTP/1.1', 'HTTP/1.1 200', 'HTTP/2 404 Not Found'),
    fc
      .tuple(
        fc.constantFrom('GET', 'PUT', 'POST', 'HEAD', 'PATCH', 'TRACE', 'DELETE', 'OPTIONS', 'CONNECT', 'get', ''),
        fc.constantFrom(' ', '  ', ''),
        fc.string({ unit: 'grapheme', maxLength: 20 }),
        fc.constantFrom(' HTTP/1.1', ' HTTP/2', ' HTTP/', 'HTTP/1.1', ''),
      )
      .map((parts) => parts.join('')),
    fc
      .tuple(
        fc.constantFrom('HTTP/1.1', 'HTTP/2', 'HTTP/', 'http/1.1', 'HTTP/1.12345678', 'HTTP/.'),
        fc.constantFrom(' ', '', '  '),
        fc.constantFrom('200', '99', '1000', '2x0', '404'),
        fc.constantFrom('', ' ', ' OK', 'OK', ' Sehr schön'),
      )
      .map((parts) => parts.join('')),
    fc.string({ maxLength: 30 }),
  );

  it('say what the parsed start line says', () => {
    fc.assert(
      fc.property(lines, (line) => {
        const bytes = encoder.encode(line.replaceAll('\n', ''));
        const head = createHttpHead();
        scanMessage(bytes, 0, head);
        const request = toHttpMessage(bytes, head, 'request').startLine;
        const facts = requestFactsOf(bytes, head.start, head.startLineEnd);
        assert.deepEqual(
          facts,
          request?.kind === 'request' ? { method: request.method, target: request.target } : undefined,
        );
        const status = toHttpMessage(bytes, head, 'response').startLine;
        assert.equal(
          statusOf(bytes, head.start, head.startLineEnd),
          status?.kind === 'response' ? status.statusCode : 0,
        );
      }),
      { numRuns: 2000 },
    );
  });
});
