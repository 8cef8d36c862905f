// What the steps of the wizard share: the answers so far, and the capture that they make.

import type { IActionContext } from '@microsoft/vscode-azext-utils';
import type { SubscriptionServices } from '../../../app/azure/subscriptionServices.ts';
import type { Clock } from '../../../base/clock.ts';
import type { NetworkWatcher } from '../../../domain/arm/resource.ts';
import type { CapturePreset } from '../../../domain/capture/capturePreset.ts';
import { wholeTarget } from '../../../domain/capture/captureSettings.ts';
import type { CaptureDraft, NewPacketCapture } from '../../../domain/capture/captureSettings.ts';
import type { CaptureTarget } from '../../../domain/capture/captureTarget.ts';

/** What the steps gather. Each answer is a member of its own, so that Back can take it away. */
export interface CaptureWizardContext extends IActionContext {
  readonly services: SubscriptionServices;
  readonly watchers: readonly NetworkWatcher[];
  readonly isWatcherGiven: boolean;
  readonly clock: Pick<Clock, 'now'>;
  readonly draft: CaptureDraft;
  readonly presets: readonly CapturePreset[];
  target?: CaptureTarget;
  scope?: NewPacketCapture['scope'];
  destination?: NewPacketCapture['destination'];
  timeLimitInSeconds?: number;
  captureName?: string;
  reviewed?: ReviewedCapture;
}

/** A capture that a person has agreed to start. */
export interface ReviewedCapture {
  readonly capture: NewPacketCapture;
  /** The name was in use and is to be taken from the older capture, which is deleted. */
  readonly replace: boolean;
  /** When the review found no capture of the name, milliseconds since the epoch; absent when it did, or could not tell. */
  readonly nameFreeAt?: number;
  /** It is not to be started yet, but opened in the form. */
  readonly isForForm: boolean;
}

/** The capture as the answers so far make it. */
export function captureOf(context: CaptureWizardContext): NewPacketCapture {
  const { draft, target, scope, destination, timeLimitInSeconds, captureName } = context;
  return {
    watcherId: target?.watcher?.id ?? '',
    name: captureName ?? '',
    targetId: target?.resource.id ?? '',
    scope: scope ?? wholeTarget,
    destination: destination ?? {},
    limits: { ...draft.limits, ...(timeLimitInSeconds === undefined ? {} : { timeLimitInSeconds }) },
    filters: draft.filters ?? [],
    ...(draft.ring === undefined ? {} : { ring: draft.ring }),
  };
}
