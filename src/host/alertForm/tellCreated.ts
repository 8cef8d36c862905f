// After a rule or action group was created: the tree lists it, shows it, and a message leads to it.

import * as vscode from 'vscode';
import { resourceName } from '../../domain/arm/resourceId.ts';
import type { HostContext } from '../hostContext.ts';

/** Tells it; waits for nobody. */
export function tellCreated(host: HostContext, id: string, options: { readonly isGroup?: boolean } = {}): void {
  host.tree.listAlertsAgain(id);
  tell(host, id, options).catch((error: unknown) => host.report(error));
}

async function tell(host: HostContext, id: string, { isGroup = false }: { readonly isGroup?: boolean }): Promise<void> {
  await host.reveal(id);
  const show = isGroup ? vscode.l10n.t('Show Action Group') : vscode.l10n.t('Show Rule');
  const text = isGroup
    ? vscode.l10n.t('The action group "{0}" was created.', resourceName(id))
    : vscode.l10n.t('The alert rule "{0}" was created.', resourceName(id));
  if ((await vscode.window.showInformationMessage(text, show)) === show) {
    await host.reveal(id);
  }
}
