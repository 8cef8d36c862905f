// What commands need of the follower, which is in a chunk that loads late.

import type { SubscriptionServices } from '../../app/azure/subscriptionServices.ts';
import type { RunOptions } from '../../app/capture/captureRuns.ts';
import type { NewPacketCapture } from '../../domain/capture/captureSettings.ts';
import type { PacketCapture } from '../../domain/capture/packetCapture.ts';

/** Starts captures and shows them to their end. */
export interface FollowerPort {
  /**
   * Starts a capture and resolves when it runs; the notification goes on to the end.
   * @returns false when the start was cancelled
   * Rejects as `CaptureRuns.run` does.
   */
  start(
    services: SubscriptionServices,
    wanted: NewPacketCapture,
    options?: Pick<RunOptions, 'replace' | 'isNameFree'>,
  ): Promise<boolean>;
  /** Says that a capture which nobody follows any more has ended. */
  tellEnd(capture: PacketCapture): Promise<void>;
}
