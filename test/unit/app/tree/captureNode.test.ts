// How a capture looks in the tree: words, clocks, sizes, and the words by which the menus know it.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { captureNode } from '../../../../src/app/tree/captureNode.ts';
import type { PacketCapture } from '../../../../src/domain/capture/packetCapture.ts';
import { makeCapture } from '../../../support/captures.ts';

const now = Date.UTC(2026, 0, 2, 3, 4, 5);

describe('captureNode', () => {
  const check = (parts: Partial<PacketCapture>, description: string, contextValue?: string): void => {
    const node = captureNode(makeCapture('night', parts), now);
    assert.equal(node.description, description);
    if (contextValue !== undefined) {
      assert.equal(node.contextValue, contextValue);
    }
  };

  it('says the state first, then what is left or why it ended, then the machine', () => {
    check({}, 'running · web-1', 'packetCapture;running;arm;blob');
    check(
      { startedAt: now - 8000, limits: { timeLimitInSeconds: 260 } },
      'running · 4:12 left · web-1',
      'packetCapture;running;arm;blob',
    );
    check({ state: 'stopped', stopReason: 'TimeExceeded' }, 'stopped · time limit reached · web-1');
    check({ state: 'stopped', stopReason: 'NewReason' }, 'stopped · NewReason · web-1');
    check(
      { state: 'failed', problems: ['StorageFailed', 'X'] },
      'failed · the storage account could not be written (StorageFailed), X · web-1',
    );
    check({ state: 'unknown', storagePath: '' }, 'state unknown · web-1', 'packetCapture;unknown;arm');
  });

  it('does not name the machine twice', () => {
    assert.equal(captureNode(makeCapture('WEB-1_3'), now).description, 'running');
  });

  it('lists limits and the file in the tooltip, without a signature in its address', () => {
    const node = captureNode(
      makeCapture('night', {
        startedAt: now,
        limits: { timeLimitInSeconds: 90, totalBytesPerSession: 1_073_741_824, bytesToCapturePerPacket: 0 },
        storagePath: 'https://a.blob.core.windows.net/c/x.cap?sv=1&sig=TOPSECRET',
      }),
      now,
    );
    assert.deepEqual(node.tooltip, [
      'night',
      'running · 1:30 left · web-1',
      'Machine web-1',
      'Started 2026-01-02T03:04:05.000Z',
      'Time limit 1:30',
      'Size limit 1 GiB',
      'File https://a.blob.core.windows.net/c/x.cap',
    ]);
  });

  it('names the file on the machine when there is no other', () => {
    const { storagePath: _, ...local } = makeCapture('night', { filePath: '/var/captures/x.cap' });
    assert.equal(captureNode(local, now).tooltip?.at(-1), 'File on the machine /var/captures/x.cap');
  });
});

describe('captureNode: clocks and sizes', () => {
  const tooltip = (limits: PacketCapture['limits']): string | undefined =>
    captureNode(makeCapture('night', { limits }), now).tooltip?.at(3);

  it('counts minutes, and hours where there are any', () => {
    const check = (timeLimitInSeconds: number, expected: string): void =>
      assert.equal(tooltip({ timeLimitInSeconds }), `Time limit ${expected}`);
    check(9, '0:09');
    check(60, '1:00');
    check(3599, '59:59');
    check(3600, '1:00:00');
    check(18_000, '5:00:00');
  });

  it('takes the unit that fits', () => {
    const check = (totalBytesPerSession: number, expected: string): void =>
      assert.equal(tooltip({ totalBytesPerSession }), `Size limit ${expected}`);
    check(1023, '1023 B');
    check(1536, '1.5 KiB');
    check(150 * 1024, '150 KiB');
    check(1_073_741_824, '1 GiB');
    check(2 ** 60, '1048576 TiB');
  });

  it('is silent about limits that there are not', () => {
    const captured = captureNode(
      makeCapture('night', { limits: { timeLimitInSeconds: 0, totalBytesPerSession: 0 } }),
      now,
    );
    assert.doesNotMatch(captured.tooltip?.join('\n') ?? '', /limit/);
  });
});

describe('captureNode: words', () => {
  const description = (parts: Partial<PacketCapture>): string =>
    captureNode(makeCapture('web-1', parts), now).description ?? '';

  it('has a word for each state', () => {
    const states = ['creating', 'running', 'stopping', 'stopped', 'failed', 'unknown'] as const;
    assert.equal(new Set(states.map((state) => description({ state }))).size, states.length);
  });

  it('has words for the known reasons, whatever their case', () => {
    const check = (stopReason: string, expected: string): void =>
      assert.equal(description({ state: 'stopped', stopReason }), `stopped · ${expected}`);
    check('SizeExceeded', 'size limit reached');
    check('bytesexceeded', 'size limit reached');
    check('UserStopped', 'stopped by a person');
    check('ManuallyStopped', 'stopped by a person');
    check('TimeExceeded', 'time limit reached');
  });
});
