// Presets in the setting: what a person may write there, what is left out and named, and that what is saved reads the same.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import {
  maxPresetName,
  presetJson,
  presetNameProblem,
  readCapturePresets,
  toCapturePreset,
} from '../../../../src/domain/capture/capturePreset.ts';
import { makeNewCapture, storageId } from '../../../support/captures.ts';

describe('readCapturePresets', () => {
  it('reads a whole one', () => {
    const { presets, problems } = readCapturePresets({
      'HTTPS of one client': {
        storageId,
        filePath: '/var/captures/x.cap',
        timeLimitInSeconds: 300,
        totalBytesPerSession: 0,
        bytesToCapturePerPacket: 96,
        filters: [{ protocol: 'TCP', remoteIPAddress: ' 10.0.0.4', remotePort: '443;' }, {}],
        ring: { fileCount: 3 },
      },
    });
    assert.deepEqual(problems, []);
    assert.deepEqual(presets, [
      {
        name: 'HTTPS of one client',
        destination: { storageId, filePath: '/var/captures/x.cap' },
        limits: { timeLimitInSeconds: 300, totalBytesPerSession: 0, bytesToCapturePerPacket: 96 },
        filters: [{ protocol: 'TCP', remoteIPAddress: '10.0.0.4', remotePort: '443' }, { protocol: 'Any' }],
        ring: { fileCount: 3, fileSizeInBytes: 104_857_600, sessionTimeLimitInSeconds: 86_400 },
      },
    ]);
  });

  it('leaves out what cannot be used, and names it', () => {
    const { presets, problems } = readCapturePresets({
      a: {
        storageId: 'https://x.blob.core.windows.net/c?sig=secret',
        filePath: 'x.cap',
        timeLimitInSeconds: 18_001,
        totalBytesPerSession: '5',
        filters: [{ protocol: 'ICMP' }, { remotePort: 'https' }, { localPort: 80 }, { protocol: 'UDP' }],
        ring: { fileCount: 0, fileSizeInBytes: 1.5 },
        unknown: 1,
      },
      b: 'no object',
      ' ': {},
      c: { filters: {}, ring: [] },
    });
    assert.deepEqual(
      problems.map(({ name, path }) => `${name}:${path}`).join(),
      'a:storageId,a:filePath,a:timeLimitInSeconds,a:totalBytesPerSession,a:ring.fileCount,a:ring.fileSizeInBytes,' +
        'a:filters[0].protocol,a:filters[1].remotePort,a:filters[2].localPort,b:, :,c:ring,c:filters',
    );
    assert.deepEqual(
      presets.map(({ name }) => name),
      ['a', 'c'],
    );
    assert.deepEqual(presets[0]?.filters, [{ protocol: 'UDP' }]);
    assert.deepEqual(presets[0]?.ring?.fileCount, 10);
    assert.deepEqual(presets[0]?.destination, {});
  });

  it('takes anything for a setting', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => void readCapturePresets(value)));
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => void readCapturePresets({ p: value })),
    );
  });

  it('reads again what was saved', () => {
    const settings = makeNewCapture('c', {
      destination: { storageId, storagePath: 'https://x/c?sig=secret', filePath: 'C:\\captures\\x.cap' },
      limits: { timeLimitInSeconds: 60 },
      filters: [{ protocol: 'TCP', localPort: '80; 443' }],
      ring: { fileCount: 2, fileSizeInBytes: 5, sessionTimeLimitInSeconds: 7 },
    });
    const preset = toCapturePreset('mine', settings);
    assert.deepEqual(readCapturePresets({ mine: presetJson(preset) }), { presets: [preset], problems: [] });
    assert.doesNotMatch(JSON.stringify(preset), /secret/);
  });
});

describe('presetNameProblem', () => {
  it('wants a name that can be read', () => {
    assert.equal(presetNameProblem('  '), 'empty');
    assert.equal(presetNameProblem('x'.repeat(maxPresetName + 1)), 'tooLong');
    assert.equal(presetNameProblem('x'), undefined);
  });
});
