// Starts the captures that an alert asks for: one for each machine that it is about, under the name that tells the alert, so that the
// same alert that comes again finds what it started. Nothing is deleted or replaced.

import { alertCaptureName } from '../../domain/alert/alertCaptureName.ts';
import { isSameResource, resourceName } from '../../domain/arm/resourceId.ts';
import { wholeTarget } from '../../domain/capture/captureSettings.ts';
import type { CaptureSettings, NewPacketCapture } from '../../domain/capture/captureSettings.ts';
import { captureIdOf } from '../capture/startCapture.ts';
import type { CallOptions } from '../azure/ports.ts';
import type { SubscriptionServices } from '../azure/subscriptionServices.ts';
import { isUserError } from '../error/userError.ts';
import { noMachineOfAlert, noWatcherInRegion } from '../error/userErrors.ts';

/** What is needed. */
export interface AlertCapturePorts {
  /** The services of a resource's subscription. Rejects with UserError `subscriptionNotSeen`. */
  readonly servicesOf: (resourceId: string) => Promise<SubscriptionServices>;
  /** Starts a capture; resolves when the service runs it. @returns false when it was cancelled */
  readonly start: (services: SubscriptionServices, wanted: NewPacketCapture) => Promise<boolean>;
}

/** How the start for one machine ended. */
export type AlertCaptureResult = { readonly targetId: string } & (
  | { readonly kind: 'started' | 'running' | 'cancelled'; readonly name: string; readonly captureId: string }
  | { readonly kind: 'failed'; readonly error: unknown }
);

/** What the captures are given besides target, instances, name and watcher. */
export type AlertCaptureSettings = Omit<CaptureSettings, 'targetId' | 'scope'>;

/** Starts them all at once. Never rejects: each machine has its own result. */
export async function startAlertCaptures(
  { alertKey, targetIds, settings }: { alertKey: string; targetIds: readonly string[]; settings: AlertCaptureSettings },
  ports: AlertCapturePorts,
  options: CallOptions = {},
): Promise<readonly AlertCaptureResult[]> {
  return await Promise.all(
    targetIds.map(async (targetId): Promise<AlertCaptureResult> => {
      try {
        return await startOne({ alertKey, targetId, settings }, ports, options);
      } catch (error) {
        return { targetId, kind: 'failed', error };
      }
    }),
  );
}

async function startOne(
  { alertKey, targetId, settings }: { alertKey: string; targetId: string; settings: AlertCaptureSettings },
  { servicesOf, start }: AlertCapturePorts,
  options: CallOptions,
): Promise<AlertCaptureResult> {
  const services = await servicesOf(targetId);
  const { inventory, captures } = services;
  const isScaleSet = /\/virtualMachineScaleSets\//i.test(targetId);
  const [machines, watchers] = await Promise.all([
    isScaleSet ? inventory.listScaleSets(options) : inventory.listVirtualMachines(options),
    inventory.listNetworkWatchers(options),
  ]);
  const machine = machines.find(({ id }) => isSameResource(id, targetId));
  if (machine === undefined) {
    throw noMachineOfAlert(resourceName(targetId));
  }
  const watcher = watchers.find(({ region }) => region === machine.region);
  if (watcher === undefined) {
    throw noWatcherInRegion(machine.region);
  }
  const name = alertCaptureName(alertKey, targetId);
  const captureId = captureIdOf({ watcherId: watcher.id, name });
  const known = { targetId: machine.id, name, captureId };
  if ((await captures.get(captureId, options)) !== undefined) {
    return { ...known, kind: 'running' };
  }
  const wanted = { ...settings, targetId: machine.id, scope: wholeTarget, watcherId: watcher.id, name };
  try {
    return { ...known, kind: (await start(services, wanted)) ? 'started' : 'cancelled' };
  } catch (error) {
    // Another receiver of the same alert, or a retry that came at the same time, was faster.
    if (isUserError(error) && error.code === 'captureNameTaken') {
      return { ...known, kind: 'running' };
    }
    throw error;
  }
}
