// Commands that every ARM node has: Copy Resource ID, Open in Portal, View Properties.

import { openReadOnlyJson } from '@microsoft/vscode-azext-utils';
import * as vscode from 'vscode';
import { portalResourceUrl } from '../../domain/arm/resourceId.ts';
import { withoutSecrets } from '../../domain/arm/withoutSecrets.ts';
import { commandIds } from '../contributions.ts';
import type { HostContext } from '../hostContext.ts';
import { pickSubscription } from '../prompt/pickSubscription.ts';
import { resourceArgument } from './nodeArgument.ts';
import { registerCommand } from './registerCommand.ts';

/** Registers them. They are in menus of nodes only, so a call without a node is a mistake of the caller. */
export function resourceCommands(host: HostContext): vscode.Disposable[] {
  return [
    registerCommand(host, commandIds.copyResourceId, async (_prompts, argument) => {
      const node = wanted(argument);
      await vscode.env.clipboard.writeText(node.resourceId);
      vscode.window.setStatusBarMessage(vscode.l10n.t('Resource ID copied'), 3000);
    }),
    registerCommand(host, commandIds.openInPortal, async (prompts, argument) => {
      const node = wanted(argument);
      const subscription = await pickSubscription(host, prompts, node.resourceId.split('/')[2]);
      const { portalUrl } = await host.subscriptions.cloud();
      await vscode.env.openExternal(
        vscode.Uri.parse(portalResourceUrl(portalUrl, subscription.tenantId, node.resourceId), true),
      );
    }),
    registerCommand(host, commandIds.viewProperties, async (prompts, argument) => {
      const node = wanted(argument);
      const subscription = await pickSubscription(host, prompts, node.resourceId.split('/')[2]);
      const properties = await host.services.servicesOf(subscription).resources.getResource(node.resourceId);
      await openReadOnlyJson({ label: node.label, fullId: node.resourceId }, withoutSecrets(properties) as object);
    }),
  ];
}

function wanted(argument: unknown): { readonly resourceId: string; readonly label: string } {
  const node = resourceArgument(argument);
  if (node === undefined) {
    throw new Error('This command needs a resource of the tree');
  }
  return node;
}
