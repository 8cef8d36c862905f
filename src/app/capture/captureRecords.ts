// What is remembered of the captures that were started here, so that another window of the workspace follows them on.

import type { Secret } from '../../base/secret.ts';
import type { NewPacketCapture } from '../../domain/capture/captureSettings.ts';

/** One capture that is followed. */
export interface CaptureRecord {
  readonly captureId: string;
  readonly accountId: string;
  readonly subscriptionId: string;
  readonly wanted: NewPacketCapture;
  /** creating: the service has accepted it; the operation tells when it runs. running: it ran when this was written. */
  readonly phase: 'creating' | 'running';
}

/** Keeps the records, each by its capture's id. */
export interface CaptureRecords {
  /** Those that this version can read. */
  list(): readonly CaptureRecord[];
  write(record: CaptureRecord): Promise<void>;
  /** Keeps what `PacketCaptureClient.resume` needs; signed addresses, so apart from the record. */
  writeOperation(captureId: string, operation: Secret): Promise<void>;
  operationOf(captureId: string): Promise<Secret | undefined>;
  /** Forgets record and operation. */
  remove(captureId: string): Promise<void>;
}
