// Finds the files of an ended capture in blob storage, waiting a little for those that are still on their way.

import { delay } from '../../base/clock.ts';
import type { Clock } from '../../base/clock.ts';
import {
  expectedFileCount,
  fileFolders,
  filesOfCapture,
  mayHaveSeveralFiles,
} from '../../domain/capture/captureFiles.ts';
import type { CaptureFile } from '../../domain/capture/captureFiles.ts';
import { isCaptureActive } from '../../domain/capture/packetCapture.ts';
import type { PacketCapture } from '../../domain/capture/packetCapture.ts';
import type { CallOptions } from '../azure/ports.ts';
import { captureFailed, captureFileMissing, captureFileNotReady, noBlobInCapture } from '../error/userErrors.ts';
import { captureProblemsText } from './captureTexts.ts';
import type { CaptureFileSource, CaptureFileStore } from './ports.ts';

/** The service moves a file into place after the session has ended; it is usually there within seconds. */
const usualWaits = 15;
const waitInMs = 2000;

/** Options of `findCaptureFiles`. */
export interface FindCaptureFilesOptions extends CallOptions {
  readonly clock: Clock;
  /** Called before each wait. */
  readonly onWaiting?: (() => void) | undefined;
  /** Waits of 2 s before the file counts as missing; 15 when absent. */
  readonly waits?: number | undefined;
}

/**
 * The files of an ended capture; of one that runs on and keeps a ring, those that are there. A single file is asked for by name
 * and its size is not known then (0). Of a scale set fewer files than named instances are waited for, and taken in the end.
 * Rejects with UserError `noBlobInCapture`, `captureFileNotReady`, `captureFailed`, `captureFileMissing` or what the store translates.
 */
export async function findCaptureFiles(
  capture: PacketCapture,
  files: Pick<CaptureFileStore, 'exists' | 'list'>,
  options: FindCaptureFilesOptions,
): Promise<readonly CaptureFile[]> {
  const { clock, abortSignal, onWaiting, waits = usualWaits } = options;
  const { storagePath } = capture;
  if (storagePath === undefined || storagePath === '') {
    throw noBlobInCapture(capture.name);
  }
  const isActive = isCaptureActive(capture.state);
  if (isActive && capture.ring === undefined) {
    throw captureFileNotReady(capture.name);
  }
  let before = -1;
  let unchanged = 0;
  for (let attempt = 0; ; attempt++) {
    const found = await present(capture, files, { abortSignal });
    unchanged = found.length === before ? unchanged + 1 : 0;
    before = found.length;
    // Instances that ended without a packet may have no file: the last attempt is content with less.
    const isLast = attempt >= waits || capture.state === 'failed' || isActive;
    if (found.length > 0 && (isLast || isComplete(capture, found.length, unchanged))) {
      return found;
    }
    if (capture.state === 'failed') {
      throw captureFailed(capture.name, captureProblemsText(capture.problems));
    }
    if (isActive) {
      throw captureFileNotReady(capture.name);
    }
    if (attempt === waits) {
      throw captureFileMissing(capture.name);
    }
    onWaiting?.();
    await delay(clock, waitInMs, abortSignal);
  }
}

/** How often a listing must give the same before files of unknown number count as all there. */
const calmLooks = 3;

/** True when no further file is to be expected: there is one for each named instance, or none has come for a while. */
function isComplete(capture: PacketCapture, count: number, unchanged: number): boolean {
  const isCountKnown = !mayHaveSeveralFiles(capture) || capture.scope.include.length > 0;
  return isCountKnown ? count >= expectedFileCount(capture) : unchanged >= calmLooks;
}

/** What is there now, without waiting. */
async function present(
  capture: PacketCapture,
  files: Pick<CaptureFileStore, 'exists' | 'list'>,
  options: CallOptions,
): Promise<readonly CaptureFile[]> {
  if (!mayHaveSeveralFiles(capture)) {
    const source = fileSource(capture, capture.storagePath ?? '');
    const file = { url: source.storagePath, sizeInBytes: 0, modifiedAt: 0, certainty: 'own' as const };
    return (await files.exists(source, options)) ? [file] : [];
  }
  let found: readonly CaptureFile[] = [];
  for (const folder of fileFolders(capture)) {
    found = filesOfCapture(capture, await files.list(fileSource(capture, folder), options));
    if (found.length >= expectedFileCount(capture)) {
      break;
    }
  }
  return found;
}

/** Where one file of a capture lies. */
export function fileSource(capture: PacketCapture, storagePath: string): CaptureFileSource {
  return { captureName: capture.name, storagePath, storageId: capture.storageId };
}
