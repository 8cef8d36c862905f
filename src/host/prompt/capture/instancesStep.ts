// Which instances of a scale set are captured; all of them unless a person unchecks some.

import { AzureWizardPromptStep } from '@microsoft/vscode-azext-utils';
import * as vscode from 'vscode';
import { powerText } from '../../../app/tree/machineNode.ts';
import { asRecord, asString } from '../../../base/json.ts';
import { targetKindOf, wholeTarget } from '../../../domain/capture/captureSettings.ts';
import type { NewPacketCapture, ScaleSetScope } from '../../../domain/capture/captureSettings.ts';
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
    const picked = await pickInstances(context, context.target?.resource.id ?? '', {
      placeHolder: vscode.l10n.t('Instances to capture'),
      isPicked: () => true,
    });
    context.scope = picked.isWhole ? wholeTarget : { include: picked.ids, exclude: [] };
  }

  shouldPrompt(context: CaptureWizardContext): boolean {
    return context.scope === undefined && targetKindOf(context.target?.resource.id ?? '') === 'scaleSet';
  }
}

/** Asks anew for the instances: all, only some, or all but some. Rejects as cancelled. */
export async function promptForScope(
  context: Pick<CaptureWizardContext, 'services' | 'ui'>,
  { targetId, scope }: Pick<NewPacketCapture, 'targetId' | 'scope'>,
): Promise<ScaleSetScope> {
  const { data: kind } = await context.ui.showQuickPick(
    [
      { label: vscode.l10n.t('All instances'), data: 'all' as const },
      { label: vscode.l10n.t('Only these...'), data: 'include' as const },
      { label: vscode.l10n.t('All but these...'), data: 'exclude' as const },
    ],
    { placeHolder: vscode.l10n.t('Instances to capture'), suppressPersistence: true },
  );
  if (kind === 'all') {
    return wholeTarget;
  }
  const placeHolder =
    kind === 'include' ? vscode.l10n.t('Instances to capture') : vscode.l10n.t('Instances to leave out');
  const { ids } = await pickInstances(context, targetId, { placeHolder, isPicked: (id) => scope[kind].includes(id) });
  return { ...wholeTarget, [kind]: ids };
}

/** An empty choice cannot be meant, so the question stands until there is one. */
async function pickInstances(
  { services, ui }: Pick<CaptureWizardContext, 'services' | 'ui'>,
  scaleSetId: string,
  { placeHolder, isPicked }: { readonly placeHolder: string; readonly isPicked: (id: string) => boolean },
): Promise<{ readonly ids: readonly string[]; readonly isWhole: boolean }> {
  const load = async (): Promise<(vscode.QuickPickItem & { readonly data: string })[]> => {
    const { instances } = await services.ground.getScaleSet(scaleSetId);
    return instances.map(({ instanceId, name, powerState }) => ({
      label: name,
      description: [vscode.l10n.t('instance {0}', instanceId), powerText(powerState)].join(' · '),
      data: instanceId,
    }));
  };
  const loading = load();
  let picked: readonly { readonly data: string }[] = [];
  while (picked.length === 0) {
    picked = await ui.showQuickPick(loading, {
      canPickMany: true,
      isPickSelected: (item) => isPicked(asString(asRecord(item)['data']) ?? ''),
      placeHolder,
      loadingPlaceHolder: vscode.l10n.t('Loading instances...'),
      suppressPersistence: true,
    });
  }
  // All of them means whatever the set has when the capture starts.
  return { ids: picked.map(({ data }) => data), isWhole: picked.length === (await loading).length };
}
