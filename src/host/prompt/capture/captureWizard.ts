// "Start Packet Capture" step by step: target, storage account, time, name, then a review with every setting and the pre-flight
// checks. What a draft has already is not asked for.

import { AzureWizard } from '@microsoft/vscode-azext-utils';
import type { IActionContext } from '@microsoft/vscode-azext-utils';
import * as vscode from 'vscode';
import type { SubscriptionServices } from '../../../app/azure/subscriptionServices.ts';
import { noWatcher } from '../../../app/error/userErrors.ts';
import { isSameResource } from '../../../domain/arm/resourceId.ts';
import type { CaptureWizardContext, ReviewedCapture } from './captureContext.ts';
import { DestinationStep } from './destinationStep.ts';
import { InstancesStep } from './instancesStep.ts';
import { NameStep } from './nameStep.ts';
import { ReviewStep } from './reviewStep.ts';
import { TargetStep } from './targetStep.ts';
import { TimeLimitStep } from './timeLimitStep.ts';

/**
 * Asks for a new capture.
 * @param draft what is known already; a watcher alone restricts the machines to its region
 * Rejects with UserError `noMachine`, `noStorageAccount`, or as cancelled.
 */
export async function promptForCapture(
  prompts: IActionContext,
  services: SubscriptionServices,
  { draft, presets, clock }: Pick<CaptureWizardContext, 'draft' | 'presets' | 'clock'>,
): Promise<ReviewedCapture> {
  const all = await services.inventory.listNetworkWatchers();
  const { watcherId, targetId } = draft;
  const isWatcherGiven = watcherId !== undefined && targetId === undefined;
  const watchers = isWatcherGiven ? all.filter(({ id }) => isSameResource(id, watcherId)) : all;
  if (isWatcherGiven && watchers.length === 0) {
    throw noWatcher(services.subscription.name);
  }
  const context: CaptureWizardContext = { ...prompts, services, watchers, isWatcherGiven, draft, presets, clock };
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
