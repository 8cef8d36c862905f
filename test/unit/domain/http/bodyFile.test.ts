// Endings of body files by media type, and by the first bytes where the type says nothing.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bodyEnding } from '../../../../src/domain/http/bodyFile.ts';

const encoder = new TextEncoder();

describe('bodyEnding', () => {
  const check = (mediaType: string, beginning: string | Uint8Array, expected: string): void =>
    assert.equal(
      bodyEnding(mediaType, typeof beginning === 'string' ? encoder.encode(beginning) : beginning),
      expected,
      mediaType,
    );

  it('goes by the type', () => {
    check('application/json', '<', 'json');
    check('application/problem+json', '', 'json');
    check('application/vnd.api+json', '', 'json');
    check('application/soap+xml', '{', 'xml');
    check('image/svg+xml', '', 'svg');
    check('text/html', '', 'html');
    check('text/plain', '\u0000', 'txt');
    check('text/x-unknown', '', 'txt');
    check('application/x-www-form-urlencoded', '', 'txt');
    check('image/png', '', 'png');
    check('image/unknown', 'text', 'bin');
    check('application/grpc', '{', 'bin');
  });

  it('is not led astray by names that all objects have', () => {
    check('constructor', '', 'bin');
    check('__proto__', '', 'bin');
    check('toString', '', 'bin');
  });

  it('goes by the first bytes where the type says nothing', () => {
    for (const mediaType of ['', 'application/octet-stream']) {
      check(mediaType, '', 'txt');
      check(mediaType, ' \r\n\t{"a":1}', 'json');
      check(mediaType, '[1]', 'json');
      check(mediaType, '<a/>', 'xml');
      check(mediaType, 'hello', 'txt');
      check(mediaType, 'größe', 'txt');
      check(mediaType, Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10), 'bin');
      check(mediaType, Uint8Array.of(0x7b, 0), 'bin');
      // Only the beginning is looked at.
      check(mediaType, `{${'x'.repeat(600)}\u0000`, 'json');
    }
  });
});
