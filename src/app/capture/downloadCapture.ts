// Brings a capture's file from blob storage to a local path, waiting a little when the upload is still on its way.

import { delay } from '../../base/clock.ts';
import type { Clock } from '../../base/clock.ts';
import { isCaptureActive, localFileName } from '../../domain/capture/packetCapture.ts';
import type { PacketCapture } from '../../domain/capture/packetCapture.ts';
import type { CallOptions } from '../azure/ports.ts';
import { captureFailed, captureFileMissing, captureFileNotReady, noBlobInCapture } from '../error/userErrors.ts';
import type { CaptureFileStore, CaptureFolder, DownloadProgress } from './ports.ts';

/** What a download tells while it runs. */
export type DownloadStep =
  { readonly kind: 'waitingForFile' } | { readonly kind: 'downloading'; readonly progress: DownloadProgress };

/** Options of `downloadCapture`. */
export interface DownloadCaptureOptions extends CallOptions {
  readonly clock: Clock;
  readonly onProgress?: ((step: DownloadStep) => void) | undefined;
}

/** The service moves the file into place after the session has ended; it is usually there within seconds. */
const waits = 15;
const waitInMs = 2000;

/**
 * Downloads the file of an ended capture.
 * @returns the local path
 * Rejects with UserError `noBlobInCapture`, `captureFileNotReady`, `captureFailed`, `captureFileMissing` or what the store translates.
 */
export async function downloadCapture(
  capture: PacketCapture,
  ports: { readonly files: CaptureFileStore; readonly folder: Pick<CaptureFolder, 'freePath'> },
  options: DownloadCaptureOptions,
): Promise<string> {
  const { abortSignal, clock, onProgress } = options;
  if (capture.storagePath === undefined || capture.storagePath === '') {
    throw noBlobInCapture(capture.name);
  }
  if (isCaptureActive(capture.state)) {
    throw captureFileNotReady(capture.name);
  }
  const source = { captureName: capture.name, storagePath: capture.storagePath, storageId: capture.storageId };
  for (let attempt = 0; !(await ports.files.exists(source, { abortSignal })); attempt++) {
    if (capture.state === 'failed') {
      throw captureFailed(capture.name, capture.problems.join(', '));
    }
    if (attempt === waits) {
      throw captureFileMissing(capture.name);
    }
    onProgress?.({ kind: 'waitingForFile' });
    await delay(clock, waitInMs, abortSignal);
  }
  const targetPath = await ports.folder.freePath(localFileName(capture));
  await ports.files.download({
    source,
    targetPath,
    abortSignal,
    onProgress: (progress) => onProgress?.({ kind: 'downloading', progress }),
  });
  return targetPath;
}
