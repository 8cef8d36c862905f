// Registers the commands of live traffic; what they do loads at the first use.

import * as vscode from 'vscode';
import { commandIds } from '../contributions.ts';
import type { HostContext } from '../hostContext.ts';
import { nodeArgument } from './nodeArgument.ts';
import { registerCommand } from './registerCommand.ts';
import type { ConnectionStrings } from '../connectionStrings.ts';

/** Registers them. */
export function trafficCommands(host: HostContext, secrets: ConnectionStrings): vscode.Disposable[] {
  return [
    registerCommand(host, commandIds.openTraffic, async (prompts, argument) => {
      const { openFound } = await import('../traffic/trafficActions.ts');
      await openFound(host, prompts, nodeArgument(argument, 'eventHub'));
    }),
    registerCommand(host, commandIds.openTrafficByConnectionString, async (prompts) => {
      const { openByConnectionString } = await import('../traffic/trafficActions.ts');
      await openByConnectionString(host, prompts, secrets);
    }),
    registerCommand(host, commandIds.forgetConnectionStrings, async () => {
      await secrets.forgetAll();
      void vscode.window.showInformationMessage(vscode.l10n.t('All stored connection strings were forgotten.'));
    }),
  ];
}
