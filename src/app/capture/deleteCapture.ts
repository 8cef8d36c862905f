// Deletes a capture, on request with its files. The files go first: of a capture that is gone nobody knows where they lay.

import { cancelledError } from '../../base/abort.ts';
import type { Clock } from '../../base/clock.ts';
import { isCaptureActive } from '../../domain/capture/packetCapture.ts';
import type { PacketCapture } from '../../domain/capture/packetCapture.ts';
import type { CallOptions } from '../azure/ports.ts';
import { isUserError } from '../error/userError.ts';
import type { CaptureStore } from './captureStore.ts';
import { fileSource, findCaptureFiles } from './findCaptureFiles.ts';
import type { CaptureFileStore } from './ports.ts';

/** What the deletion works with. */
export interface DeleteCapturePorts {
  readonly captures: Pick<CaptureStore, 'isPresent' | 'stop' | 'delete' | 'find'>;
  readonly files: CaptureFileStore;
  readonly clock: Clock;
}

/** What became of the files. */
export interface DeletedFiles {
  readonly deleted: number;
  /** Files that are likely, but not surely, the capture's; they are left alone. */
  readonly leftAlone: readonly string[];
}

/**
 * Makes sure that it is the capture that was shown, stops it if it runs, deletes its files, then the capture. Files that are missing count as deleted; with a file that
 * cannot be deleted nothing further is done, so that a second try finds the capture as it was.
 * Rejects with what the clients translate, or as cancelled between the steps.
 */
export async function deleteCaptureWithFiles(
  capture: PacketCapture,
  { captures, files, clock }: DeleteCapturePorts,
  options: CallOptions & {
    /** Asked before several files go, with their addresses. */
    readonly agrees: (urls: readonly string[]) => Promise<boolean>;
  },
): Promise<DeletedFiles> {
  const { agrees } = options;
  const isThere = await captures.isPresent(capture.id, options);
  const isActive = isThere && isCaptureActive(capture.state);
  if (isActive) {
    await captures.stop(capture.id, options);
  }
  const ended: PacketCapture = { ...(captures.find(capture.id) ?? capture), state: 'stopped' };
  // What ended a while ago has its file, or never will.
  const found = await filesOrNone(
    ended,
    { files, clock },
    { abortSignal: options.abortSignal, ...(isActive ? {} : { waits: 2 }) },
  );
  const own = found.filter(({ certainty }) => certainty === 'own');
  if (own.length > 1 && !(await agrees(own.map(({ url }) => url)))) {
    throw cancelledError();
  }
  for (const { url } of own) {
    await files.delete(fileSource(capture, url), options);
  }
  await captures.delete(capture.id, options);
  return {
    deleted: own.length,
    leftAlone: found.filter(({ certainty }) => certainty !== 'own').map(({ url }) => url),
  };
}

async function filesOrNone(
  capture: PacketCapture,
  { files, clock }: Pick<DeleteCapturePorts, 'files' | 'clock'>,
  options: CallOptions & { readonly waits?: number },
): ReturnType<typeof findCaptureFiles> {
  try {
    return await findCaptureFiles(capture, files, { clock, ...options });
  } catch (error) {
    if (isUserError(error) && (error.code === 'captureFileMissing' || error.code === 'noBlobInCapture')) {
      return [];
    }
    throw error;
  }
}
