// Files of a capture: found where it has several, and deleted with it; what is only likely its own is left alone.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deleteCaptureWithFiles } from '../../../../src/app/capture/deleteCapture.ts';
import { findCaptureFiles } from '../../../../src/app/capture/findCaptureFiles.ts';
import type { CaptureFileStore } from '../../../../src/app/capture/ports.ts';
import { blobForbidden } from '../../../../src/app/error/userErrors.ts';
import type { PacketCapture } from '../../../../src/domain/capture/packetCapture.ts';
import { isCancelled } from '../../../../src/base/abort.ts';
import { assertUserError } from '../../../support/assertUserError.ts';
import { makeCapture } from '../../../support/captures.ts';
import { scaleSetId } from '../../../support/ground.ts';
import { ManualClock, settled } from '../../../support/manualClock.ts';

const folder = 'https://captures1.blob.core.windows.net/network-watcher-logs/vmss/';
const ring = { fileCount: 3, fileSizeInBytes: 1000, sessionTimeLimitInSeconds: 60 };

/** Blobs by address, with what was asked. */
class Blobs implements CaptureFileStore {
  readonly blobs = new Map<string, number>();
  readonly calls: string[] = [];
  failure: Error | undefined;

  put(...names: readonly string[]): this {
    for (const name of names) {
      this.blobs.set(folder + name, Date.UTC(2026, 0, 2, 3, 4, 5));
    }
    return this;
  }
  async exists({ storagePath }: { storagePath: string }): Promise<boolean> {
    this.calls.push('exists');
    return this.blobs.has(storagePath);
  }
  async list({ storagePath }: { storagePath: string }) {
    this.calls.push('list');
    return [...this.blobs]
      .filter(([url]) => url.startsWith(storagePath))
      .map(([url, modifiedAt]) => ({ url, sizeInBytes: 10, modifiedAt }));
  }
  async delete({ storagePath }: { storagePath: string }): Promise<boolean> {
    if (this.failure !== undefined) {
      throw this.failure;
    }
    this.calls.push(`delete ${storagePath.split('/').at(-1)}`);
    return this.blobs.delete(storagePath);
  }
  async download(): Promise<void> {
    throw new Error('Nothing is downloaded here');
  }
}

function set(parts: Partial<PacketCapture> = {}): PacketCapture {
  return makeCapture('workers', {
    targetId: scaleSetId,
    state: 'stopped',
    startedAt: Date.UTC(2026, 0, 2, 3, 0, 0),
    storagePath: `${folder}packetcapture_03_00_00_000.cap`,
    ...parts,
  });
}

async function find(capture: PacketCapture, files: Blobs, after?: () => void) {
  const clock = new ManualClock();
  const result = findCaptureFiles(capture, files, { clock });
  result.catch(() => undefined);
  await settled();
  after?.();
  await clock.advance(120_000);
  assert.equal(clock.pending, 0);
  return (await result).map(({ url }) => url.split('/').at(-1));
}

describe('findCaptureFiles', () => {
  const two = { scope: { include: ['0', '3'], exclude: [] } };

  it('waits for the file of each instance that was named', async () => {
    const files = new Blobs().put('packetcapture_03_00_00_000_0.cap');
    assert.deepEqual(await find(set(two), files, () => files.put('packetcapture_03_00_00_000_3.cap')), [
      'packetcapture_03_00_00_000_0.cap',
      'packetcapture_03_00_00_000_3.cap',
    ]);
  });

  it('is content with fewer when no more come', async () => {
    assert.deepEqual(await find(set(two), new Blobs().put('packetcapture_03_00_00_000_3.cap')), [
      'packetcapture_03_00_00_000_3.cap',
    ]);
  });

  it('gives what a failed capture has left, and what a ring holds while it runs', async () => {
    assert.deepEqual(
      await find(set({ ...two, state: 'failed' }), new Blobs().put('packetcapture_03_00_00_000_3.cap')),
      ['packetcapture_03_00_00_000_3.cap'],
    );
    assert.deepEqual(
      await find(
        set({ state: 'running', ring }),
        new Blobs().put('packetcapture_03_00_00_000_1.cap', 'packetcapture_03_00_00_000_2.cap'),
      ),
      ['packetcapture_03_00_00_000_1.cap', 'packetcapture_03_00_00_000_2.cap'],
    );
    await assertUserError(find(set({ state: 'running', ring }), new Blobs()), 'captureFileNotReady');
  });
});

describe('deleteCaptureWithFiles', () => {
  function setUp(files: Blobs, capture: PacketCapture, { isPresent = true, agreed = true } = {}) {
    const calls: string[] = [];
    const captures = {
      find: () => capture,
      isPresent: () => Promise.resolve(isPresent),
      stop: async () => void calls.push('stop'),
      delete: async () => void calls.push('delete'),
    };
    const clock = new ManualClock();
    const asked: (readonly string[])[] = [];
    const agrees = (urls: readonly string[]): Promise<boolean> => {
      asked.push(urls);
      return Promise.resolve(agreed);
    };
    const run = deleteCaptureWithFiles(capture, { captures, files, clock }, { agrees });
    run.catch(() => undefined);
    return { run, calls, clock, asked };
  }

  it('takes all files of a whole scale set, which come one after another', async () => {
    const files = new Blobs().put('packetcapture_03_00_00_000_0.cap');
    const clock = new ManualClock();
    const result = findCaptureFiles(set(), files, { clock });
    for (const id of [1, 2, 3]) {
      await settled();
      await clock.advance(2000);
      files.put(`packetcapture_03_00_00_000_${id}.cap`);
    }
    await clock.advance(20_000);
    assert.equal((await result).length, 4);
  });

  it('does nothing when a person does not agree to the files', async () => {
    const files = new Blobs().put('packetcapture_03_00_00_000_0.cap', 'packetcapture_03_00_00_000_3.cap');
    const { run, calls, asked, clock } = setUp(files, set(), { agreed: false });
    await settled();
    await clock.advance(20_000);
    await assert.rejects(run, isCancelled);
    assert.equal(asked[0]?.length, 2);
    assert.deepEqual([files.blobs.size, calls], [2, []]);
  });

  it('deletes the files of one that is gone already, and stops nothing', async () => {
    const files = new Blobs().put('web.cap');
    const gone = makeCapture('web', { storagePath: `${folder}web.cap` });
    const { run, calls } = setUp(files, gone, { isPresent: false });
    assert.deepEqual(await run, { deleted: 1, leftAlone: [] });
    assert.deepEqual(calls, ['delete']);
  });

  it('deletes the files, then the capture', async () => {
    const files = new Blobs().put('packetcapture_03_00_00_000_0.cap', 'packetcapture_03_00_00_000_3.cap', 'q.cap');
    const { run, calls, clock } = setUp(files, set());
    await settled();
    await clock.advance(20_000);
    assert.deepEqual(await run, { deleted: 2, leftAlone: [] });
    assert.deepEqual(
      [files.calls.filter((call) => call !== 'list'), calls],
      [['delete packetcapture_03_00_00_000_0.cap', 'delete packetcapture_03_00_00_000_3.cap'], ['delete']],
    );
  });

  it('stops one that runs, and waits for its file', async () => {
    const files = new Blobs();
    const { run, calls, clock } = setUp(files, makeCapture('web', { storagePath: `${folder}web.cap` }));
    await settled();
    assert.deepEqual(calls, ['stop']);
    files.put('web.cap');
    await clock.advance(2000);
    assert.deepEqual(await run, { deleted: 1, leftAlone: [] });
  });

  it('leaves alone what may be of another capture, and says so', async () => {
    const files = new Blobs().put('other.cap');
    const { run, clock } = setUp(files, set({ storagePath: folder }));
    await settled();
    await clock.advance(20_000);
    assert.deepEqual(await run, { deleted: 0, leftAlone: [`${folder}other.cap`] });
    assert.equal(files.blobs.size, 1);
  });

  it('does not wait long for a file that is gone already', async () => {
    const { run, calls, clock } = setUp(new Blobs(), makeCapture('web', { state: 'stopped' }));
    await settled();
    await clock.advance(4000);
    assert.deepEqual([await run, calls], [{ deleted: 0, leftAlone: [] }, ['delete']]);
  });

  it('keeps the capture when a file cannot be deleted', async () => {
    const files = new Blobs().put('packetcapture_03_00_00_000_0.cap');
    files.failure = blobForbidden('captures1');
    const { run, calls, clock } = setUp(files, set());
    await settled();
    await clock.advance(20_000);
    await assertUserError(run, 'blobForbidden');
    assert.deepEqual(calls, []);
  });
});
