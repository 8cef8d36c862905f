// The question before a capture for an alert that is over: what raised it may be gone.

import * as vscode from 'vscode';
import { resourceName } from '../../domain/arm/resourceId.ts';

/** @returns true when a person wants to capture the machine nevertheless */
export async function wantsToCaptureAnyway(targetId: string): Promise<boolean> {
  const capture = vscode.l10n.t('Capture Anyway');
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('This alert is resolved. Capture anyway?'),
    {
      modal: true,
      detail: vscode.l10n.t('What raised it on "{0}" may no longer be there to see.', resourceName(targetId)),
    },
    capture,
  );
  return chosen === capture;
}
