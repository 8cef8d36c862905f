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

/**
 * The capture's files among what was found, by name. `own` are the blob of the storage path itself and, where the service chose the
 * name, those beside it that continue it (`packetcapture_02_03_04_005_3.cap`). A path that a person chose says nothing about other
 * names, so what continues it is only likely, and so is, where nothing has a name of its own, what lies there since the start.
 */
export function filesOfCapture(capture: PacketCapture, found: readonly StoredFile[]): readonly CaptureFile[] {
  const path = addressOf(capture.storagePath ?? '');
  // The start is told in this machine's time, the blobs' times are the service's.
  const since = (capture.startedAt ?? Infinity) - (capture.clockAheadInMs ?? 0) - clockToleranceInMs;
  const recent = found.filter(({ url, modifiedAt }) => isFileAddress(url) && modifiedAt >= since);
  const named = isFileAddress(path) ? recent.filter(({ url }) => continues(addressOf(url), path)) : [];
  const isServiceName = /\/packetcapture_\d\d_\d\d_\d\d_\d{3}\.cap$/.test(path);
  const files = new Map<string, CaptureFile>();
  const add = (all: readonly StoredFile[], certainty: CaptureFile['certainty']): void => {
    for (const file of all) {
      files.set(file.url, files.get(file.url) ?? { ...file, certainty });
    }
  };
  add(
    found.filter(({ url }) => isFileAddress(path) && addressOf(url) === path),
    'own',
  );
  add(named, isServiceName ? 'own' : 'likely');
  if (files.size === 0) {
    add(recent, 'likely');
  }
  return Array.from(files.values()).toSorted((a, b) => (a.url < b.url ? -1 : a.url > b.url ? 1 : 0));
}

/** True for a name in the same folder that goes on where the path's own ends; a longer number is another capture's time. */
function continues(address: string, path: string): boolean {
  const stem = path.replace(/\.[^./]+$/, '');
  const rest = address.startsWith(stem) ? address.slice(stem.length) : '';
  return /^[_-][^/]+$/.test(rest);
}

function isFileAddress(address: string): boolean {
  return /\.(?:cap|pcap|pcapng|etl)$/i.test(addressOf(address));
}

function addressOf(url: string): string {
  return url.split(/[?#]/)[0] ?? '';
}
