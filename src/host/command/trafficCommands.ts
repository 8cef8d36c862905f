// Registers the commands of live traffic; what they do loads at the first use.

import * as vscode from 'vscode';
import { commandIds } from '../contributions.ts';
import type { HostContext } from '../hostContext.ts';
import { asNumber, asRecord, asString } from '../../base/json.ts';
import type { HubRequest } from '../traffic/trafficActions.ts';
import { nodeArgument } from './nodeArgument.ts';
import { registerCommand } from './registerCommand.ts';
import type { ConnectionStrings } from '../connectionStrings.ts';

/** Registers them. */
export function trafficCommands(host: HostContext, secrets: ConnectionStrings): vscode.Disposable[] {
  return [
    registerCommand(host, commandIds.openTraffic, async (prompts, argument) => {
      const { openFound } = await import('../traffic/trafficActions.ts');
      await openFound(host, prompts, nodeArgument(argument, 'eventHub') ?? readHubRequest(argument));
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

/** From another part of the product: `{ hubId, consumerGroup, from }`, each of which may be absent. */
function readHubRequest(argument: unknown): HubRequest {
  const record = asRecord(argument);
  const [resourceId, consumerGroup, from] = [
    asString(record['hubId']),
    asString(record['consumerGroup']),
    asNumber(record['from']),
  ];
  return {
    ...(resourceId === undefined ? {} : { resourceId }),
    ...(consumerGroup === undefined ? {} : { consumerGroup }),
    ...(from === undefined ? {} : { from }),
  };
}
