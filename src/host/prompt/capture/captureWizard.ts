// "Start Packet Capture" step by step: target, storage account, time, name, then a review with every setting and the pre-flight
// checks. What a draft has already is not asked for.

import { AzureWizard } from '@microsoft/vscode-azext-utils';
import type { IActionContext } from '@microsoft/vscode-azext-utils';
import * as vscode from 'vscode';
import type { SubscriptionServices } from '../../../app/azure/subscriptionServices.ts';
import { noWatcher } from '../../../app/error/userErrors.ts';
import { isSameResource } from '../../../domain/arm/resourceId.ts';
import type { NetworkWatcher } from '../../../domain/arm/resource.ts';
import { wholeTarget } from '../../../domain/capture/captureSettings.ts';
import type { CaptureDraft, NewPacketCapture } from '../../../domain/capture/captureSettings.ts';
import type { CaptureTarget } from '../../../domain/capture/captureTarget.ts';
import { DestinationStep } from './destinationStep.ts';
import { InstancesStep } from './instancesStep.ts';
import { NameStep } from './nameStep.ts';
import { ReviewStep } from './reviewStep.ts';
import { TargetStep } from './targetStep.ts';
import { TimeLimitStep } from './timeLimitStep.ts';

/** What the steps gather. Each answer is a member of its own, so that Back can take it away. */
export interface CaptureWizardContext extends IActionContext {
  readonly services: SubscriptionServices;
  readonly watchers: readonly NetworkWatcher[];
  readonly isWatcherGiven: boolean;
  readonly draft: CaptureDraft;
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
  /** The review found no capture of the name. */
  readonly isNameFree: boolean;
}

/**
 * Asks for a new capture.
 * @param draft what is known already; a watcher alone restricts the machines to its region
 * Rejects with UserError `noMachine`, `noStorageAccount`, or as cancelled.
 */
export async function promptForCapture(
  prompts: IActionContext,
  services: SubscriptionServices,
  draft: CaptureDraft,
): Promise<ReviewedCapture> {
  const all = await services.inventory.listNetworkWatchers();
  const { watcherId, targetId } = draft;
  const isWatcherGiven = watcherId !== undefined && targetId === undefined;
  const watchers = isWatcherGiven ? all.filter(({ id }) => isSameResource(id, watcherId)) : all;
  if (isWatcherGiven && watchers.length === 0) {
    throw noWatcher(services.subscription.name);
  }
  const context: CaptureWizardContext = { ...prompts, services, watchers, isWatcherGiven, draft };
  const wizard = new AzureWizard(context, {
    title: vscode.l10n.t('Start Packet Capture'),
    promptSteps: [
      new TargetStep(),
      new InstancesStep(),
      new DestinationStep(),
      new TimeLimitStep(),
      new NameStep(),
      new ReviewStep(),
    ],
    showLoadingPrompt: true,
  });
  await wizard.prompt();
  if (context.reviewed === undefined) {
    throw new Error('The capture wizard ended without all its answers');
  }
  return context.reviewed;
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
