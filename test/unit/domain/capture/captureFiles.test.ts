// Which blobs are a capture's: by name where it has one, by place and time where the service publishes no names.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  expectedFileCount,
  fileFolders,
  filesOfCapture,
  mayHaveSeveralFiles,
} from '../../../../src/domain/capture/captureFiles.ts';
import type { StoredFile } from '../../../../src/domain/capture/captureFiles.ts';
import type { PacketCapture } from '../../../../src/domain/capture/packetCapture.ts';
import { makeCapture } from '../../../support/captures.ts';
import { scaleSetId } from '../../../support/ground.ts';

const start = Date.UTC(2026, 2, 1, 2, 3, 4);
const root = 'https://captures1.blob.core.windows.net/network-watcher-logs/subscriptions/s/resourcegroups/g/providers';
const day = `${root}/microsoft.compute/virtualmachinescalesets/vmss/2026/03/01/`;
const ring = { fileCount: 3, fileSizeInBytes: 1000, sessionTimeLimitInSeconds: 60 };

function set(parts: Partial<PacketCapture> = {}): PacketCapture {
  return makeCapture('workers', {
    targetId: scaleSetId,
    state: 'stopped',
    startedAt: start,
    storagePath: `${day}packetcapture_02_03_04_005.cap`,
    ...parts,
  });
}

function file(name: string, modifiedAt = start + 60_000, folder = day): StoredFile {
  return { url: folder + name, sizeInBytes: 10, modifiedAt };
}

function names(capture: PacketCapture, ...found: readonly StoredFile[]): readonly string[] {
  return filesOfCapture(capture, found).map(({ url, certainty }) => `${certainty} ${url.split('/').at(-1)}`);
}

describe('filesOfCapture', () => {
  it('takes the file of the path and, where the service named it, those beside it that continue the name', () => {
    assert.deepEqual(
      names(
        set(),
        file('packetcapture_02_03_04_005_3.cap'),
        file('packetcapture_02_03_04_005.cap'),
        file('packetcapture_02_03_04_005-0001.cap'),
        // Another capture a moment later, and one whose name only begins alike.
        file('packetcapture_02_03_04_006.cap'),
        file('packetcapture_02_03_04_0051.cap'),
        // Another day's of the same second, what is no capture, and what only looks like it.
        file('packetcapture_02_03_04_005_0.cap', start - 86_400_000),
        file('packetcapture_02_03_04_005_0.json'),
        file('packetcapture_02_03_04_005_x/old.cap'),
        file('PACKETCAPTURE_02_03_04_005_7.cap'),
      ),
      [
        'own packetcapture_02_03_04_005-0001.cap',
        'own packetcapture_02_03_04_005.cap',
        'own packetcapture_02_03_04_005_3.cap',
      ],
    );
  });

  it('takes of a path that a person chose only that file for sure', () => {
    const custom = set({ storagePath: `${day}pc1.cap` });
    assert.deepEqual(
      names(
        custom,
        file('pc1.cap', start - 86_400_000),
        file('PC1.CAP'),
        file('pc1.json'),
        file('pc1-before-incident.cap', start - 86_400_000),
        file('pc1_0.cap'),
        file('pc1.archive/2019/evidence.zip'),
      ),
      ['own pc1.cap', 'likely pc1_0.cap'],
    );
  });

  it('takes what was written since the start where no name tells, and says so', () => {
    assert.deepEqual(
      names(
        set({ storagePath: 'https://captures1.blob.core.windows.net/mine' }),
        file('a.cap'),
        file('b.pcap', start - 10_000),
        file('old.cap', start - 61_000),
        file('notes.txt'),
      ),
      ['likely a.cap', 'likely b.pcap'],
    );
  });

  it("compares times of storage with the service's, not with those of a clock that is off", () => {
    for (const clockAheadInMs of [600_000, -600_000]) {
      const capture = set({
        storagePath: 'https://captures1.blob.core.windows.net/mine',
        startedAt: start + clockAheadInMs,
        clockAheadInMs,
      });
      assert.deepEqual(names(capture, file('a.cap', start), file('b.cap', start - 120_000)), ['likely a.cap']);
    }
  });

  it('takes nothing by time when the start is not known', () => {
    const { startedAt: _, ...unknown } = set({ storagePath: 'https://captures1.blob.core.windows.net/mine' });
    assert.deepEqual(names(unknown, file('a.cap')), []);
  });

  it('does not guess beside files of its own', () => {
    assert.deepEqual(names(set(), file('packetcapture_02_03_04_005_0.cap'), file('a.cap')), [
      'own packetcapture_02_03_04_005_0.cap',
    ]);
  });

  it('knows an address with a query', () => {
    assert.deepEqual(names(set({ storagePath: `${day}x.cap?sv=1` }), file('x.cap'), file('x_1.cap?sig=2')), [
      'own x.cap',
      'likely x_1.cap?sig=2',
    ]);
  });
});

describe('where files are looked for', () => {
  it('is the folder of the path, and for a scale set its own', () => {
    assert.deepEqual(fileFolders(set()), [day, day.replace('2026/03/01/', '')]);
    assert.deepEqual(fileFolders(makeCapture('web-1')), [
      'https://captures1.blob.core.windows.net/network-watcher-logs/',
    ]);
    assert.deepEqual(fileFolders(set({ storagePath: 'https://a/container' })), ['https://a/container/']);
    assert.deepEqual(fileFolders(set({ storagePath: 'https://a/container/' })), ['https://a/container/']);
    assert.deepEqual(fileFolders(set({ storagePath: '' })), []);
  });

  it('may hold several files for scale sets, rings and paths that are no file', () => {
    for (const [capture, expected] of [
      [makeCapture('web-1'), false],
      [makeCapture('web-1', { ring }), true],
      [makeCapture('web-1', { storagePath: 'https://a/container' }), true],
      [set(), true],
    ] as const) {
      assert.equal(mayHaveSeveralFiles(capture), expected);
    }
  });

  it('expects a file for each instance that was named', () => {
    assert.equal(expectedFileCount(set({ scope: { include: ['0', '3'], exclude: [] } })), 2);
    assert.equal(expectedFileCount(set({ scope: { include: [], exclude: ['1'] } })), 1);
  });
});
