// States, times and file names of packet captures.

import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import {
  captureStateOf,
  isCaptureActive,
  localFileName,
  nextStatusDelayInMs,
  remainingSeconds,
  safeFileName,
} from '../../../../src/domain/capture/packetCapture.ts';
import type { CaptureState } from '../../../../src/domain/capture/packetCapture.ts';
import { makeCapture } from '../../../support/captures.ts';

/** provisioningState, packetCaptureStatus, problems → state. */
const stateTable: readonly (readonly [
  provisioning: string | undefined,
  status: string | undefined,
  problems: readonly string[],
  expected: CaptureState,
])[] = [
  ['Succeeded', 'NotStarted', [], 'creating'],
  ['Succeeded', 'Running', [], 'running'],
  ['Succeeded', 'running', [], 'running'],
  ['Succeeded', 'Stopped', [], 'stopped'],
  ['Succeeded', 'Stopped', ['StorageFailed'], 'stopped'],
  ['Succeeded', 'Error', [], 'failed'],
  ['Failed', 'Running', [], 'running'],
  ['Succeeded', undefined, [], 'unknown'],
  ['Succeeded', 'Unknown', [], 'unknown'],
  ['Succeeded', 'Unknown', ['InternalError'], 'failed'],
  ['Succeeded', 'SomethingNew', [], 'unknown'],
  ['Creating', undefined, [], 'creating'],
  ['Updating', undefined, [], 'creating'],
  ['Deleting', undefined, [], 'stopping'],
  ['Failed', undefined, [], 'failed'],
  ['Canceled', 'Unknown', [], 'failed'],
  [undefined, undefined, ['StorageFailed'], 'failed'],
  [undefined, undefined, [], 'unknown'],
];

describe('captureStateOf', () => {
  for (const [provisioningState, packetCaptureStatus, problems, expected] of stateTable) {
    it(`maps ${provisioningState ?? '-'}, ${packetCaptureStatus ?? '-'}, [${problems.join()}] to ${expected}`, () =>
      assert.equal(captureStateOf({ provisioningState, packetCaptureStatus, problems }), expected));
  }
});

describe('isCaptureActive', () => {
  it('is true for what the service still works on', () => {
    const states: readonly CaptureState[] = ['creating', 'running', 'stopping', 'stopped', 'failed', 'unknown'];
    assert.deepEqual(states.filter(isCaptureActive), ['creating', 'running', 'stopping']);
  });
});

const start = Date.UTC(2026, 0, 2, 3, 4, 5);
const running = makeCapture('c', { startedAt: start, limits: { timeLimitInSeconds: 60 } });

describe('remainingSeconds', () => {
  it('counts down to zero and no further', () => {
    const check = (atInMs: number, expected: number): void =>
      assert.equal(remainingSeconds(running, start + atInMs), expected);
    check(0, 60);
    check(1, 60);
    check(1000, 59);
    check(59_999, 1);
    check(60_000, 0);
    check(3_600_000, 0);
    check(-5000, 65);
  });

  it('is unknown without a start, a limit or a running session', () => {
    for (const parts of [
      { startedAt: start, limits: {} },
      { startedAt: start, limits: { timeLimitInSeconds: 0 } },
      { limits: { timeLimitInSeconds: 60 } },
      { startedAt: start, limits: { timeLimitInSeconds: 60 }, state: 'stopped' as const },
    ]) {
      assert.equal(remainingSeconds(makeCapture('c', parts), start), undefined);
    }
  });
});

describe('nextStatusDelayInMs', () => {
  it('asks seldom in the middle, just after the end, and often when the end is due', () => {
    const check = (atInMs: number, expected: number): void =>
      assert.equal(nextStatusDelayInMs(running, start + atInMs), expected);
    check(0, 10_000);
    check(45_000, 10_000);
    check(55_000, 5500);
    check(59_000, 1500);
    check(60_000, 2000);
    check(90_000, 2000);
    // Long overdue, as where clocks are far apart: no longer often.
    check(120_000, 10_000);
  });

  it('asks every 10 s for a session without end, and every 2 s for one that begins or ends', () => {
    assert.equal(nextStatusDelayInMs(makeCapture('c'), start), 10_000);
    assert.equal(nextStatusDelayInMs(makeCapture('c', { state: 'creating' }), start), 2000);
    assert.equal(nextStatusDelayInMs(makeCapture('c', { state: 'stopping' }), start), 2000);
  });
});

describe('safeFileName', () => {
  const check = (text: string, expected: string): void => assert.equal(safeFileName(text), expected);

  it('keeps good names', () => {
    check('web-1_packetcapture_02_03_04_005.cap', 'web-1_packetcapture_02_03_04_005.cap');
    check('märz ünïcode.cap', 'märz ünïcode.cap');
    check('.hidden', '.hidden');
  });

  it('takes the teeth out of hostile ones', () => {
    check('../../etc/passwd', '.._.._etc_passwd');
    check(String.raw`..\..\windows`, '.._.._windows');
    check('..', '_');
    check('.', '_');
    check('', '_');
    check('   ', '_');
    check('name.', 'name_');
    check('C:evil', 'C_evil');
    check('a<b>|c?*"d', 'a_b__c___d');
    check('a\0b\nc\u001b[31m\u007f\u0085', 'a_b_c_[31m__');
    check('gpj\u202Eexe.cap', 'gpj_exe.cap');
    check('a\u2028b\u200Bc', 'a_b_c');
    check('\ud800.cap', '\ufffd.cap');
  });

  it('shortens before the extension', () => {
    check(`${'x'.repeat(300)}.pcapng`, `${'x'.repeat(103)}.pcapng`);
    check('é'.repeat(300), 'é'.repeat(55));
  });
});

describe('localFileName', () => {
  const check = (name: string, storagePath: string | undefined, expected: string): void =>
    assert.equal(localFileName({ name, ...(storagePath === undefined ? {} : { storagePath }) }), expected);

  it('joins the names of capture and blob', () => {
    check('web-1', 'https://a.blob.core.windows.net/c/x/02/03/packetcapture_1.cap', 'web-1_packetcapture_1.cap');
    check('web-1', 'https://a.blob.core.windows.net/c/p.cap?sv=1&sig=SECRET#x', 'web-1_p.cap');
    check('web-1', 'https://a.blob.core.windows.net/c/a%20b.cap', 'web-1_a b.cap');
    check('web-1', 'https://a.blob.core.windows.net/c/50%.cap', 'web-1_50%.cap');
    check('web-1', 'https://a.blob.core.windows.net/c/%2e%2e%2f%2e%2e%2fevil.cap', 'web-1_.._.._evil.cap');
    check('web-1', undefined, 'web-1.cap');
    check('web-1', '', 'web-1.cap');
  });

  it('always gives one plain file name that every file system takes', () => {
    const anyText = fc.string({ unit: 'binary', maxLength: 400 });
    fc.assert(
      fc.property(anyText, anyText, (name, blob) => {
        for (const file of [localFileName({ name, storagePath: `https://a/c/${blob}` }), localFileName({ name })]) {
          assert.equal(path.posix.basename(file), file);
          assert.equal(path.win32.basename(file), file);
          assert.ok(file !== '' && !/^\.*$/.test(file));
          assert.ok(Buffer.byteLength(`${file} (12).part`) <= 255, file);
          assert.ok(file.isWellFormed());
          assert.doesNotMatch(file, /[\p{Cc}\p{Bidi_Control}]/u);
        }
      }),
    );
  });
});
