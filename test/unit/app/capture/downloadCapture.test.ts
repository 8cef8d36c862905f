// Downloading: what is refused before, waiting for a file that is still on its way, and what is handed to the store.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { DownloadStep } from '../../../../src/app/capture/downloadCapture.ts';
import { downloadCapture } from '../../../../src/app/capture/downloadCapture.ts';
import type { CaptureFileStore, DownloadCaptureFileOptions } from '../../../../src/app/capture/ports.ts';
import { downloadFailed } from '../../../../src/app/error/userErrors.ts';
import type { StoredFile } from '../../../../src/domain/capture/captureFiles.ts';
import type { PacketCapture } from '../../../../src/domain/capture/packetCapture.ts';
import { assertUserError } from '../../../support/assertUserError.ts';
import { makeCapture, storageId } from '../../../support/captures.ts';
import { ManualClock, settled } from '../../../support/manualClock.ts';

class Files implements CaptureFileStore {
  asked = 0;
  /** The question from which on the blob is there. */
  thereFrom = 1;
  readonly downloads: DownloadCaptureFileOptions[] = [];
  failure: Error | undefined;
  found: readonly StoredFile[] = [];

  async exists(): Promise<boolean> {
    return ++this.asked >= this.thereFrom;
  }

  async list(): Promise<readonly StoredFile[]> {
    this.asked++;
    return this.found;
  }

  async delete(): Promise<boolean> {
    throw new Error('Nothing is deleted here');
  }

  async download(options: DownloadCaptureFileOptions): Promise<void> {
    this.downloads.push(options);
    if (this.failure !== undefined) {
      throw this.failure;
    }
    options.onProgress?.({ receivedBytes: 5, totalBytes: 10 });
  }
}

function run(capture: PacketCapture, files: Files, clock = new ManualClock(), abortSignal?: AbortSignal) {
  const steps: DownloadStep[] = [];
  const result = downloadCapture(
    capture,
    { files, folder: { freePath: (name) => Promise.resolve(`/captures/${name}`) } },
    { clock, abortSignal, onProgress: (step) => steps.push(step) },
  );
  // The test looks at it later; until then its failure must not count as unhandled.
  result.catch(() => undefined);
  return { result, steps, clock };
}

const stopped = makeCapture('web-1_1', { state: 'stopped' });

describe('downloadCapture', () => {
  it('brings the file under the name of capture and blob', async () => {
    const files = new Files();
    const { result, steps } = run(stopped, files);
    assert.deepEqual(await result, ['/captures/web-1_1_web-1_1.cap']);
    assert.deepEqual(files.downloads[0]?.source, {
      captureName: 'web-1_1',
      storagePath: stopped.storagePath,
      storageId,
    });
    assert.deepEqual(steps, [
      { kind: 'downloading', progress: { receivedBytes: 5, totalBytes: 10 }, number: 1, count: 1 },
    ]);
  });

  it('waits for a file that is on its way', async () => {
    const files = new Files();
    files.thereFrom = 4;
    const { result, steps, clock } = run(stopped, files);
    await settled();
    assert.equal(clock.nextInMs, 2000);
    await clock.advance(6000);
    assert.deepEqual(await result, ['/captures/web-1_1_web-1_1.cap']);
    assert.deepEqual(
      steps.map((step) => step.kind),
      ['waitingForFile', 'waitingForFile', 'waitingForFile', 'downloading'],
    );
    assert.equal(clock.pending, 0);
  });

  it('gives up after half a minute', async () => {
    const files = new Files();
    files.thereFrom = Infinity;
    const { result, clock } = run(stopped, files);
    await settled();
    await clock.advance(29_999);
    assert.equal(files.asked, 15);
    await clock.advance(1);
    await assertUserError(result, 'captureFileMissing', /web-1_1/);
    assert.deepEqual([files.asked, clock.pending, files.downloads.length], [16, 0, 0]);
  });

  it('stops waiting when it is cancelled', async () => {
    const files = new Files();
    files.thereFrom = Infinity;
    const abort = new AbortController();
    const { result, clock } = run(stopped, files, new ManualClock(), abort.signal);
    await settled();
    abort.abort();
    await assert.rejects(result, { name: 'AbortError' });
    assert.equal(clock.pending, 0);
  });

  it('does not wait for the file of a failed capture, but takes one that is there', async () => {
    const failed = makeCapture('web-1_1', { state: 'failed', problems: ['StorageFailed'] });
    const files = new Files();
    files.thereFrom = 2;
    await assertUserError(run(failed, files).result, 'captureFailed', /could not be written \(StorageFailed\)/);
    assert.deepEqual(await run(failed, new Files()).result, ['/captures/web-1_1_web-1_1.cap']);
  });

  it('says when there can be no file', async () => {
    const check = async (capture: PacketCapture, code: 'noBlobInCapture' | 'captureFileNotReady'): Promise<void> => {
      const files = new Files();
      await assertUserError(run(capture, files).result, code, /web-1_1/);
      assert.equal(files.asked, 0);
    };
    const { storagePath: _, ...local } = stopped;
    await check(local, 'noBlobInCapture');
    await check({ ...stopped, storagePath: '' }, 'noBlobInCapture');
    await check({ ...stopped, state: 'running' }, 'captureFileNotReady');
    await check({ ...stopped, state: 'creating' }, 'captureFileNotReady');
    await check({ ...stopped, state: 'stopping' }, 'captureFileNotReady');
  });

  it('passes a broken transfer on', async () => {
    const files = new Files();
    files.failure = downloadFailed('web-1_1', 'reset');
    await assertUserError(run(stopped, files).result, 'downloadFailed', /reset/);
  });
});
