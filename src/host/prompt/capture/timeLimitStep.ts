// How long to capture; the one limit that everyone has an opinion about. The others wait in the review.

import { AzureWizardPromptStep } from '@microsoft/vscode-azext-utils';
import * as vscode from 'vscode';
import { captureMaximum } from '../../../domain/capture/captureSettings.ts';
import { parseDuration } from '../../../domain/capture/captureLimits.ts';
import type { CaptureWizardContext } from './captureContext.ts';

/** Asks for the time limit of a capture that is not continuous. */
export class TimeLimitStep extends AzureWizardPromptStep<CaptureWizardContext> {
  override readonly id = 'timeLimit';

  override async configureBeforePrompt(context: CaptureWizardContext): Promise<void> {
    const limit = context.draft.limits?.timeLimitInSeconds;
    if (limit !== undefined) {
      context.timeLimitInSeconds ??= limit;
    }
  }

  async prompt(context: CaptureWizardContext): Promise<void> {
    const text = await context.ui.showInputBox({
      prompt: vscode.l10n.t('How long to capture: seconds, or with a unit such as 90s, 5m or 1h (at most 5h)'),
      value: '5m',
      validateInput: (value) =>
        read(value ?? '') === undefined
          ? vscode.l10n.t('Enter a time from 1 second to 5 hours, for example 90s, 5m or 1h.')
          : undefined,
    });
    const seconds = read(text);
    if (seconds !== undefined) {
      context.timeLimitInSeconds = seconds;
    }
  }

  shouldPrompt(context: CaptureWizardContext): boolean {
    return context.timeLimitInSeconds === undefined && context.draft.ring === undefined;
  }
}

function read(text: string): number | undefined {
  return parseDuration(text, captureMaximum.timeLimitInSeconds);
}
