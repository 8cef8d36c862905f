// Base64 against the platform's own, across the borders of its pieces.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { encodeBase64 } from '../../../../../src/domain/traffic/output/base64Text.ts';

describe('encodeBase64', () => {
  it('writes what Node writes, for any bytes (property)', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        assert.equal(encodeBase64(bytes), Buffer.from(bytes).toString('base64'));
      }),
    );
  });

  it('pads only at the end of long ones', () => {
    for (const length of [8188, 8189, 8190, 8191, 8192, 100_000]) {
      const bytes = Uint8Array.from({ length }, (_, at) => (at * 31) & 255);
      assert.equal(encodeBase64(bytes), Buffer.from(bytes).toString('base64'));
    }
  });
});
