// Brings a capture's files from blob storage to local paths, waiting a little when the upload is still on its way.

import type { Clock } from '../../base/clock.ts';
import type { CaptureFile } from '../../domain/capture/captureFiles.ts';
import { localFileName } from '../../domain/capture/packetCapture.ts';
import type { PacketCapture } from '../../domain/capture/packetCapture.ts';
import type { CallOptions } from '../azure/ports.ts';
import { fileSource, findCaptureFiles } from './findCaptureFiles.ts';
import type { CaptureFileStore, CaptureFolder, DownloadProgress } from './ports.ts';

/** What a download tells while it runs. With several files `number` counts from 1. */
export type DownloadStep =
  | { readonly kind: 'waitingForFile' }
  | {
      readonly kind: 'downloading';
      readonly progress: DownloadProgress;
      readonly number: number;
      readonly count: number;
    };

/** Lets a person choose among several files; resolves with none for "never mind". */
export type ChooseFiles = (files: readonly CaptureFile[]) => Promise<readonly CaptureFile[]>;

/** Options of `downloadCapture`. */
export interface DownloadCaptureOptions extends CallOptions {
  readonly clock: Clock;
  readonly onProgress?: ((step: DownloadStep) => void) | undefined;
  /** Asked when there is more than one file, or when it is not sure that the file is the capture's. All are taken without it. */
  readonly choose?: ChooseFiles | undefined;
}

/**
 * Downloads the files of an ended capture, one after another. What was brought before a failure stays.
 * @returns the local paths
 * Rejects as `findCaptureFiles` does, or with what the store translates.
 */
export async function downloadCapture(
  capture: PacketCapture,
  ports: { readonly files: CaptureFileStore; readonly folder: Pick<CaptureFolder, 'freePath'> },
  options: DownloadCaptureOptions,
): Promise<readonly string[]> {
  const { abortSignal, clock, onProgress, choose } = options;
  const found = await findCaptureFiles(capture, ports.files, {
    clock,
    abortSignal,
    onWaiting: () => onProgress?.({ kind: 'waitingForFile' }),
  });
  const needsChoice = found.length > 1 || found.some(({ certainty }) => certainty !== 'own');
  const chosen = needsChoice && choose !== undefined ? await choose(found) : found;
  const paths: string[] = [];
  for (const [index, file] of chosen.entries()) {
    const targetPath = await ports.folder.freePath(localFileName({ name: capture.name, storagePath: file.url }));
    await ports.files.download({
      source: fileSource(capture, file.url),
      targetPath,
      abortSignal,
      onProgress: (progress) =>
        onProgress?.({ kind: 'downloading', progress, number: index + 1, count: chosen.length }),
    });
    paths.push(targetPath);
  }
  return paths;
}
