// Base64 against Node's own: every encoding of any bytes, in both alphabets, cut anywhere; and what is no base64.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { decodeBase64 } from '../../../src/base/base64.ts';

function decoded(text: string): Buffer | undefined {
  const bytes = decodeBase64(text);
  return bytes === undefined ? undefined : Buffer.from(bytes);
}

describe('decodeBase64', () => {
  it('reads what Node writes, in both alphabets, with and without padding and line ends', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.constantFrom('\n', '\r\n'), (bytes, lineEnd) => {
        const text = Buffer.from(bytes).toString('base64');
        const forms = [
          text,
          Buffer.from(bytes).toString('base64url'),
          text.replace(/=+$/, ''),
          text.replaceAll(/.{76}/g, `$&${lineEnd}`),
        ];
        for (const form of forms) {
          assert.deepEqual(decoded(form), Buffer.from(bytes));
        }
      }),
    );
  });

  it('gives the whole bytes of a text that was cut, as Node does', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 60 }), fc.nat(80), (bytes, length) => {
        const text = Buffer.from(bytes).toString('base64').slice(0, length);
        assert.deepEqual(decoded(text), Buffer.from(text, 'base64'));
        assert.deepEqual(decoded(text), Buffer.from(bytes).subarray(0, decoded(text)?.length));
      }),
    );
  });

  it('refuses every other character', () => {
    const alphabet = /^[A-Za-z\d+/_=\r\n-]*$/;
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 20 }), (text) =>
        assert.equal(decodeBase64(text) === undefined, !alphabet.test(text)),
      ),
    );
    for (const text of ['aGk!', 'aG k', 'ÿ', '\u0000']) {
      assert.equal(decodeBase64(text), undefined);
    }
  });
});
