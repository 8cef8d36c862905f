// Last page of the wizard: start, every setting, and the pre-flight checks with their remedies. Nothing is created before it.

import { AzureWizardPromptStep, parseError } from '@microsoft/vscode-azext-utils';
import * as vscode from 'vscode';
import { checkCapture } from '../../../app/capture/checkCapture.ts';
import type { CheckedCapture } from '../../../app/capture/checkCapture.ts';
import { mendCapture } from '../../../app/capture/mendCapture.ts';
import { fixTitle } from '../../../app/capture/preflightTexts.ts';
import type { NewPacketCapture } from '../../../domain/capture/captureSettings.ts';
import type { PreflightFix } from '../../../domain/capture/preflight.ts';
import { isCancelled } from '../../../base/abort.ts';
import { withProgress } from '../../progress.ts';
import { withOwnValues } from '../ownValues.ts';
import { captureOf } from './captureContext.ts';
import type { CaptureWizardContext } from './captureContext.ts';
import { confirmFix } from './confirmFix.ts';
import { reviewChanges } from './reviewChanges.ts';
import { picks, placeHolder } from './reviewPicks.ts';
import type { ReviewChoice } from './reviewPicks.ts';

/** Shows the review until a person starts the capture, goes back or gives up. */
export class ReviewStep extends AzureWizardPromptStep<CaptureWizardContext> {
  override readonly id = 'review';

  async prompt(context: CaptureWizardContext): Promise<void> {
    let capture = captureOf(context);
    let replace = false;
    let checkedAt = context.clock.now();
    let checked = await check(context, capture);
    for (;;) {
      const { data } = await context.ui.showQuickPick(
        picks(capture, checked, { replace, hasPresets: context.presets.length > 0 }),
        {
          placeHolder: placeHolder(checked.findings, replace),
          suppressPersistence: true,
          matchOnDetail: true,
        },
      );
      if (data.kind === 'start' || data.kind === 'form') {
        const { nameTaken } = checked.facts;
        context.reviewed = {
          capture,
          replace,
          ...(nameTaken.kind === 'known' && !nameTaken.value ? { nameFreeAt: checkedAt } : {}),
          isForForm: data.kind === 'form',
        };
        return;
      }
      if (data.kind === 'replace') {
        replace = await agreesToReplace(capture.name);
        continue;
      }
      const changed = await this.#changed(context, capture, { choice: data, checked: checked });
      if (changed !== undefined) {
        replace &&= changed.name === capture.name && changed.watcherId === capture.watcherId;
        capture = changed;
        checkedAt = context.clock.now();
        checked = await check(context, capture);
      }
    }
  }

  shouldPrompt(context: CaptureWizardContext): boolean {
    return context.reviewed === undefined;
  }

  /** The capture after an entry was chosen; undefined when all is as before. Back within an entry leads back to the review. */
  async #changed(
    context: CaptureWizardContext,
    capture: NewPacketCapture,
    { choice, checked }: { readonly choice: ReviewChoice; readonly checked: CheckedCapture },
  ): Promise<NewPacketCapture | undefined> {
    try {
      switch (choice.kind) {
        case 'fix':
          return await fix(context, capture, { fix: choice.fix, checked });
        case 'recheck':
          return capture;
        case 'start':
        case 'form':
        case 'replace':
        case 'nothing':
          return undefined;
        default:
          const change = reviewChanges[choice.kind];
          return await withOwnValues(context.ui, () => change(context, capture));
      }
    } catch (error) {
      // Prompts come from another copy of the class, so its name decides, as in the library itself.
      if (parseError(error).errorType === 'GoBackError') {
        return undefined;
      }
      throw error;
    }
  }
}

/** Reads what the checks need. */
async function check(context: CaptureWizardContext, capture: NewPacketCapture): Promise<CheckedCapture> {
  const { inventory, captures, ground } = context.services;
  // In the status bar: it is short, and a notification would stay longer than the work.
  return await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Checking what "{0}" needs', capture.name) },
    () => checkCapture({ inventory, captures, ground }, capture),
  );
}

async function fix(
  context: CaptureWizardContext,
  capture: NewPacketCapture,
  { fix: remedy, checked }: { readonly fix: PreflightFix; readonly checked: CheckedCapture },
): Promise<NewPacketCapture | undefined> {
  const { groundWork: work, captures } = context.services;
  if (!(await confirmFix(checked.findings, remedy))) {
    return undefined;
  }
  try {
    return await withProgress(fixTitle(remedy), (abortSignal) =>
      mendCapture({ work, captures }, remedy, { capture, facts: checked.facts }, { abortSignal }),
    );
  } catch (error) {
    if (isCancelled(error)) {
      // Azure goes on with what had begun; the checks show what is so.
      return capture;
    }
    throw error;
  }
}

async function agreesToReplace(name: string): Promise<boolean> {
  const replace = vscode.l10n.t('Replace');
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('Replace the capture "{0}"?', name),
    {
      modal: true,
      detail: vscode.l10n.t('The old one is deleted when the new one starts. Its file in blob storage stays there.'),
    },
    replace,
  );
  return chosen === replace;
}
