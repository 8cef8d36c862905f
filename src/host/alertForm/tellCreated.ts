// After a rule or action group was created: the tree lists it, shows it, and a message leads to it.

import * as vscode from 'vscode';
import { delay } from '../../base/clock.ts';
import { errorText } from '../../base/errorText.ts';
import { resourceName } from '../../domain/arm/resourceId.ts';
import type { HostContext } from '../hostContext.ts';

/** VS Code takes up a changed folder after a fifth of a second, and knows nothing that is new in it before. */
const treePauseInMs = 1000;

/** Tells it; waits for nobody. */
export function tellCreated(host: HostContext, id: string, options: { readonly isGroup?: boolean } = {}): void {
  host.tree.listAlertsAgain(id);
  for (const done of [show(host, id), tell(host, id, options)]) {
    done.catch((error: unknown) => host.report(error));
  }
}

async function show(host: HostContext, id: string): Promise<void> {
  try {
    await host.reveal(id);
  } catch (error) {
    host.log.info(`The tree does not know ${resourceName(id)} yet, and is asked again: ${errorText(error)}`);
    await delay(host.clock, treePauseInMs);
    await host.reveal(id);
  }
}

async function tell(host: HostContext, id: string, { isGroup = false }: { readonly isGroup?: boolean }): Promise<void> {
  const button = isGroup ? vscode.l10n.t('Show Action Group') : vscode.l10n.t('Show Rule');
  const text = isGroup
    ? vscode.l10n.t('The action group "{0}" was created.', resourceName(id))
    : vscode.l10n.t('The alert rule "{0}" was created.', resourceName(id));
  if ((await vscode.window.showInformationMessage(text, button)) === button) {
    await host.reveal(id);
  }
}
