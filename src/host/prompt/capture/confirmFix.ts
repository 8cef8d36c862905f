// The question before a remedy that does more than its name says, the same for wizard and form.

import * as vscode from 'vscode';
import { fixQuestion } from '../../../app/capture/preflightTexts.ts';
import type { PreflightFinding, PreflightFix } from '../../../domain/capture/preflight.ts';

/** @returns false when a person was asked and did not want it; a remedy that needs no question is agreed to */
export async function confirmFix(findings: readonly PreflightFinding[], fix: PreflightFix): Promise<boolean> {
  const finding = findings.find((each) => each.fix === fix);
  const question = finding === undefined ? undefined : fixQuestion(finding);
  if (question === undefined) {
    return true;
  }
  const goOn = vscode.l10n.t('Update Instances');
  const { message, detail } = question;
  return (await vscode.window.showWarningMessage(message, { modal: true, detail }, goOn)) === goOn;
}
