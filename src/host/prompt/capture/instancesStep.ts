// Which instances of a scale set are captured; all of them unless a person unchecks some.

import { AzureWizardPromptStep } from '@microsoft/vscode-azext-utils';
import * as vscode from 'vscode';
import { powerText } from '../../../app/tree/machineNode.ts';
import { targetKindOf, wholeTarget } from '../../../domain/capture/captureSettings.ts';
import type { CaptureWizardContext } from './captureContext.ts';

/** Asks for the instances when the target is a scale set. */
export class InstancesStep extends AzureWizardPromptStep<CaptureWizardContext> {
  override readonly id = 'instances';

  override async configureBeforePrompt(context: CaptureWizardContext): Promise<void> {
    if (context.draft.scope !== undefined) {
      context.scope ??= context.draft.scope;
    }
  }

  async prompt(context: CaptureWizardContext): Promise<void> {
    const id = context.target?.resource.id ?? '';
    const load = async (): Promise<(vscode.QuickPickItem & { readonly data: string })[]> => {
      const { instances } = await context.services.ground.getScaleSet(id);
      return instances.map(({ instanceId, name, powerState }) => ({
        label: name,
        description: [vscode.l10n.t('instance {0}', instanceId), powerText(powerState)].join(' · '),
        data: instanceId,
      }));
    };
    const loading = load();
    let picked: readonly { readonly data: string }[] = [];
    // An empty choice cannot be meant, so the question stands until there is one.
    while (picked.length === 0) {
      picked = await context.ui.showQuickPick(loading, {
        canPickMany: true,
        isPickSelected: () => true,
        placeHolder: vscode.l10n.t('Instances to capture'),
        loadingPlaceHolder: vscode.l10n.t('Loading instances...'),
        suppressPersistence: true,
      });
    }
    // All of them means whatever the set has when the capture starts.
    const isWhole = picked.length === (await loading).length;
    context.scope = isWhole ? wholeTarget : { include: picked.map(({ data }) => data), exclude: [] };
  }

  shouldPrompt(context: CaptureWizardContext): boolean {
    return context.scope === undefined && targetKindOf(context.target?.resource.id ?? '') === 'scaleSet';
  }
}
