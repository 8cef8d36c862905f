// What the provider of packet captures keeps of a capture besides its visible properties, and how a capture ends and goes.

import type { ArmState, Resource } from '../armState.ts';
import type { CaptureRun, CaptureStatus } from './captureRun.ts';

/** The hidden part of a capture. */
export interface CaptureRecord {
  readonly status: CaptureStatus;
  revision: number;
  /** Undefined until it starts, and for captures that were there at the start of the sandbox. */
  run: CaptureRun | undefined;
}

/** The hidden part of a new capture, of one that runs or is over when a time is given. */
export function newCaptureRecord(status: Partial<CaptureStatus> = {}): CaptureRecord {
  return {
    status: {
      packetCaptureStatus: 'NotStarted',
      captureStartTime: undefined,
      stopReason: undefined,
      errors: [],
      ...status,
    },
    revision: 1,
    run: undefined,
  };
}

/** The hidden part of a capture. */
export function recordOf(capture: Resource): CaptureRecord {
  return capture.hidden['record'] as CaptureRecord;
}

/** Ends a capture if it runs. */
export function endCapture(capture: Resource, stopReason: string): void {
  const { run, status } = recordOf(capture);
  run?.end(stopReason);
  if (run === undefined && status.packetCaptureStatus === 'Running') {
    status.packetCaptureStatus = 'Stopped';
    status.stopReason = stopReason;
  }
}

/** Ends a capture if it runs and removes it; its file stays. */
export function removeCapture(state: ArmState, capture: Resource): void {
  endCapture(capture, 'UserStopped');
  state.remove(capture.id);
}
