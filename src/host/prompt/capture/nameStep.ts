// The name of a capture: proposed from the machine's, and told when it is taken, which may be what is wanted.

import { AzureWizardPromptStep } from '@microsoft/vscode-azext-utils';
import * as vscode from 'vscode';
import { nameProblemTexts } from '../../../app/capture/captureTexts.ts';
import { captureNameProblem, suggestCaptureName } from '../../../domain/capture/captureInput.ts';
import type { CaptureWizardContext } from './captureContext.ts';

/** Asks for the name. One that is taken can be chosen: the review then offers to replace the older capture. */
export class NameStep extends AzureWizardPromptStep<CaptureWizardContext> {
  override readonly id = 'captureName';

  async prompt(context: CaptureWizardContext): Promise<void> {
    const { target, services, draft } = context;
    const captures = target?.watcher === undefined ? [] : await services.captures.list(target.watcher.id);
    const taken = captures.map((capture) => capture.name);
    const proposed = suggestCaptureName(draft.name ?? target?.resource.name ?? 'capture', taken);
    context.captureName = await promptForName(context, taken, proposed);
  }

  shouldPrompt(context: CaptureWizardContext): boolean {
    return context.captureName === undefined;
  }
}

/** @param proposed what Enter alone takes */
export async function promptForName(
  { ui }: Pick<CaptureWizardContext, 'ui'>,
  taken: readonly string[],
  proposed: string,
): Promise<string> {
  return await ui.showInputBox({
    prompt: vscode.l10n.t('Name of the capture'),
    value: proposed,
    validateInput: (value) => {
      const problem = captureNameProblem(value ?? '', taken);
      return problem === 'taken' || problem === undefined ? undefined : nameProblemTexts()[problem];
    },
  });
}
