// Lines of session files, also such as nobody's session ever wrote.

import assert from 'node:assert/strict';
import { it } from 'node:test';
import * as fc from 'fast-check';
import { eventLine, parseSessionLine } from '../../../../../src/domain/traffic/output/sessionFile.ts';

it('gives an event back as it was, and refuses one whose time no calendar has (property)', () => {
  const body = new Uint8Array([1, 2, 3]);
  const check = (enqueuedAt: number): void => {
    const event = { partitionId: '0', sequenceNumber: 7, enqueuedAt, body };
    const isTime = Math.abs(enqueuedAt) <= 8.64e15;
    // JSON has no negative zero.
    const expected = { kind: 'event', event: { ...event, enqueuedAt: enqueuedAt + 0 } };
    assert.deepEqual(parseSessionLine(eventLine(event)), isTime ? expected : undefined);
  };
  [1e300, -1e300, 8.64e15, 0].forEach(check);
  fc.assert(fc.property(fc.double(), check));
});
