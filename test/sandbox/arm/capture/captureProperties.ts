// The visible properties of a capture, as a GET answers them.

import type { Resource } from '../armState.ts';
import type { CaptureSettings } from './captureSettings.ts';

/** Properties of a capture that begins. `storagePath` is empty when it stays on the machine. */
export function toCaptureProperties(
  settings: CaptureSettings,
  target: Resource,
  storagePath: string,
): Record<string, unknown> {
  const { continuousCapture, storageId, filePath, localPath, include, exclude } = settings;
  const isRing = continuousCapture !== undefined;
  const full = (list: readonly string[]): string[] =>
    list.map((one) => (one.startsWith('/') ? one : `${target.id}/virtualMachines/${one}`));
  return {
    provisioningState: 'Updating',
    target: target.id,
    targetType: settings.targetType,
    ...(settings.targetType === 'AzureVMSS' ? { scope: { include: full(include), exclude: full(exclude) } } : {}),
    bytesToCapturePerPacket: settings.bytesToCapturePerPacket,
    // A continuous capture shows its ring settings and no session limits.
    ...(isRing
      ? { continuousCapture, captureSettings: settings.ring }
      : { totalBytesPerSession: settings.totalBytesPerSession, timeLimitInSeconds: settings.timeLimitInSeconds }),
    storageLocation: {
      ...(storageId === undefined ? {} : { storageId }),
      storagePath,
      ...(filePath === undefined ? {} : { filePath }),
      ...(localPath === undefined ? {} : { localPath }),
    },
    filters: settings.filters,
  };
}
