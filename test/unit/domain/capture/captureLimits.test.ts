// Limits, sizes, durations and paths: what the service takes, and texts that read back to the number they were written from.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { describeByteSize, formatByteSize, parseByteSize } from '../../../../src/domain/capture/byteSize.ts';
import { filePathProblem, suggestFilePath } from '../../../../src/domain/capture/captureFilePath.ts';
import {
  formatDuration,
  limitProblem,
  parseDuration,
  ringTotalBytes,
} from '../../../../src/domain/capture/captureLimits.ts';
import { captureMaximum } from '../../../../src/domain/capture/captureSettings.ts';

describe('limits', () => {
  it('are those of the service', () => {
    assert.equal(limitProblem('timeLimitInSeconds', 0), undefined);
    assert.equal(limitProblem('timeLimitInSeconds', 18_000), undefined);
    assert.equal(limitProblem('timeLimitInSeconds', 18_001)?.problem, 'tooLarge');
    assert.equal(limitProblem('totalBytesPerSession', -1)?.problem, 'tooSmall');
    assert.equal(limitProblem('bytesToCapturePerPacket', 1.5)?.problem, 'notWhole');
    assert.deepEqual(limitProblem('fileCount', 0), {
      field: 'fileCount',
      problem: 'tooSmall',
      minimum: 1,
      maximum: 10_000,
    });
  });

  it('tell how much a ring takes up', () => {
    assert.equal(ringTotalBytes({ fileCount: 3, fileSizeInBytes: 10, sessionTimeLimitInSeconds: 1 }), 30);
  });
});

describe('durations', () => {
  it('are read as people write them', () => {
    assert.equal(parseDuration('90'), 90);
    assert.equal(parseDuration(' 5m '), 300);
    assert.equal(parseDuration('5 min'), 300);
    assert.equal(parseDuration('1h 30m'), 5400);
    assert.equal(parseDuration('2D'), 172_800);
    for (const text of ['', '0', '5x', '30m 1h', '1.5h', '-5', '8d', '5h']) {
      assert.equal(parseDuration(text, 18_000 - 1), undefined, text);
    }
  });

  it('read back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: captureMaximum.ringTimeLimitInSeconds }), (seconds) =>
        assert.equal(parseDuration(formatDuration(seconds)), seconds),
      ),
    );
    assert.equal(formatDuration(0), '0s');
  });
});

describe('sizes', () => {
  it('are read in both kinds of units', () => {
    assert.equal(parseByteSize('64 MB'), 64_000_000);
    assert.equal(parseByteSize('1.5GiB'), 1_610_612_736);
    assert.equal(parseByteSize('1,5 kib'), 1536);
    assert.equal(parseByteSize('1024'), 1024);
    for (const text of ['', 'x', '-1', '1.', '1.000 MB', '99999999999 TiB', '1e3']) {
      assert.equal(parseByteSize(text), undefined, text);
    }
  });

  it('read back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: captureMaximum.bytes }), (bytes) =>
        assert.equal(parseByteSize(formatByteSize(bytes)), bytes),
      ),
    );
    assert.equal(formatByteSize(104_857_600), '100 MiB');
    assert.equal(describeByteSize(1_073_741_824), '1 GiB');
    assert.equal(describeByteSize(1_500_000), '1.43 MiB');
  });
});

describe('paths on the machine', () => {
  it('are what the agent takes', () => {
    assert.equal(filePathProblem('/var/captures/a.cap', 'linux'), undefined);
    assert.equal(filePathProblem('/var/captures/b/a.cap', undefined), undefined);
    assert.equal(filePathProblem('D:\\captures\\a.cap', 'windows'), undefined);
    for (const [path, system, problem] of [
      ['', undefined, 'empty'],
      ['a.cap', undefined, 'notAbsolute'],
      ['/tmp/a.cap', undefined, 'notBelowVarCaptures'],
      ['C:\\a.cap', 'linux', 'notBelowVarCaptures'],
      ['/var/captures/a.cap', 'windows', 'notDrivePath'],
      ['/var/captures/a.pcap', 'linux', 'noCapName'],
      ['/var/captures/.cap', 'linux', 'noCapName'],
      ['/var/captures/../a.cap', 'linux', 'parentFolder'],
      ['C:\\a?b.cap', 'windows', 'badCharacter'],
      ['/var/captures/a\nb.cap', 'linux', 'badCharacter'],
      [`/var/captures/${'x'.repeat(300)}.cap`, 'linux', 'tooLong'],
    ] as const) {
      assert.equal(filePathProblem(path, system), problem, path);
    }
  });

  it('are suggested so that they are taken, whatever the capture is called', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 200 }),
        fc.constantFrom('linux', 'windows', undefined),
        (name, system) => assert.equal(filePathProblem(suggestFilePath(name, system), system), undefined),
      ),
    );
  });
});
