// Which blobs are a capture's files. One machine has one; of scale sets and rings the service publishes no names, so these are told
// from where they lie and when they were written, and what is only likely is marked so.

import { targetKindOf } from './captureSettings.ts';
import type { PacketCapture } from './packetCapture.ts';

/** A blob in the place of captures. */
export interface StoredFile {
  /** Its address without a query. */
  readonly url: string;
  readonly sizeInBytes: number;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
}

/** A file of a capture. `own`: by its name. `likely`: it lies where the capture's files lie and was written since its start. */
export interface CaptureFile extends StoredFile {
  readonly certainty: 'own' | 'likely';
}

/** Clocks of the storage and of the watcher may differ by this much. */
const clockToleranceInMs = 60_000;

/** True when a capture may have more than the one file its storage path names, or when that path is no file at all. */
export function mayHaveSeveralFiles(capture: PacketCapture): boolean {
  return (
    capture.ring !== undefined ||
    targetKindOf(capture.targetId) === 'scaleSet' ||
    !isFileAddress(capture.storagePath ?? '')
  );
}

/** How many files are to be expected at least: one for each instance that was named, else one. */
export function expectedFileCount(capture: PacketCapture): number {
  return Math.max(1, capture.scope.include.length);
}

/**
 * Addresses below which the files lie, the nearest first, each ending in a slash: the folder of the storage path, and for a scale
 * set the folder of the set, should each instance have its own (assumed: the service's own layout, by resource and day).
 */
export function fileFolders(capture: PacketCapture): readonly string[] {
  const path = addressOf(capture.storagePath ?? '');
  if (path === '') {
    return [];
  }
  const nearest = isFileAddress(path) ? path.slice(0, path.lastIndexOf('/') + 1) : `${path.replace(/\/+$/, '')}/`;
  const set = /^.+\/virtualmachinescalesets\/[^/]+\//i.exec(nearest)?.[0];
  return set === undefined || set === nearest ? [nearest] : [nearest, set];
}

/** The capture's files among what was found, by name. Those of its own name suffice; else all that are likely. */
export function filesOfCapture(capture: PacketCapture, found: readonly StoredFile[]): readonly CaptureFile[] {
  const path = addressOf(capture.storagePath ?? '');
  const stem = path.replace(/\.[^./]+$/, '').toLowerCase();
  const isOwn = ({ url }: StoredFile): boolean => {
    const address = addressOf(url).toLowerCase();
    // What follows the stem sets an instance or a turn of the ring apart; a longer number is another capture's time.
    return (
      isFileAddress(path) &&
      (address === path.toLowerCase() || (address.startsWith(stem) && /^[_.-]/.test(address.slice(stem.length))))
    );
  };
  const own = found.filter(isOwn);
  // Storage writes its times by Azure's clock.
  const since = (capture.startedAt ?? Infinity) - (capture.clockAheadInMs ?? 0) - clockToleranceInMs;
  const files: readonly CaptureFile[] =
    own.length > 0
      ? own.map((file) => ({ ...file, certainty: 'own' as const }))
      : found
          .filter(({ url, modifiedAt }) => isFileAddress(addressOf(url)) && modifiedAt >= since)
          .map((file) => ({ ...file, certainty: 'likely' as const }));
  return files.toSorted((a, b) => (a.url < b.url ? -1 : a.url > b.url ? 1 : 0));
}

function isFileAddress(address: string): boolean {
  return /\.(?:cap|pcap|pcapng|etl)$/i.test(addressOf(address));
}

function addressOf(url: string): string {
  return url.split(/[?#]/)[0] ?? '';
}
