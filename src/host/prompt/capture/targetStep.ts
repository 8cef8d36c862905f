// First question of a capture: which machine or scale set. What may stand in its way is said beside it and checked at the end.

import { AzureWizardPromptStep } from '@microsoft/vscode-azext-utils';
import type { IAzureQuickPickItem } from '@microsoft/vscode-azext-utils';
import * as vscode from 'vscode';
import { noMachine } from '../../../app/error/userErrors.ts';
import { isSameResource } from '../../../domain/arm/resourceId.ts';
import { powerText } from '../../../app/tree/machineNode.ts';
import { captureTargets } from '../../../domain/capture/captureTarget.ts';
import type { CaptureTarget } from '../../../domain/capture/captureTarget.ts';
import type { CaptureWizardContext } from './captureContext.ts';

/** Asks for it, unless the draft names one that exists. */
export class TargetStep extends AzureWizardPromptStep<CaptureWizardContext> {
  override readonly id = 'target';

  /** A target that the draft names is looked up in silence. */
  override async configureBeforePrompt(context: CaptureWizardContext): Promise<void> {
    const { targetId } = context.draft;
    if (targetId !== undefined && context.target === undefined) {
      const found = (await listTargets(context)).find(({ resource }) => isSameResource(resource.id, targetId));
      if (found !== undefined) {
        context.target = found;
      }
    }
  }

  async prompt(context: CaptureWizardContext): Promise<void> {
    context.target = await promptForTarget(context);
  }

  shouldPrompt(context: CaptureWizardContext): boolean {
    return context.target === undefined;
  }
}

/** Asks for one. Rejects with UserError `noMachine`, or as cancelled. */
export async function promptForTarget(context: CaptureWizardContext): Promise<CaptureTarget> {
  const { data } = await context.ui.showQuickPick(picks(context), {
    placeHolder: vscode.l10n.t('Virtual machine or scale set to capture'),
    loadingPlaceHolder: vscode.l10n.t('Loading virtual machines...'),
    matchOnDescription: true,
    suppressPersistence: true,
  });
  return data;
}

async function listTargets({ services, watchers }: CaptureWizardContext): Promise<readonly CaptureTarget[]> {
  const [machines, scaleSets] = await Promise.all([
    services.inventory.listVirtualMachines(),
    services.inventory.listScaleSets(),
  ]);
  return captureTargets([...machines, ...scaleSets], watchers);
}

/** With a watcher given, only its region's; else all, so that a missing watcher is seen and can be enabled. */
async function picks(context: CaptureWizardContext): Promise<IAzureQuickPickItem<CaptureTarget>[]> {
  const all = await listTargets(context);
  const targets = context.isWatcherGiven ? all.filter(({ watcher }) => watcher !== undefined) : all;
  if (targets.length === 0) {
    throw noMachine(context.services.subscription.name);
  }
  return targets.map((target) => ({
    label: `$(${iconOf(target)}) ${target.resource.name}`,
    description: [
      'powerState' in target.resource
        ? powerText(target.resource.powerState)
        : vscode.l10n.t('scale set, instances: {0}', target.resource.capacity),
      target.resource.region,
      ...(target.watcher === undefined ? [vscode.l10n.t('no network watcher')] : []),
    ].join(' · '),
    data: target,
  }));
}

function iconOf({ resource, obstacle }: CaptureTarget): string {
  if (!('powerState' in resource)) {
    return 'layers';
  }
  return obstacle === undefined ? 'vm-running' : 'vm-outline';
}
