// Starts a packet capture: checks first what the service would only say late, then creates it. A cancelled start is taken back.

import { delay } from '../../base/clock.ts';
import type { Clock } from '../../base/clock.ts';
import type { Secret } from '../../base/secret.ts';
import type { CallOptions } from '../azure/ports.ts';
import type { NewPacketCapture } from '../../domain/capture/captureSettings.ts';
import { captureProblemsText } from './captureTexts.ts';
import type { PacketCaptureClient } from './ports.ts';
import type { PacketCapture } from '../../domain/capture/packetCapture.ts';
import { isUserError } from '../error/userError.ts';
import { captureFailed, captureNameTaken } from '../error/userErrors.ts';

/** Steps of a start, for the progress message. From `starting` on the service may have begun. */
export type StartCaptureStep = 'checkingName' | 'replacing' | 'starting';

/** Options of `startCapture`. */
export interface StartCaptureOptions extends CallOptions {
  readonly onProgress?: ((step: StartCaptureStep) => void) | undefined;
  /** Told once the service has accepted; see `CreateCaptureOptions`. */
  readonly onAccepted?: ((operation: Secret, isNew: boolean) => void) | undefined;
  /** Deletes a capture of the same name first; a person has agreed to that. */
  readonly replace?: boolean | undefined;
  /** The name was found free a moment ago, so the service is not asked again. */
  readonly isNameFree?: boolean | undefined;
}

/** The id that a capture has once it exists. */
export function captureIdOf({ watcherId, name }: Pick<NewPacketCapture, 'watcherId' | 'name'>): string {
  return `${watcherId}/packetCaptures/${name}`;
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
  const { abortSignal, onProgress, onAccepted, isNameFree } = options;
  if (isNameFree !== true) {
    await makeRoom(client, capture, options);
  }
  onProgress?.('starting');
  const created = await client.create(capture, { abortSignal, onAccepted });
  if (created.state === 'failed') {
    throw captureFailed(capture.name, captureProblemsText(created.problems));
  }
  return created;
}

/** Looks the name up; an older capture of it is deleted when that was agreed to. */
async function makeRoom(
  client: PacketCaptureClient,
  capture: NewPacketCapture,
  { abortSignal, onProgress, replace }: StartCaptureOptions,
): Promise<void> {
  onProgress?.('checkingName');
  const existing = await client.get(captureIdOf(capture), { abortSignal });
  if (existing === undefined) {
    return;
  }
  if (replace !== true) {
    throw captureNameTaken(capture.name);
  }
  onProgress?.('replacing');
  await client.delete(existing.id, { abortSignal });
}

/** How often a deletion is tried that the service refuses while it still creates, and the pause between. */
const undoTries = 5;
const undoPauseInMs = 3000;

/**
 * Takes back a start that was cancelled. Deletes only what the service is known to have accepted from here: a capture of that name
 * that came from elsewhere meanwhile is another's.
 * @returns `clean` when nothing is left, `unsure` when a capture of the name is there that may or may not be this one
 * Rejects with what the client translates when it could not be deleted.
 */
export async function undoStart(
  client: Pick<PacketCaptureClient, 'get' | 'delete'>,
  capture: NewPacketCapture,
  { wasAccepted, clock, abortSignal }: CallOptions & { readonly wasAccepted: boolean; readonly clock: Clock },
): Promise<'clean' | 'unsure'> {
  const id = captureIdOf(capture);
  if (!wasAccepted) {
    // The request may still be on its way.
    await delay(clock, undoPauseInMs, abortSignal);
    return (await client.get(id, { abortSignal })) === undefined ? 'clean' : 'unsure';
  }
  for (let attempt = 1; ; attempt++) {
    try {
      await client.delete(id, { abortSignal });
      return 'clean';
    } catch (error) {
      if (isUserError(error) && error.code === 'resourceNotFound') {
        return 'clean';
      }
      if (abortSignal?.aborted || attempt === undoTries) {
        throw error;
      }
      await delay(clock, undoPauseInMs, abortSignal);
    }
  }
}
