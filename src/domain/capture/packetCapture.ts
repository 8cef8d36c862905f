// A packet capture as the product sees it, and the one mapping from the service's many states to ours.

import { isSameResource } from '../arm/resourceId.ts';
import type { CaptureFilter, CaptureLimits, CaptureSettings, RingSettings, ScaleSetScope } from './captureSettings.ts';

/** creating: accepted, not yet recording. stopping: told to stop. stopped: ended for whatever reason, file on its way or there. */
export type CaptureState = 'creating' | 'running' | 'stopping' | 'stopped' | 'failed' | 'unknown';

/** A packet capture resource with its latest known status. */
export interface PacketCapture {
  readonly id: string;
  readonly name: string;
  readonly watcherId: string;
  readonly targetId: string;
  /** Instances by id, for a scale set. */
  readonly scope: ScaleSetScope;
  readonly filters: readonly CaptureFilter[];
  readonly state: CaptureState;
  /** Reason of the end as the service gives it, e.g. `TimeExceeded`; an open list. */
  readonly stopReason?: string;
  /** What the service reports as gone wrong, e.g. `StorageFailed`. */
  readonly problems: readonly string[];
  /** Milliseconds since the epoch, by this machine's clock. */
  readonly startedAt?: number;
  /** This machine's clock less the service's, where they differ so much that `startedAt` was moved by it. */
  readonly clockAheadInMs?: number;
  readonly limits: CaptureLimits;
  /** Present on continuous captures, which keep a ring of files. */
  readonly ring?: RingSettings;
  readonly storageId?: string;
  /** Blob URL of the file, as the service returns it; never built by us. */
  readonly storagePath?: string;
  /** Path on the machine itself, for captures that are not stored in a blob. */
  readonly filePath?: string;
}

/** What the capture was asked to do, for another one like it. The place of the file is the service's choice again. */
export function settingsOf(capture: PacketCapture): CaptureSettings {
  const { targetId, scope, limits, filters, ring, storageId, filePath } = capture;
  return {
    targetId,
    scope,
    limits,
    filters,
    ...(ring === undefined ? {} : { ring }),
    destination: {
      ...(storageId === undefined ? {} : { storageId }),
      ...(filePath === undefined ? {} : { filePath }),
    },
  };
}

/** What the service says about a capture, from GET and queryStatus (Network Watcher REST 2024-01-01). */
export interface CaptureStatusFacts {
  readonly provisioningState?: string | undefined;
  readonly packetCaptureStatus?: string | undefined;
  readonly problems: readonly string[];
}

/**
 * Maps the service's provisioning state and capture status to one state.
 * `provisioningState: Succeeded` only means that the session started: without a status the state is `unknown`.
 */
export function captureStateOf(facts: CaptureStatusFacts): CaptureState {
  switch (facts.packetCaptureStatus?.toLowerCase()) {
    case 'notstarted':
      return 'creating';
    case 'running':
      return 'running';
    case 'stopped':
      return 'stopped';
    case 'error':
      return 'failed';
    default:
      break;
  }
  switch (facts.provisioningState?.toLowerCase()) {
    case 'creating':
    case 'updating':
      return 'creating';
    case 'deleting':
      return 'stopping';
    case 'failed':
    case 'canceled':
      return 'failed';
    default:
      return facts.problems.length > 0 ? 'failed' : 'unknown';
  }
}

/** True while the service still works on the capture, so that asking again makes sense. */
export function isCaptureActive(state: CaptureState): boolean {
  return state === 'creating' || state === 'running' || state === 'stopping';
}

/** True when nothing more comes of the capture. A capture of unknown state may be over or not. */
export function hasCaptureEnded(state: CaptureState): boolean {
  return state === 'stopped' || state === 'failed';
}

/**
 * True when both values tell of one run of a capture. A capture that was deleted and created anew under its name, as alert
 * automation does, has another file, and mostly another machine or other limits.
 */
export function isSameRun(a: PacketCapture, b: PacketCapture): boolean {
  return (
    a.storagePath === b.storagePath &&
    a.filePath === b.filePath &&
    isSameResource(a.targetId, b.targetId) &&
    a.limits.timeLimitInSeconds === b.limits.timeLimitInSeconds &&
    a.limits.totalBytesPerSession === b.limits.totalBytesPerSession &&
    a.limits.bytesToCapturePerPacket === b.limits.bytesToCapturePerPacket
  );
}

/** Seconds until the time limit ends the capture; undefined when it cannot be known, never negative. */
export function remainingSeconds(capture: PacketCapture, now: number): number | undefined {
  const limit = timeLimitOf(capture);
  if (capture.state !== 'running' || capture.startedAt === undefined || limit === 0) {
    return undefined;
  }
  return Math.max(0, Math.ceil((capture.startedAt + limit * 1000 - now) / 1000));
}

/** Seconds after which a capture ends by itself, a ring's or an ordinary one's; 0 when that is not known. */
export function timeLimitOf({ limits, ring }: Pick<PacketCapture, 'limits' | 'ring'>): number {
  return ring?.sessionTimeLimitInSeconds ?? limits.timeLimitInSeconds ?? 0;
}

/**
 * When to ask for the status next, in milliseconds. The service sees a budget of reads, so: every 10 s in the middle,
 * just after the expected end, and every 2 s for what should have ended or is only starting.
 */
export function nextStatusDelayInMs(capture: PacketCapture, now: number): number {
  const left = remainingSeconds(capture, now);
  if (left === undefined) {
    return capture.state === 'running' ? 10_000 : 2000;
  }
  if (left > 0) {
    return Math.min(10_000, left * 1000 + 500);
  }
  // What should have ended long ago will not end sooner for being asked often.
  const overdue = now - (capture.startedAt ?? now) - timeLimitOf(capture) * 1000;
  return overdue < 60_000 ? 2000 : 10_000;
}

/** The name under which the file is kept locally: the blob's own, after the capture, e.g. `web-1_packetcapture_02_03_04_005.cap`. */
export function localFileName(capture: Pick<PacketCapture, 'name' | 'storagePath'>): string {
  const blob = capture.storagePath?.split(/[?#]/)[0]?.split('/').at(-1) ?? '';
  return `${safeFileName(capture.name)}${blob === '' ? '.cap' : `_${safeFileName(decodeOrKeep(blob))}`}`;
}

/** Longest part of a file name in bytes of UTF-8: two of them and a suffix stay below the 255 of every file system. */
const maxFileNameBytes = 110;
const encoder = new TextEncoder();

/**
 * Replaces what a file name must not hold on any platform, and what would show it as another (control and direction
 * characters). A name that is too long is cut before its extension.
 */
export function safeFileName(text: string): string {
  const replaced = text
    .toWellFormed()
    .replaceAll(/[<>:"/\\|?*\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '_')
    .replace(/[. ]+$/, '_');
  const extension = /\.\w{1,10}$/.exec(replaced)?.[0] ?? '';
  const short = shortened(replaced.slice(0, replaced.length - extension.length), maxFileNameBytes - extension.length);
  return short + extension === '' ? '_' : short + extension;
}

function shortened(text: string, maxBytes: number): string {
  let bytes = 0;
  let result = '';
  for (const char of text) {
    bytes += encoder.encode(char).length;
    if (bytes > maxBytes) {
      break;
    }
    result += char;
  }
  return result;
}

function decodeOrKeep(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A stray percent sign in a blob name: the raw text is as good a file name.
    return text;
  }
}
