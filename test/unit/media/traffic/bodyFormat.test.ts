// Bodies, queries and cookies as the details show them.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import {
  bodyKind,
  bodyText,
  hexLines,
  imageAddress,
  prettyText,
  prettyXml,
  queryOf,
  readPairs,
} from '../../../../media/traffic/detail/bodyFormat.ts';
import { sentCookies, setCookies, splitJoined } from '../../../../media/traffic/detail/cookieLines.ts';
import { timingEntries } from '../../../../media/traffic/detail/timingTab.ts';

const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
const typed = (type: string) => [{ name: 'content-type', value: type }];

describe('bodyKind', () => {
  it('goes by the media type, else by the first bytes', () => {
    const check = (type: string, body: string, expected: string): void =>
      assert.equal(bodyKind(type === '' ? [] : typed(type), bytes(body)), expected);
    check('application/problem+json; charset=utf-8', 'x', 'json');
    check('text/xml', 'x', 'xml');
    check('image/png', 'x', 'image');
    check('image/svg+xml', '<svg/>', 'xml');
    check('application/x-www-form-urlencoded', 'a=1', 'form');
    check('', ' {"a":1}', 'json');
    check('', '<a/>', 'xml');
    check('', 'plain', 'text');
    check('', 'a\0b', 'binary');
    check('application/octet-stream', '\u0001\u0002\u0003', 'binary');
  });
});

describe('bodyText', () => {
  it('decodes by the charset, and any nonsense as UTF-8', () => {
    const check = (type: string, body: readonly number[], expected: string): void =>
      assert.equal(bodyText({ headers: typed(type), body: Uint8Array.from(body).buffer }), expected);
    check('text/plain; charset=iso-8859-1', [0xe9], 'é');
    check('text/plain; charset="utf-8"', [0xc3, 0xa9], 'é');
    check('text/plain; charset=klingon', [0xc3, 0xa9], 'é');
    check('text/plain', [0xff], '\uFFFD');
  });
});

describe('prettyXml', () => {
  it('puts each element on its line, and changes no content', () => {
    const check = (xml: string, expected: string): void => assert.equal(prettyXml(xml), expected);
    check('<a><b>t</b><c/></a>', '<a>\n  <b>t</b>\n  <c/>\n</a>');
    check('<?xml version="1.0"?><a><!-- x --><b></b></a>', '<?xml version="1.0"?>\n<a>\n  <!-- x -->\n  <b></b>\n</a>');
    check('<a><b>', '<a><b>');
    check('no xml', 'no xml');
    check('<a>1 < 2</a>', '<a>1 < 2</a>');
    check('<a><![CDATA[<x>]]></a>', '<a><![CDATA[<x>]]></a>');
  });

  it('loses nothing but space, whatever comes', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom('<a>', '</a>', '<b x="1">', '</b>', '<c/>', 'text', ' ', '\n', '<', '>', '<!--', '-->'),
        ),
        (parts) => {
          const xml = parts.join('');
          assert.equal(prettyXml(xml).replaceAll(/\s/g, ''), xml.replaceAll(/\s/g, ''));
        },
      ),
    );
  });

  it('does not grow by the square of the depth, and leaves what is long alone', () => {
    const deep = '<a>'.repeat(5000) + '</a>'.repeat(5000);
    assert.ok(prettyXml(deep).length < 1_000_000);
    const long = `<a>${'<b/>'.repeat(100_000)}</a>`;
    assert.equal(prettyText(long, 'xml'), long);
    assert.equal(prettyText('{"a":1}', 'json'), '{\n  "a": 1\n}');
  });
});

describe('readPairs and queryOf', () => {
  it('decode what can be decoded', () => {
    assert.deepEqual(
      readPairs('a=1&b=%C3%A9+x&c&=d&e=%zz&a=2').map(({ name, value }) => [name, value]),
      [
        ['a', '1'],
        ['b', 'é x'],
        ['c', ''],
        ['', 'd'],
        ['e', '%zz'],
        ['a', '2'],
      ],
    );
    assert.deepEqual(readPairs(''), []);
    assert.equal(queryOf('GET /a b?x=1 2#f HTTP/1.1'), 'x=1 2');
    assert.equal(queryOf('GET /a HTTP/1.1'), '');
  });
});

describe('hexLines', () => {
  it('shows offset, bytes and text', () => {
    assert.equal(
      hexLines(bytes('0123456789abcdefZ\n'), 0, 99),
      '00000000  30 31 32 33 34 35 36 37  38 39 61 62 63 64 65 66  0123456789abcdef\n00000010  5a 0a                                             Z.',
    );
    assert.equal(hexLines(bytes('x'.repeat(100)), 0, 32).split('\n').length, 2);
  });
});

describe('imageAddress', () => {
  it('carries the bytes', () => {
    assert.equal(imageAddress(typed('image/png'), Uint8Array.from([1, 2, 255])), 'data:image/png;base64,AQL/');
  });
});

describe('cookies', () => {
  it('are split where they were joined, and not inside dates', () => {
    const check = (value: string, expected: readonly string[]): void => assert.deepEqual(splitJoined(value), expected);
    check('a=1; Path=/, b=2', ['a=1; Path=/', 'b=2']);
    check('a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT', ['a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT']);
    check('a=x,y; Path=/', ['a=x,y; Path=/']);
    check('', []);
  });

  it('are named, with their attributes, and those that were split are said to be', () => {
    assert.deepEqual(sentCookies([{ name: 'Cookie', value: 'a=1; b; c=x=y;' }]), [
      { name: 'a', value: '1' },
      { name: 'b', value: '' },
      { name: 'c', value: 'x=y' },
    ]);
    assert.deepEqual(
      setCookies([
        { name: 'Set-Cookie', value: 'a=1; HttpOnly, b=2' },
        { name: 'set-cookie', value: 'c=3' },
      ]),
      [
        { name: 'a', value: '1', attributes: ['HttpOnly'], isReconstructed: true },
        { name: 'b', value: '2', attributes: [], isReconstructed: true },
        { name: 'c', value: '3', attributes: [], isReconstructed: false },
      ],
    );
  });
});

describe('timingEntries', () => {
  it('gives what is known, earliest first', () => {
    assert.deepEqual(
      timingEntries({ firstSeenAt: 50, requestEnqueuedAt: 30, responseEnqueuedAt: 20, requestAt: 10 }).map(
        ({ at }) => at,
      ),
      [10, 20, 30, 50],
    );
    assert.deepEqual(timingEntries({ firstSeenAt: 0 }), []);
  });
});
