// Where the file goes: a storage account of the region, a path on the machine, or both.

import { AzureWizardPromptStep } from '@microsoft/vscode-azext-utils';
import type { IAzureQuickPickItem } from '@microsoft/vscode-azext-utils';
import * as vscode from 'vscode';
import { noStorageAccount } from '../../../app/error/userErrors.ts';
import type { StorageAccount } from '../../../domain/arm/resource.ts';
import { storagePicks } from '../storagePicks.ts';
import { promptForFilePath } from './settingPrompts.ts';
import type { CaptureWizardContext } from './captureContext.ts';

/** Asks for a storage account; a path on the machine is the last choice of the list. */
export class DestinationStep extends AzureWizardPromptStep<CaptureWizardContext> {
  override readonly id = 'destination';

  override async configureBeforePrompt(context: CaptureWizardContext): Promise<void> {
    if (context.draft.destination !== undefined) {
      context.destination ??= context.draft.destination;
    }
  }

  async prompt(context: CaptureWizardContext): Promise<void> {
    const account = await promptForStorage(context, context.draft.ring !== undefined);
    context.destination =
      account === undefined
        ? {
            filePath: await promptForFilePath(context, context.target?.resource.name ?? 'capture', {
              system: context.target?.resource.system,
            }),
          }
        : { storageId: account.id };
  }

  shouldPrompt(context: CaptureWizardContext): boolean {
    return context.destination === undefined;
  }
}

/**
 * Asks for an account of the target's region.
 * @param isNeeded true rejects where there is none, before the other questions
 * @returns undefined when the file is to stay on the machine only
 * Rejects with UserError `noStorageAccount`, or as cancelled.
 */
export async function promptForStorage(
  context: CaptureWizardContext,
  isNeeded = false,
): Promise<StorageAccount | undefined> {
  const region = context.target?.resource.region ?? '';
  const { data } = await context.ui.showQuickPick(picks(context, region, isNeeded), {
    placeHolder: vscode.l10n.t('Storage account for the capture file, in {0}', region),
    loadingPlaceHolder: vscode.l10n.t('Loading storage accounts...'),
  });
  return data;
}

async function picks(
  { services }: CaptureWizardContext,
  region: string,
  isNeeded: boolean,
): Promise<IAzureQuickPickItem<StorageAccount | undefined>[]> {
  const fitting = await storagePicks(services.inventory, region);
  if (fitting.length === 0 && isNeeded) {
    throw noStorageAccount(region);
  }
  return [
    ...fitting,
    {
      id: 'file',
      label: `$(file) ${vscode.l10n.t('Only a file on the machine...')}`,
      description: fitting.length === 0 ? noStorageAccount(region).message : '',
      data: undefined,
    },
  ];
}
