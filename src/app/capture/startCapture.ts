// Starts a packet capture: checks first what the service would only say late, then creates it.

import type { CallOptions } from '../azure/ports.ts';
import type { NewPacketCapture } from '../../domain/capture/captureSettings.ts';
import type { PacketCaptureClient } from './ports.ts';
import type { PacketCapture } from '../../domain/capture/packetCapture.ts';
import { captureFailed, captureNameTaken } from '../error/userErrors.ts';

/** Steps of a start, for the progress message. */
export type StartCaptureStep = 'checkingName' | 'starting';

/** Options of `startCapture`. */
export interface StartCaptureOptions extends CallOptions {
  readonly onProgress?: ((step: StartCaptureStep) => void) | undefined;
}

/**
 * Creates the capture and resolves when its session has begun.
 * The service has no documented error for a name in use, so the name is looked up first.
 * Rejects with UserError `captureNameTaken`, `captureRejected`, `captureFailed` or what the client translates.
 */
export async function startCapture(
  client: PacketCaptureClient,
  capture: NewPacketCapture,
  options: StartCaptureOptions = {},
): Promise<PacketCapture> {
  const { abortSignal, onProgress } = options;
  onProgress?.('checkingName');
  const existing = await client.get(`${capture.watcherId}/packetCaptures/${capture.name}`, { abortSignal });
  if (existing !== undefined) {
    throw captureNameTaken(capture.name);
  }
  onProgress?.('starting');
  const created = await client.create(capture, { abortSignal });
  if (created.state === 'failed') {
    throw captureFailed(capture.name, created.problems.join(', '));
  }
  return created;
}
